import { type FinalConversation, type FinalMessage, type History, markersIn, type ProviderSend } from '../history.ts'
import { type Case, isByPerson, isOutbound, placeOfPart, quoted, reached, sendsOf } from './case-file.ts'
import { count } from './count.ts'
import { tellCase } from './tell-case.ts'
import type { CheckResult } from './violation.ts'

/** In a conversation: messages by the provider's time, replies after what they answer, and out in the order in which they were said. */
export function checkOrder(cases: readonly Case[], history: History, result: CheckResult): void {
  for (const one of cases) {
    const say = (what: string) =>
      result.violations.push({ promise: 'order', what, customer: one.customer, evidence: tellCase(one, history, what) })
    for (const conversation of one.conversations) checkThread(conversation, one, history, result, say)
    checkOvertaking(one, say)
  }
}

function checkThread({ messages }: FinalConversation, one: Case, history: History, result: CheckResult, say: (what: string) => void): void {
  const seen = new Set<string>()
  let newest = { at: 0, marker: '' }
  let lastOut = { at: 0, text: '' }
  const waiting: { marker: string; at: number; firstSentAt: number }[] = []
  for (const message of messages) {
    if (message.direction === 'inbound') {
      const marker = markersIn(message.text)[0] ?? ''
      const { at, firstSentAt } = history.messages.get(marker) ?? { at: 0, firstSentAt: 0 }
      if (at < newest.at) say(`${marker} stands after ${newest.marker}, which the customer wrote later`)
      else newest = { at, marker }
      seen.add(marker)
      waiting.push({ marker, at, firstSentAt })
      continue
    }
    if (!isOutbound(message)) continue
    for (const marker of markersIn(message.text)) if (!seen.has(marker)) say(`the answer to ${marker} stands before it`)
    const [first, last] = checkParts(message, one, say)
    if (first === undefined || last === undefined) continue
    // Providers count whole seconds: what was written in the second in which a reply arrived, after it, must not be shown before it.
    for (const { marker, at, firstSentAt } of waiting)
      if (at >= Math.floor(first / 1000) * 1000 && firstSentAt > first)
        say(`${marker} stands before ${quoted(message.text, 60)}, which had arrived when the customer wrote it`)
    if (first < lastOut.at) say(`${quoted(message.text, 60)} went out before ${quoted(lastOut.text, 60)}, which stands before it`)
    else lastOut = { at: last, text: message.text ?? '' }
    count(result, 'replies in order')
  }
}

/** A long message comes in parts, one after the other. @returns when the first and the last of them arrived for the first time */
function checkParts(message: FinalMessage, one: Case, say: (what: string) => void): (number | undefined)[] {
  const arrivals = new Map<number, number>()
  for (const send of sendsOf(one, message)) {
    const place = placeOfPart(send, message)
    if (!arrivals.has(place)) arrivals.set(place, send.at)
  }
  const times = [...arrivals].sort(([a], [b]) => a - b).map(([, at]) => at)
  if (times.some((at, index) => at < (times[index - 1] ?? 0)))
    say(`the parts of ${quoted(message.text, 60)} went out in another order than they stand`)
  return [times[0], times.at(-1)]
}

/** What was acknowledged before a later message was even written is answered before it, or with it. */
function checkOvertaking(one: Case, say: (what: string) => void): void {
  const answeredAt = new Map<string, number>()
  for (const send of one.sends as ProviderSend[]) {
    if (!reached(send) || isByPerson(send)) continue
    for (const marker of markersIn(send.text)) if (!answeredAt.has(marker)) answeredAt.set(marker, send.at)
  }
  for (const [index, later] of one.messages.entries()) {
    const second = answeredAt.get(later.marker)
    if (second === undefined) continue
    // Not the one before it alone: what waits longest may stand far behind.
    for (const earlier of one.messages.slice(0, index)) {
      if (earlier.acknowledgedAt === null || earlier.acknowledgedAt >= later.firstSentAt) continue
      if (second < (answeredAt.get(earlier.marker) ?? 0))
        say(`${later.marker} was answered before ${earlier.marker}, which had been acknowledged before it was written`)
    }
  }
}
