import type { Latency, OperationsPoint } from '../../../contract/operations.ts'
import { addMeasures, type Measures, percentile } from '../../platform/tallies.ts'
import type { QueueSample, SampleRow } from './queries-samples.ts'

export const seriesMs = 3_600_000

/** Results of turns that ended something; the others are taken again. */
const turnResults = ['turns.answered', 'turns.proposed', 'turns.handed-over', 'turns.left']

/**
 * An hour of samples as points of equal width, oldest first. What several processes measured in one interval is added up; of the queues the last look
 * counts. The interval that is still running is left out, and so is the one before until everybody has written.
 */
export function buildSeries(rows: readonly SampleRow[], now: number, stepSeconds: number, settleMs: number): OperationsPoint[] {
  const stepMs = stepSeconds * 1000
  const end = Math.floor((now - settleMs) / stepMs) * stepMs
  const first = end - seriesMs
  const intervals = Array.from({ length: seriesMs / stepMs }, (_, index) => ({
    at: first + index * stepMs,
    measures: { counts: {}, times: {} } as Measures,
    queues: null as QueueSample | null,
  }))
  for (const { at, measures: row } of rows) {
    const interval = intervals[Math.floor((at.getTime() - first) / stepMs)]
    if (!interval) continue
    if (row.queues) interval.queues = row.queues
    addMeasures(interval.measures, { counts: row.measures?.counts ?? {}, times: row.measures?.times ?? {} })
  }
  return intervals.map(({ at, measures, queues }) => toPoint(at, measures, queues, stepSeconds))
}

function toPoint(at: number, measures: Measures, queues: QueueSample | null, stepSeconds: number): OperationsPoint {
  const rate = (name: string): number => (measures.counts[name] ?? 0) / stepSeconds
  return {
    at: new Date(at).toISOString(),
    turnsPerSecond: countTurns(measures) / stepSeconds,
    failuresPerSecond: { turns: rate('turns.failed'), models: rate('models.failed'), sends: rate('sends.failed') },
    waiting: queues?.waiting ?? null,
    oldestWaitingMs: queues ? (queues.oldestWaitingMs ?? 0) : null,
    outbox: queues?.outbox ?? null,
    overhead: latencyOf(measures, 'overhead'),
    acknowledge: latencyOf(measures, 'acknowledge'),
    model: latencyOf(measures, 'model'),
    send: latencyOf(measures, 'send'),
  }
}

export function countTurns(measures: Measures | undefined): number {
  return turnResults.reduce((sum, name) => sum + (measures?.counts[name] ?? 0), 0)
}

export function latencyOf(measures: Measures | undefined, name: string): Latency {
  const buckets = measures?.times[name]
  return { p50: percentile(buckets, 0.5), p99: percentile(buckets, 0.99) }
}
