import { markersIn } from '../history.ts'
import { type Case, reached } from './case-file.ts'

/** So near to it other messages were taken whose waits say how long one waited just then. */
const nearMs = 5_000
/** Where nobody else wrote: the way of a message through an idle installation, and the cause of its turn. */
const leastMs = 5_000

/**
 * How long an answer took at the time at which a message was taken, at most: so long, and not for the longest minute that anything may wait, the message was under
 * consideration in the ordinary course of things.
 * @returns of a set of channels (those of one agent) and a time: milliseconds
 */
export function usualWaits(cases: readonly Case[], agentOf: ReadonlyMap<string, string>): (agentId: string, at: number) => number {
  const waits = new Map<string, { at: number; ms: number }[]>()
  for (const one of cases) {
    const agentId = agentOf.get(one.channelId) ?? ''
    const answeredAt = new Map<string, number>()
    for (const send of one.sends)
      if (reached(send)) for (const marker of markersIn(send.text)) if (!answeredAt.has(marker)) answeredAt.set(marker, send.at)
    const known = waits.get(agentId) ?? []
    for (const { marker, acknowledgedAt } of one.messages) {
      const answered = answeredAt.get(marker)
      if (answered !== undefined && acknowledgedAt !== null) known.push({ at: acknowledgedAt, ms: answered - acknowledgedAt })
    }
    waits.set(agentId, known)
  }
  return (agentId, at) => {
    const near = (waits.get(agentId) ?? []).filter((wait) => Math.abs(wait.at - at) <= nearMs)
    return near.reduce((most, { ms }) => Math.max(most, ms), leastMs)
  }
}
