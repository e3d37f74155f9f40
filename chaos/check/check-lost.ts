import { type CustomerMessage, type History, markersIn } from '../history.ts'
import { type Case, isOutbound, reached } from './case-file.ts'
import { overlaps, type Span, spansInHands, spansPaused } from './hands.ts'
import { tellCase } from './tell-case.ts'
import type { CheckResult } from './violation.ts'

/** How long after its 200 a message may wait for its turn behind outages: a takeover in that time may have come before the answer. */
const turnMayTakeMs = 60_000

/** 200 means stored; stored means answered, where the agent was responsible; and in a mended world everything is acknowledged in the end. */
export function checkLost(cases: readonly Case[], history: History, result: CheckResult): void {
  const pausedOf = new Map(history.channels.map((channel) => [channel.id, spansPaused(history, channel.agentId)]))
  const outages = lengthOfOutages(history)
  for (const one of cases) {
    if (one.isDeleted) continue
    const stored = new Set(one.conversations.flatMap(({ messages }) => messages.map((message) => message.externalId)))
    const answered = new Set(one.sends.filter(reached).flatMap((send) => markersIn(send.text)))
    const hands = spansInHands(one)
    for (const message of one.messages) {
      const say = (what: string) =>
        result.violations.push({ promise: 'nothing-lost', what, customer: one.customer, evidence: tellCase(one, history, what) })
      if (message.acknowledgedAt === null) say(`${message.marker} was never acknowledged, although everything works again`)
      else if (!stored.has(message.externalId)) say(`${message.marker} was acknowledged and is not in its conversation`)
      else if (!answered.has(message.marker)) {
        const excuse = excuseFor(one, message, hands, pausedOf.get(one.channelId) ?? [], outages)
        if (excuse === null) say(`${message.marker} was acknowledged and never answered`)
        else count(result, `unanswered: ${excuse}`)
      } else count(result, 'messages stored and answered')
    }
  }
}

function excuseFor(one: Case, message: CustomerMessage, hands: readonly Span[], paused: readonly Span[], outagesMs: number): string | null {
  const from = message.firstSentAt
  const until = (message.acknowledgedAt ?? from) + turnMayTakeMs + outagesMs
  const isAfter = (at: number) => at >= from
  if (one.actions.some((action) => action.kind === 'reply' && isAfter(action.startedAt))) return 'a person answered'
  const thread = one.conversations.flatMap(({ messages }) => messages)
  if (thread.some(({ event, createdAt }) => event === 'handed-over' && isAfter(createdAt))) return 'handed over to the team'
  if (thread.some((answer) => isOutbound(answer) && answer.status === 'failed' && markersIn(answer.text).includes(message.marker)))
    return 'its answer failed with a reason'
  if (overlaps(paused, from, until)) return 'the agent was switched off'
  if (overlaps(hands, from, until)) return 'in the hands of a person'
  return null
}

function lengthOfOutages(history: History): number {
  let total = 0
  let since: number | null = null
  for (const { kind, at } of history.incidents) {
    if (kind === 'database-killed' || kind === 'database-stopped' || kind === 'disk-full') since ??= at
    if (kind === 'database-back' || kind === 'disk-freed') {
      if (since !== null) total += at - since
      since = null
    }
  }
  return total
}

export function count(result: CheckResult, name: string, by = 1): void {
  result.counts[name] = (result.counts[name] ?? 0) + by
}
