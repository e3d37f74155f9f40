import { type CustomerMessage, type History, markersIn } from '../history.ts'
import { type Case, isOutbound, reached } from './case-file.ts'
import { count } from './count.ts'
import { deletionOf } from './deletions.ts'
import { overlaps, type Span, spansInHands, spansPaused } from './hands.ts'
import { tellCase } from './tell-case.ts'
import { usualWaits } from './usual-waits.ts'
import type { CheckResult } from './violation.ts'
import { outagesOf, waitEnds } from './waits.ts'

/** 200 means stored; stored means answered, where the agent was responsible; and in a mended world everything is acknowledged in the end. */
export function checkLost(cases: readonly Case[], history: History, result: CheckResult): void {
  const pausedOf = new Map(history.channels.map((channel) => [channel.id, spansPaused(history, channel.agentId)]))
  const agentOf = new Map(history.channels.map((channel) => [channel.id, channel.agentId]))
  const usualWait = usualWaits(cases, agentOf)
  const outages = outagesOf(history)
  for (const one of cases) {
    const stored = new Set(one.conversations.flatMap(({ messages }) => messages.map((message) => message.externalId)))
    const answered = new Set(one.sends.filter(reached).flatMap((send) => markersIn(send.text)))
    const hands = spansInHands(one)
    for (const message of one.messages) {
      const say = (what: string) =>
        result.violations.push({ promise: 'nothing-lost', what, customer: one.customer, evidence: tellCase(one, history, what) })
      const isAnswered = answered.has(message.marker)
      if (message.acknowledgedAt === null) {
        say(`${message.marker} was never acknowledged, although everything works again`)
        continue
      }
      const until = waitEnds(message.acknowledgedAt, outages)
      const deletion = deletionOf(one, message.firstSentAt, until)
      if (!deletion && !stored.has(message.externalId)) say(`${message.marker} was acknowledged and is not in its conversation`)
      else if (isAnswered) count(result, deletion ? 'messages answered, deleted since' : 'messages stored and answered')
      // The provider remembers what Parley forgot: what had waited long enough when the deletion was asked for was to be answered.
      else if (deletion && deletion.startedAt <= until) count(result, 'deleted with its contact')
      else {
        const usual = message.acknowledgedAt + usualWait(agentOf.get(one.channelId) ?? '', message.acknowledgedAt)
        const excuse = excuseFor(one, message, hands, { spans: pausedOf.get(one.channelId) ?? [], until: Math.min(until, usual) }, until)
        if (excuse === null) say(`${message.marker} was acknowledged and never answered`)
        else count(result, `unanswered: ${excuse}`)
      }
    }
  }
}

/** Whatever excuses a missing answer has to have come while the message waited for it. */
function excuseFor(
  one: Case,
  message: CustomerMessage,
  hands: readonly Span[],
  paused: { spans: readonly Span[]; until: number },
  until: number,
): string | null {
  const from = message.firstSentAt
  const whileItWaited = (at: number) => at >= from && at <= until
  if (one.actions.some((action) => action.kind === 'reply' && whileItWaited(action.startedAt))) return 'a person answered'
  const thread = one.conversations.flatMap(({ messages }) => messages)
  if (thread.some(({ event, createdAt }) => event === 'handed-over' && whileItWaited(createdAt))) return 'handed over to the team'
  if (thread.some((answer) => isOutbound(answer) && answer.status === 'failed' && markersIn(answer.text).includes(message.marker)))
    return 'its answer failed with a reason'
  // An agent that is switched off holds up a whole shop: it excuses what others waited for at that time, and not whatever came a minute before.
  if (overlaps(paused.spans, from, paused.until)) return 'the agent was switched off'
  if (overlaps(hands, from, until)) return 'in the hands of a person'
  return null
}
