import { type History, markersIn, type ProviderSend } from '../history.ts'
import { wasTold } from '../stand-ins/answer-send.ts'
import { type Case, identityOf, isByPerson, isOf, isOutbound, quoted, reached } from './case-file.ts'
import { count } from './count.ts'
import { tellCase } from './tell-case.ts'
import type { CheckResult } from './violation.ts'
import { wasUnread } from './was-unread.ts'

/** So long a message in doubt waits for the provider's word (channels/whatsapp). */
const reconcileMs = 8_000

/** One event is one message, one message has one answer, and no answer reaches the customer twice. */
export function checkOnce(cases: readonly Case[], history: History, result: CheckResult): void {
  for (const one of cases) {
    const say = (what: string) =>
      result.violations.push({ promise: 'one-answer', what, customer: one.customer, evidence: tellCase(one, history, what) })
    for (const [externalId, times] of doubled(one.conversations.flatMap(({ messages }) => messages.map((message) => message.externalId))))
      say(`the provider's event ${externalId} is in the record ${times} times`)
    for (const sends of groupBy(one.sends.filter(reached), (send) => `${identityOf(send)} ${send.call}`).values())
      for (const [index, later] of sends.entries()) if (index > 0) judgeRepeat(sends.slice(0, index), later, one, history, result, say)
    checkAnswers(one, history, result, say)
  }
}

/**
 * One more time that the same message went out. Where the provider tells which of our messages it took, nothing comes again, if its word could come in before.
 * Where it does not tell, a message may, if nobody could know of the times before: the answer was withheld, or the process died before it could read it.
 */
function judgeRepeat(
  before: readonly ProviderSend[],
  again: ProviderSend,
  one: Case,
  history: History,
  result: CheckResult,
  say: (what: string) => void,
): void {
  const words = `${again.messageId ?? 'a message'} ${quoted(again.text, 80)} reached the customer ${before.length + 1} times`
  const last = before.at(-1) ?? again
  const ids = new Set(before.map((send) => send.externalId))
  const wasTaken = one.statuses.some(
    ({ externalId, acknowledgedAt }) => ids.has(externalId) && acknowledgedAt !== null && acknowledgedAt < again.at,
  )
  if (!wasUnread(last, history)) say(`${words}, although the provider's answer was there for a living process`)
  else if (again.messageId === null)
    count(result, wasTold(last) ? 'doubled because a process was killed before it could read' : 'doubled because the answer was withheld')
  else if (again.at - last.at < reconcileMs) say(`${words}: nobody waited for the provider's word`)
  else if (wasTaken) say(`${words}, although the provider had said before that it took it`)
  else count(result, "doubled after waiting in vain for the provider's word")
}

/**
 * No two answers to a message reach the customer. One that the provider reported as failed may be followed by another; one that was withdrawn may, where nobody
 * could know that it had arrived. Both are counted.
 */
function checkAnswers(one: Case, history: History, result: CheckResult, say: (what: string) => void): void {
  const failures = one.conversations
    .flatMap(({ messages }) => messages)
    .filter((message) => isOutbound(message) && message.status === 'failed')
  const failed = new Set(one.sends.filter((send) => failures.some((message) => isOf(send, message))).map(identityOf))
  const reported = reportedAsFailed(one)
  const answers = new Map<string, Map<string, ProviderSend>>()
  for (const send of one.sends) {
    if (!reached(send) || isByPerson(send)) continue
    for (const marker of markersIn(send.text)) {
      const known = answers.get(marker) ?? new Map<string, ProviderSend>()
      answers.set(marker, known.set(identityOf(send), send))
    }
  }
  for (const [marker, sends] of answers) {
    if (sends.size < 2) continue
    const ids = [...sends.keys()]
    const good = ids.filter((id) => !failed.has(id) && !reported.has(id))
    if (good.length > 1) say(`${marker} was answered by ${good.length} messages: ${good.join(', ')}`)
    const known = [...sends].find(([id, send]) => failed.has(id) && !reported.has(id) && !wasUnread(send, history))
    if (known) say(`${marker} was answered again, although the provider had said that it took ${known[0]}`)
    else if (ids.some((id) => failed.has(id) && !reported.has(id)))
      count(result, 'answered again: nobody could know that what was withdrawn had arrived')
    if (ids.some((id) => reported.has(id))) count(result, 'answered again: the provider had reported a failure')
  }
}

/** Of a customer who was deleted since, the record says nothing any more: what we were told does. */
function reportedAsFailed({ statuses, sends }: Case): Set<string> {
  const ids = new Set(
    statuses.filter(({ status, acknowledgedAt }) => status === 'failed' && acknowledgedAt !== null).map((one) => one.externalId),
  )
  return new Set(sends.filter((send) => ids.has(send.externalId ?? '')).map(identityOf))
}

function doubled(ids: readonly (string | null)[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const id of ids) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].filter(([, times]) => times > 1)
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
