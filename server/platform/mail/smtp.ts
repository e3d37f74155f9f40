import { ProviderError } from '../errors.ts'
import type { MailSettings } from './mail-settings.ts'

export interface OutgoingMail {
  /** The same each time that it is tried: a receiver who has got it knows it again. */
  messageId: string
  at: Date
  to: string
  subject: string
  text: string
  html: string
}

const connectTimeoutMs = 10_000
const answerTimeoutMs = 30_000

/**
 * Hands one mail to the mail server, over a connection of its own.
 * @returns the server's code for having taken it: `250 2.0.0`
 * @throws ProviderError `refused` (the server will not take it), `later`, `login`, `unreachable`; its text never repeats an address
 */
export async function sendBySmtp(settings: MailSettings, mail: OutgoingMail): Promise<string> {
  const { to, subject, text, html, messageId, at } = mail
  return useTransport(settings, async (transport) => {
    const { response } = await transport.sendMail({
      from: settings.from,
      to: { name: '', address: to },
      envelope: { from: settings.from.address, to: [to] },
      subject,
      text,
      html,
      messageId,
      date: at,
      // Machines that are away do not answer machines (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
    return codeOf(String(response))
  })
}

/** Connects, encrypts and signs in, and sends nothing. @throws ProviderError as above */
export async function checkSmtp(settings: MailSettings): Promise<void> {
  await useTransport(settings, (transport) => transport.verify())
}

type Transport = Awaited<ReturnType<typeof openTransport>>

async function useTransport<T>(settings: MailSettings, work: (transport: Transport) => Promise<T>): Promise<T> {
  const transport = await openTransport(settings)
  try {
    return await work(transport)
  } catch (error) {
    throw explain(error)
  } finally {
    transport.close()
  }
}

/** The library takes 9 MiB: only where mail goes out. */
async function openTransport({ host, port, encryption, login }: MailSettings) {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    ...(login && { auth: { user: login.user, pass: login.password } }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    socketTimeout: answerTimeoutMs,
    // A mail is words only: nothing in it may name a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

interface SmtpFailure {
  code?: string
  command?: string
  responseCode?: number
  response?: string
}

/** About the mail itself, not about the connection or the login: saying the same again will get the same answer. */
const aboutTheMail = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])

function explain(error: unknown): ProviderError {
  const { code, command, responseCode, response } = error as SmtpFailure
  const failure = (ours: string, retryable: boolean, message: string) =>
    new ProviderError({
      provider: 'smtp',
      code: ours,
      retryable,
      message,
      ...(responseCode !== undefined && { providerCode: codeOf(response ?? String(responseCode)) }),
    })
  if (code === 'ETLS') return failure('unreachable', true, 'The mail server does not offer an encrypted connection')
  // 530: it wants a login, or encryption, that the setting does not give.
  if (code === 'EAUTH' || responseCode === 530)
    return failure('login', true, 'The mail server refuses the user name or the password of SMTP_URL')
  if (responseCode !== undefined && responseCode >= 500 && aboutTheMail.has(command ?? ''))
    return failure('refused', false, 'The mail server refuses this mail')
  if (code === 'EENVELOPE' && responseCode === undefined) return failure('refused', false, 'The mail server cannot send to this address')
  if (responseCode !== undefined) return failure('later', true, 'The mail server asks to try again later')
  return failure('unreachable', true, `The mail server could not be reached (${code ?? 'unknown'})`)
}

/** `550 5.1.1 <person@…> is unknown` → `550 5.1.1`: the words of a server often repeat the address. */
function codeOf(response: string): string {
  return /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response)?.[0].replace('-', ' ') ?? 'unknown'
}
