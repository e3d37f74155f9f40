import type { History, IncidentKind } from '../history.ts'
import type { Span } from './hands.ts'

/** How long after its 200 a message may wait for its turn in a world in which nothing is away: behind dead processes' leases, and a model that fails. */
const turnMayTakeMs = 60_000

const endOf: Partial<Record<IncidentKind, IncidentKind>> = {
  'database-killed': 'database-back',
  'database-stopped': 'database-back',
  'disk-full': 'disk-freed',
}

/** When nothing could be written down, in the order of time; they may overlap. */
export function outagesOf({ incidents }: History): Span[] {
  return incidents.flatMap(({ kind, at }) => {
    const end = endOf[kind]
    if (end === undefined) return []
    const over = incidents.find((later) => later.at > at && (later.kind === end || later.kind === 'healed'))
    return [{ from: at, until: over?.at ?? Number.POSITIVE_INFINITY }]
  })
}

/** Until when a message may still wait for its turn: the patience, and as much longer as an outage lasted into that very wait. */
export function waitEnds(from: number, outages: readonly Span[]): number {
  let until = from + turnMayTakeMs
  let counted = from
  for (const outage of outages) {
    if (outage.from > until) break
    if (outage.until <= counted) continue
    until += outage.until - Math.max(outage.from, counted)
    counted = outage.until
  }
  return until
}
