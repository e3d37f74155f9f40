import { describe, expect, it } from 'vitest'
import { createAdmission, type Pressure } from './admission.ts'

/** Plays windows of a tenth of a second. @returns how many events of each workspace were admitted in the last second */
function play(perWindow: Record<string, number>, pressureOf: (admitted: number) => Pressure, seconds: number): Record<string, number> {
  let now = 0
  let inWindow = 0
  const admission = createAdmission(
    () => pressureOf(inWindow),
    () => now,
  )
  const admitted: Record<string, number> = {}
  for (let window = 0; window < seconds * 10; window += 1) {
    now += 100
    let count = 0
    for (const [workspaceId, events] of Object.entries(perWindow)) {
      for (let event = 0; event < events; event += 1) {
        if (!admission.admits(workspaceId)) continue
        count += 1
        if (window >= (seconds - 1) * 10) admitted[workspaceId] = (admitted[workspaceId] ?? 0) + 1
      }
    }
    inWindow = count
  }
  return admitted
}

/** A process that is busy in proportion to what it took. */
const capacity = (perWindow: number) => (admitted: number) => ({
  busy: Math.min(1, admitted / perWindow),
  waiting: Math.max(0, admitted - perWindow),
})

describe('who may come in', () => {
  it('holds a storm to what is left, and nobody else feels it', () => {
    const admitted = play({ storm: 100, a: 5, b: 5, c: 5 }, capacity(50), 10)
    expect([admitted.a, admitted.b, admitted.c]).toEqual([50, 50, 50])
    // 500 a second are there, and 150 of them are taken: the storm gets the rest of what keeps the process at ease, not 1,000.
    expect(admitted.storm).toBeGreaterThan(120)
    expect(admitted.storm).toBeLessThan(420)
  })

  it('turns nobody away while there is room', () => {
    expect(play({ storm: 100, a: 5 }, capacity(500), 3)).toEqual({ storm: 1000, a: 50 })
  })

  it('turns nobody away when all are busy alike, or one is alone', () => {
    expect(play({ a: 50, b: 60, c: 45 }, capacity(50), 3)).toEqual({ a: 500, b: 600, c: 450 })
    expect(play({ alone: 300 }, capacity(50), 3)).toEqual({ alone: 3000 })
  })
})
