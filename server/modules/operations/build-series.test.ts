import { expect, test } from 'vitest'
import { timeBounds } from '../../platform/tallies.ts'
import { buildSeries } from './build-series.ts'
import type { SampleRow } from './queries-samples.ts'

const now = Date.UTC(2026, 10, 30, 12, 0, 20)
const at = (secondsAgo: number) => new Date(now - secondsAgo * 1000)
const times = (ms: number, count: number) => timeBounds.map((bound) => (bound === ms ? count : 0)).concat(0)

test('samples of several processes are added up in points of equal width; the running interval is left out', () => {
  const rows: SampleRow[] = [
    {
      at: at(70),
      measures: { measures: { counts: { 'turns.answered': 20, 'turns.newer': 5, 'models.failed': 3 }, times: { model: times(300, 99) } } },
    },
    { at: at(65), measures: { measures: { counts: { 'turns.answered': 10 }, times: { model: times(5_000, 1) } } } },
    { at: at(65), measures: { queues: { waiting: 7, oldestWaitingMs: 900, outbox: 2 } } },
    { at: at(5), measures: { measures: { counts: { 'turns.answered': 1_000 } } } },
    { at: at(4_000), measures: { measures: { counts: { 'turns.answered': 1_000 } } } },
  ]
  const series = buildSeries(rows, now, 30, 10_000)
  expect(series).toHaveLength(120)
  expect([series[0]?.at, series.at(-1)?.at]).toEqual(['2026-11-30T11:00:00.000Z', '2026-11-30T11:59:30.000Z'])
  const filled = series.filter((point) => point.turnsPerSecond > 0)
  expect(filled).toHaveLength(1)
  expect(filled[0]).toMatchObject({
    turnsPerSecond: 1,
    waiting: 7,
    oldestWaitingMs: 900,
    outbox: 2,
    failuresPerSecond: { models: 0.1, turns: 0 },
  })
  expect(filled[0]?.model.p50).toBeGreaterThan(200)
  expect(filled[0]?.model.p50).toBeLessThanOrEqual(300)
  expect(series[0]).toMatchObject({ waiting: null, oldestWaitingMs: null, model: { p50: null, p99: null } })
})
