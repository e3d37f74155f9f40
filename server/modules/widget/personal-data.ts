import type { PersonalData } from '../../platform/module.ts'

export const widgetPersonalData: readonly PersonalData[] = [
  {
    table: 'widget_visitors',
    purpose: 'Recognises a returning visitor of a website by a token of their browser, and keeps what the website says of them.',
    personal: [
      'external_id',
      'claimed_id',
      'name',
      'email',
      'phone',
      'language',
      'attributes',
      'signed_attributes',
      'page_url',
      'consent',
      'details_at',
      'answers_by_mail',
      'labels',
      'last_seen_at',
    ],
    other: ['workspace_id', 'id', 'channel_id', 'token_hash', 'verified', 'email_vouched', 'mailed_up_to', 'created_at'],
    subject: { column: 'external_id', is: 'identity' },
    erasure: 'delete',
    retention: { days: 365 },
  },
  {
    table: 'widget_uploads',
    purpose: 'Says for a day which visitor uploaded a file, so that nobody else can attach it to a message.',
    personal: ['visitor_id'],
    other: ['workspace_id', 'file_id', 'created_at'],
    subject: { column: 'file_id', is: 'file' },
    erasure: 'delete',
    retention: { days: 1 },
  },
]
