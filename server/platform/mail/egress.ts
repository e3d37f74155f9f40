import type { Config } from '../config.ts'
import type { EgressDeclaration } from '../egress.ts'

export const mailPurpose = 'mail.send'

/** To whom mails are handed: none where mail is not set up. */
export function mailEgress({ mail }: Pick<Config, 'mail'>): EgressDeclaration[] {
  if (!mail) return []
  return [
    {
      purpose: mailPurpose,
      recipient: 'The mail server of this installation (SMTP_URL)',
      reason: 'Sends mails to people of the team and to visitors who asked for them.',
      fields: [
        'e-mail addresses',
        'the words of the mails: notices, transcripts and answers that a visitor asked for, links for signing in',
      ],
      hosts: [mail.host],
    },
  ]
}
