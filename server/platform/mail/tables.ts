import type { ColumnType, Generated } from 'kysely'

type Time = ColumnType<Date, Date, Date>

/** `service`: what somebody asked for or runs; `security`: signing in; `billing`; `marketing`: only to who has agreed. */
export const mailCategories = ['service', 'security', 'billing', 'marketing'] as const
export type MailCategory = (typeof mailCategories)[number]

export interface MailTable {
  workspace_id: string
  id: string
  key: string
  category: MailCategory
  kind: string
  contact_id: string | null
  recipient_hash: Buffer
  /** Sealed; null as soon as it was sent or given up. */
  content: string | null
  status: 'queued' | 'sending' | 'sent' | 'failed' | 'withheld'
  attempt: Generated<number>
  locked_until: ColumnType<Date | number, Date | string | undefined, Date | string>
  expires_at: Time | null
  attempted_at: Time | null
  error: string | null
  response: string | null
  sent_at: Time | null
  created_at: Time
}

declare module '../db.ts' {
  interface Tables {
    mails: MailTable
  }
}
