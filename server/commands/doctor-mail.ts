import { randomUUID } from 'node:crypto'
import type { Config } from '../platform/config.ts'
import { checkSmtp, isMailAddress, sendBySmtp } from '../platform/mail/index.ts'
import { type Finding, failed } from './doctor-report.ts'

const words = 'This mail was sent by “npx parley doctor --mail”. Whoever reads it knows that mail works.'

/** Whether mail can go out: connects and signs in. With `to` a test mail is sent: to that address, or (`true`) to the sender's own. */
export async function* checkMail({ mail }: Config, to: string | true | null): AsyncIterable<Finding> {
  if (!mail) {
    const what = 'mail is not set up'
    yield to === null
      ? { ok: true, what: `${what}: no notices, transcripts and links for passwords are sent (SMTP_URL, MAIL_FROM)` }
      : { ok: false, what, mend: 'set SMTP_URL and MAIL_FROM.' }
    return
  }
  const what = `mail by ${mail.host}:${mail.port}`
  const address = to === true ? mail.from.address : to
  try {
    if (address === null) {
      await checkSmtp(mail)
      yield { ok: true, what: `${what}: connected${mail.login ? ' and signed in' : ''}` }
    } else if (!isMailAddress(address))
      yield { ok: false, what: `mail to ${address}`, mend: 'give an e-mail address: --mail you@shop.example' }
    else {
      const messageId = `<${randomUUID()}@${mail.from.address.split('@')[1]}>`
      const html = `<!doctype html><html lang="en"><body><p>${words}</p></body></html>`
      const code = await sendBySmtp(mail, {
        messageId,
        at: new Date(),
        to: address,
        subject: 'Parley can send mail',
        text: `${words}\n`,
        html,
      })
      yield { ok: true, what: `${what}: took a test mail to ${address} (${code})` }
    }
  } catch (error) {
    yield failed(what, error)
  }
}
