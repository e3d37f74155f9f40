import type { FinalMessage, History, ProviderSend, StatusName } from '../history.ts'
import { type Case, isLong, isOf, isOutbound, placeOfPart, quoted, reached, sendsOf } from './case-file.ts'
import { count } from './count.ts'
import { mayBeDeleted } from './deletions.ts'
import { takesOver } from './hands.ts'
import { tellCase } from './tell-case.ts'
import type { CheckResult } from './violation.ts'
import { outagesOf, waitEnds } from './waits.ts'
import { wasUnread } from './was-unread.ts'

/** What was sent is known: a final status, and the one that the provider told; and nothing went out that is not in the record. */
export function checkKnown(cases: readonly Case[], history: History, result: CheckResult): void {
  const outages = outagesOf(history)
  for (const one of cases) {
    const isGone = (at: number) => mayBeDeleted(one, at, waitEnds(at, outages))
    const say = (what: string) =>
      result.violations.push({ promise: 'known', what, customer: one.customer, evidence: tellCase(one, history, what) })
    const recorded: FinalMessage[] = []
    for (const message of one.conversations.flatMap(({ messages }) => messages)) {
      if (!isOutbound(message) || isGone(message.createdAt)) continue
      recorded.push(message)
      const sends = sendsOf(one, message)
      const fault = faultOf(message, sends, one)
      // On Telegram nobody can tell what became of a call whose answer nobody read.
      if (
        fault !== null &&
        message.status === 'failed' &&
        sends.length > 0 &&
        sends.every((send) => send.messageId === null && wasUnread(send, history))
      )
        count(result, 'failed as far as anybody could know')
      else if (fault !== null) say(`${message.id} ${quoted(message.text, 60)} ${fault}`)
      else if (message.status === 'failed' && sends.length === 0 && !isWithdrawal(message)) count(result, 'given up after its tries')
      else count(result, `statuses true: ${message.status}${message.errorTitle && sends.length === 0 ? ` (${message.errorTitle})` : ''}`)
    }
    for (const send of one.sends)
      if (reached(send) && !isGone(send.at) && !recorded.some((message) => isOf(send, message)))
        say(`${quoted(send.text, 60)} reached the customer and is not in the record`)
  }
}

/** The only reasons for which an answer of the AI may fail without a try: a person came before it. Of what people write none may. */
const withdrawals: readonly (string | null)[] = [
  'Withdrawn: a person took over before it was sent.',
  'Withdrawn, because a person took over. It may have been sent just before that.',
  'Withdrawn, because a person took over. A part of it had been sent.',
]

function isWithdrawal({ author, errorTitle }: FinalMessage): boolean {
  return author === 'agent' && withdrawals.includes(errorTitle)
}

function faultOf(message: FinalMessage, sends: readonly ProviderSend[], one: Case): string | null {
  if (message.status === 'queued' || message.status === 'sending') return `is still ${message.status} in the end`
  if (sends.length === 0) {
    if (message.status !== 'failed') return `is ${message.status}, and the provider never took it`
    return message.errorTitle === null ? 'failed, and nothing says why' : whyNotTried(message, one)
  }
  const isWhole = wordsOf(message.text) === partsOf(message, sends)
  if (!isWhole) return saysInPart(message, one) ? null : `is ${message.status}, and only a part of it reached the customer`
  const ids = new Set(sends.map((send) => send.externalId))
  const told = new Set<StatusName>(one.statuses.filter((status) => ids.has(status.externalId)).map((status) => status.status))
  const expected = expectedStatus(told)
  // Sent more than once, one may have failed and another arrived.
  if (sends.length > 1 && message.status === 'failed' && told.has('failed')) return null
  return message.status === expected ? null : `is ${message.status}, and the provider said ${[...told].join(', ') || 'that it took it'}`
}

/** It failed, and the customer did not get it: because a person took over, or the provider refused it again and again. */
function whyNotTried(message: FinalMessage, one: Case): string | null {
  if (isWithdrawal(message)) return one.actions.some(takesOver) ? null : `says "${message.errorTitle}", and nobody took over`
  return one.sends.some((send) => isOf(send, message)) ? null : `failed with "${message.errorTitle}", and the provider was never asked`
}

/** What the customer has of it, each part once and in the order of the text. Only long messages have parts. */
function partsOf(message: FinalMessage, sends: readonly ProviderSend[]): string {
  if (!isLong(message)) return wordsOf(message.text)
  const parts = new Map(sends.map((send) => [placeOfPart(send, message), send.text]))
  return wordsOf(
    [...parts]
      .sort(([a], [b]) => a - b)
      .map(([, text]) => text)
      .join(' '),
  )
}

/** White space at the cuts is nobody's. */
function wordsOf(text: string | null): string {
  return (text ?? '').replaceAll(/\s+/g, '')
}

/** A person took over before the rest, or the provider refused it. */
function saysInPart(message: FinalMessage, one: Case): boolean {
  if (message.status !== 'failed') return false
  if (isWithdrawal(message)) return one.actions.some(takesOver)
  return message.errorTitle !== null && one.sends.some((send) => isOf(send, message) && !reached(send))
}

/** The furthest that was told, in whatever order; a failure counts unless it was delivered all the same. */
function expectedStatus(told: ReadonlySet<StatusName>): StatusName {
  if (told.has('read')) return 'read'
  if (told.has('delivered')) return 'delivered'
  return told.has('failed') ? 'failed' : 'sent'
}
