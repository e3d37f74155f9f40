import type { History, IncidentKind } from '../history.ts'
import { doesWork } from '../installation/topologies.ts'
import type { Span } from './hands.ts'

/** How long after its 200 a message may wait for its turn in a world in which nothing is away: behind dead processes' leases, and a model that fails. */
const turnMayTakeMs = 60_000

const endOf: Partial<Record<IncidentKind, IncidentKind>> = {
  'database-killed': 'database-back',
  'database-stopped': 'database-back',
  'disk-full': 'disk-freed',
}

/** When nothing could be written down, or nobody was there to answer, in the order of time; they may overlap. */
export function outagesOf(history: History): Span[] {
  return [...withoutDatabase(history), ...withoutWorkers(history)].sort((a, b) => a.from - b.from)
}

function withoutDatabase({ incidents }: History): Span[] {
  return incidents.flatMap(({ kind, at }) => {
    const end = endOf[kind]
    if (end === undefined) return []
    const over = incidents.find((later) => later.at > at && (later.kind === end || later.kind === 'healed'))
    return [{ from: at, until: over?.at ?? Number.POSITIVE_INFINITY }]
  })
}

const goes = new Set<IncidentKind>(['process-killed', 'process-died', 'process-told-to-stop'])

function withoutWorkers({ incidents }: History): Span[] {
  const spans: Span[] = []
  const alive = new Set<string>()
  let since: number | null = null
  for (const { kind, target, at } of incidents) {
    if (!doesWork(target)) continue
    if (kind === 'process-started') {
      alive.add(target)
      if (since !== null) spans.push({ from: since, until: at })
      since = null
    } else if (goes.has(kind) && alive.delete(target) && alive.size === 0) since = at
  }
  return since === null ? spans : [...spans, { from: since, until: Number.POSITIVE_INFINITY }]
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
