import type { History, TeamAction } from '../history.ts'
import type { Case } from './case-file.ts'

export interface Span {
  from: number
  until: number
}

/** A changed agent is heard of within ten seconds by every process (agents/load-agent.ts). */
const agentNewsMs = 12_000
/** A released conversation is looked at again at once; this is for the way of the request. */
const releaseNewsMs = 1_000

/** By which a person comes before the AI, confirmed or not. */
export function takesOver({ kind }: TeamAction): boolean {
  return kind === 'take' || kind === 'assign' || kind === 'reply'
}

/** When a person had the conversation, or might have had it: a takeover that was not confirmed may have happened. */
export function spansInHands(one: Case): Span[] {
  const handedOver = one.conversations.flatMap(({ messages }) =>
    messages.filter((message) => message.event === 'handed-over').map((message) => message.createdAt),
  )
  const taken = one.actions.filter(takesOver).map((action) => action.startedAt)
  return [...taken, ...handedOver].map((from) => ({ from, until: nextRelease(one, from) }))
}

function nextRelease(one: Case, from: number): number {
  const release = one.actions.find((action) => action.kind === 'release' && action.startedAt > from && action.confirmedAt !== null)
  return release?.confirmedAt == null ? Number.POSITIVE_INFINITY : release.confirmedAt + releaseNewsMs
}

/** When the agent of a channel was switched off, or might have been. */
export function spansPaused(history: History, agentId: string): Span[] {
  const ofAgent = history.actions.filter((action) => action.agentId === agentId)
  return ofAgent
    .filter((action) => action.kind === 'pause')
    .map(({ startedAt }) => {
      const resume = ofAgent.find((action) => action.kind === 'resume' && action.startedAt > startedAt && action.confirmedAt !== null)
      return { from: startedAt, until: resume?.confirmedAt == null ? Number.POSITIVE_INFINITY : resume.confirmedAt + agentNewsMs }
    })
}

export function overlaps(spans: readonly Span[], from: number, until: number): boolean {
  return spans.some((span) => span.from <= until && span.until >= from)
}
