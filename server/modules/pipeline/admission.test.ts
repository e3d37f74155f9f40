import { describe, expect, it } from 'vitest'
import { createAdmission, type Pressure } from './admission.ts'

/** Plays windows of a tenth of a second. @returns how many events of each workspace were admitted in the last second */
function play(
  perWindow: Record<string, number>,
  pressureOf: (admitted: number) => Pressure,
  seconds: number,
  isSigned: (event: number) => boolean = () => true,
): Record<string, number> {
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
        if (isSigned(event)) admission.came(workspaceId)
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

  it('holds storms of up to half of the workspaces', () => {
    const admitted = play({ storm: 100, gale: 100, a: 1, b: 1 }, capacity(50), 10)
    expect([admitted.a, admitted.b]).toEqual([10, 10])
    // Both were taken in full (1,000 each) while a storm was measured by the mean of the others.
    expect((admitted.storm ?? 0) + (admitted.gale ?? 0)).toBeLessThan(700)
    expect(admitted.storm).toBeGreaterThan(50)
    expect(admitted.gale).toBeGreaterThan(50)
  })

  it('is not moved by what nobody has signed: who knows an address cannot shut out its workspace', () => {
    // Five events of a hundred are the provider's own.
    expect(play({ victim: 100, a: 5, b: 5 }, capacity(50), 10, (event) => event < 5)).toEqual({ victim: 1000, a: 50, b: 50 })
  })

  it('lets go of a storm that goes over into forgeries', () => {
    let now = 0
    const admission = createAdmission(
      () => ({ busy: 0.9, waiting: 0 }),
      () => now,
    )
    const window = (signed: boolean): number => {
      now += 100
      admission.admits('other')
      admission.came('other')
      let admitted = 0
      for (let event = 0; event < 100; event += 1) {
        if (!admission.admits('storm')) continue
        admitted += 1
        if (signed) admission.came('storm')
      }
      return admitted
    }
    for (let count = 0; count < 30; count += 1) window(true)
    expect(window(true)).toBeLessThan(20)
    for (let count = 0; count < 30; count += 1) window(false)
    expect(window(false)).toBe(100)
  })

  it('turns nobody away while there is room', () => {
    expect(play({ storm: 100, a: 5 }, capacity(500), 3)).toEqual({ storm: 1000, a: 50 })
  })

  it('turns nobody away when all are busy alike, or one is alone', () => {
    expect(play({ a: 50, b: 60, c: 45 }, capacity(50), 3)).toEqual({ a: 500, b: 600, c: 450 })
    expect(play({ alone: 300 }, capacity(50), 3)).toEqual({ alone: 3000 })
  })
})
