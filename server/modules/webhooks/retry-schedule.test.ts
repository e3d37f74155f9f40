import { expect, test } from 'vitest'
import { pauseAfter, retryPausesMs } from './retry-schedule.ts'

const now = new Date('2026-11-22T10:00:00Z')
const hour = 3_600_000

test('pauses grow from seconds to a day, some three days altogether, then it is given up', () => {
  const pauses = retryPausesMs.map((_, index) => pauseAfter(index + 1, null, now) ?? 0)
  expect(pauses[0]).toBe(5000)
  expect(pauses.every((pause, index) => index === 0 || pause > (pauses[index - 1] ?? 0))).toBe(true)
  const days = pauses.reduce((sum, pause) => sum + pause, 0) / (24 * hour)
  expect(days).toBeGreaterThan(3)
  expect(days).toBeLessThan(3.5)
  expect(pauseAfter(retryPausesMs.length + 1, null, now)).toBeNull()
})

test.each([
  ['120', 120_000],
  ['1', 5000],
  ['Sun, 22 Nov 2026 10:10:00 GMT', 600_000],
  ['Sun, 22 Nov 2026 09:00:00 GMT', 5000],
  ['9999999', 24 * hour],
  ['soon', 5000],
])('a receiver that asks for patience (%s) gets it, within a day', (retryAfter, expected) => {
  expect(pauseAfter(1, retryAfter, now)).toBe(expected)
})
