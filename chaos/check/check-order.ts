import { type FinalConversation, type History, markersIn, type ProviderSend } from '../history.ts'
import { type Case, identityOf, isByPerson, isOutbound, reached } from './case-file.ts'
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
  const arrivals = firstArrivals(one)
  const seen = new Set<string>()
  let newest = { at: 0, marker: '' }
  let lastOut = { at: 0, text: '' }
  for (const message of messages) {
    if (message.direction === 'inbound') {
      const marker = markersIn(message.text)[0] ?? ''
      const at = history.messages.get(marker)?.at ?? 0
      if (at < newest.at) say(`${marker} stands after ${newest.marker}, which the customer wrote later`)
      else newest = { at, marker }
      seen.add(marker)
      continue
    }
    if (!isOutbound(message)) continue
    for (const marker of markersIn(message.text)) if (!seen.has(marker)) say(`the answer to ${marker} stands before it`)
    const arrived = arrivals.get(message.id) ?? arrivals.get(`text:${message.text}`)
    if (arrived === undefined) continue
    if (arrived < lastOut.at) say(`"${message.text?.slice(0, 60)}" went out before "${lastOut.text.slice(0, 60)}", which stands before it`)
    else lastOut = { at: arrived, text: message.text ?? '' }
    count(result, 'replies in order')
  }
}

function firstArrivals(one: Case): Map<string, number> {
  const arrivals = new Map<string, number>()
  for (const send of one.sends) {
    const id = identityOf(send)
    if (reached(send) && !arrivals.has(id)) arrivals.set(id, send.at)
  }
  return arrivals
}

/** What was acknowledged before the next message was even written is answered before it, or with it. */
function checkOvertaking(one: Case, say: (what: string) => void): void {
  const answeredAt = new Map<string, number>()
  for (const send of one.sends as ProviderSend[]) {
    if (!reached(send) || isByPerson(send)) continue
    for (const marker of markersIn(send.text)) if (!answeredAt.has(marker)) answeredAt.set(marker, send.at)
  }
  for (const [index, later] of one.messages.entries()) {
    const earlier = one.messages[index - 1]
    if (!earlier || earlier.acknowledgedAt === null || earlier.acknowledgedAt >= later.firstSentAt) continue
    const [first, second] = [answeredAt.get(earlier.marker), answeredAt.get(later.marker)]
    if (first !== undefined && second !== undefined && second < first)
      say(`${later.marker} was answered before ${earlier.marker}, which had been acknowledged before it was written`)
  }
}
