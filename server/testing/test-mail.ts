import { type MailSettings, parseSmtpUrl } from '../platform/mail/mail-settings.ts'

/** Settings by which Parley hands its mail to that server. */
export function testMail({ url }: { url: string }): MailSettings {
  const server = parseSmtpUrl(url)
  if (!server) throw new Error(`not a mail server: ${url}`)
  return { ...server, from: { name: 'Teal Kettles', address: 'no-reply@shop.example' } }
}
