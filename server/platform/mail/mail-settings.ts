/** The mail server and the sender, as `SMTP_URL` and `MAIL_FROM` give them. */
export interface MailSettings {
  host: string
  port: number
  /** `tls`: from the first byte; `starttls`: the server must offer it; `none`: only where it is asked for, or on this machine. */
  encryption: 'tls' | 'starttls' | 'none'
  login: { user: string; password: string } | null
  from: Sender
}

export interface Sender {
  name: string
  address: string
}

export type MailServer = Omit<MailSettings, 'from'>

/** `smtps://user:password@host:465`, or `smtp://…:587` which asks for STARTTLS; `?tls=none` goes without. Null where it is none of these. */
export function parseSmtpUrl(text: string): MailServer | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const isTls = url.protocol === 'smtps:'
  const wish = url.searchParams.get('tls')
  if ((!isTls && url.protocol !== 'smtp:') || !host || (url.pathname !== '' && url.pathname !== '/')) return null
  if (wish !== null && wish !== 'none') return null
  const isHere = host === 'localhost' || host === '::1' || host.startsWith('127.')
  return {
    host,
    port: url.port ? Number(url.port) : isTls ? 465 : 587,
    encryption: isTls ? 'tls' : wish === 'none' || isHere ? 'none' : 'starttls',
    login: url.username ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) } : null,
  }
}

/** `no-reply@shop.example`, or with a name before it: `Shop <no-reply@shop.example>`. */
export function parseSender(text: string): Sender | null {
  const [, name = '', inBrackets, alone] = /^(?:"?([^"<>]*?)"?\s*<([^<>\s]+)>|([^<>\s]+))$/.exec(text) ?? []
  const address = inBrackets ?? alone ?? ''
  return isMailAddress(address) && !hasControl(name) ? { name: name.trim(), address } : null
}

const part = '[^\\s@<>()\\[\\]\\\\,;:"]'
const addressPattern = new RegExp(`^${part}{1,64}@(?:${part}{1,63}\\.)*${part}{1,63}$`)

/** One plain address: no list, no name, nothing that could end a header and begin another. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && addressPattern.test(text) && !hasControl(text)
}

/** What ends a line, or is no character at all, has no place in a header. */
export function hasControl(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text)
}
