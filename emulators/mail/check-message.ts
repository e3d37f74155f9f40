import PostalMime from 'postal-mime'
import type { Envelope } from './smtp-session.ts'
import type { ReceivedMail } from './start-mail-emulator.ts'

/** Of these there is exactly one each (RFC 5322 §3.6, and what every large receiver asks for besides). */
const needed = ['from', 'to', 'date', 'message-id', 'subject', 'mime-version', 'content-type']
const longestLine = 998

/** Refuses what a strict receiver refuses: bare line ends, lines too long, bytes that were not announced, headers missing or twice, a foreign sender. */
export async function checkMessage(envelope: Envelope, bytes: Buffer): Promise<{ mail: ReceivedMail } | { fault: string }> {
  const raw = bytes.toString('latin1')
  const headerEnd = raw.indexOf('\r\n\r\n')
  const fault =
    faultOfBytes(raw) ?? (headerEnd < 0 ? 'no empty line after the header' : null) ?? faultOfHeaders(raw.slice(0, headerEnd), envelope)
  if (fault) return { fault: `554 5.6.0 ${fault}` }
  const { subject = '', text = '', html = '' } = await PostalMime.parse(bytes)
  return { mail: { ...envelope, headers: readHeaders(raw.slice(0, headerEnd)).values, subject, text, html, raw } }
}

function faultOfBytes(raw: string): string | null {
  if (/(^|[^\r])\n|\r(?!\n)/.test(raw)) return 'a line ends with CR and LF, both'
  if (/[^\t\r\n\x20-\x7e]/.test(raw)) return '8BITMIME was not agreed on: bytes above 126, or control characters'
  return raw.split('\r\n').some((line) => line.length > longestLine) ? 'a line has more than 998 characters' : null
}

function faultOfHeaders(head: string, { from, to }: Envelope): string | null {
  const { names, values } = readHeaders(head)
  const wrong = needed.find((name) => names.filter((other) => other === name).length !== 1)
  if (wrong) return `one ${wrong} header, not ${names.filter((other) => other === wrong).length}`
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) return `${twice} stands there twice`
  if (names.some((name) => !/^[!-9;-~]+$/.test(name))) return 'a header without a name'
  if (addressIn(values.get('from')) !== from) return 'the From header is another than the sender'
  if (to.length !== 1 || addressIn(values.get('to')) !== to[0]) return 'the To header is another than the recipient'
  if (!/^<[^<>\s@]+@[^<>\s@]+>$/.test(values.get('message-id') ?? '')) return 'a Message-ID is <left@right>'
  return Number.isNaN(Date.parse(values.get('date') ?? '')) ? 'the date is none' : null
}

function readHeaders(head: string): { names: string[]; values: Map<string, string> } {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const pairs = lines.map(
    (line) => [line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const,
  )
  return { names: pairs.map(([name]) => name), values: new Map(pairs) }
}

function addressIn(header: string | undefined): string | undefined {
  return /<([^<>]+)>$/.exec(header ?? '')?.[1] ?? header
}
