import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'
import { createCircuits } from './circuit.ts'
import { placeInThread } from './place-in-thread.ts'

describe('circuits (F30)', () => {
  it('opens after ten failures in a row, lets one probe through, and closes with its success', () => {
    let now = 0
    const circuits = createCircuits({ now: () => new Date(now) })
    for (let failure = 0; failure < 9; failure++) circuits.failed('a')
    expect(circuits.waitMs('a')).toBe(0)
    expect(circuits.open()).toEqual([])
    circuits.failed('a')
    expect(circuits.open()).toEqual(['a'])
    expect(circuits.waitMs('a')).toBeGreaterThan(0)
    expect(circuits.waitMs('b')).toBe(0)
    now += 15_001
    expect(circuits.waitMs('a')).toBe(0)
    expect(circuits.begin('a')).toBe(true)
    expect(circuits.waitMs('a')).toBeGreaterThan(0)
    expect(circuits.begin('a')).toBe(false)
    circuits.failed('a')
    expect(circuits.waitMs('a')).toBeGreaterThan(1_000)
    now += 15_001
    expect(circuits.begin('a')).toBe(true)
    circuits.succeeded('a')
    expect(circuits.open()).toEqual([])
    expect(circuits.waitMs('a')).toBe(0)
    expect(circuits.waitMs('a')).toBe(0)
  })

  it('probes again when nobody told what became of a probe', () => {
    let now = 0
    const circuits = createCircuits({ now: () => new Date(now) })
    for (let failure = 0; failure < 10; failure++) circuits.failed('a')
    now += 15_001
    expect(circuits.begin('a')).toBe(true)
    now += 30_001
    expect(circuits.waitMs('a')).toBe(0)
    expect(circuits.begin('a')).toBe(true)
  })

  it('asks without taking the probe', () => {
    let now = 0
    const circuits = createCircuits({ now: () => new Date(now) })
    for (let failure = 0; failure < 10; failure++) circuits.failed('a')
    now += 15_001
    expect([circuits.waitMs('a'), circuits.waitMs('a')]).toEqual([0, 0])
  })

  it('is not called open for ever where nothing is left to send that could find out', () => {
    let now = 0
    const circuits = createCircuits({ now: () => new Date(now) })
    for (let failure = 0; failure < 10; failure++) circuits.failed('a')
    now += 119_000
    expect(circuits.open()).toEqual(['a'])
    now += 2_000
    expect(circuits.open()).toEqual([])
    expect(circuits.waitMs('a')).toBe(0)
    // Failures of long ago do not count with a new one.
    circuits.failed('a')
    expect(circuits.open()).toEqual([])
  })

  it('stays open while a probe is under way or failed a moment ago', () => {
    let now = 0
    const circuits = createCircuits({ now: () => new Date(now) })
    for (let failure = 0; failure < 10; failure++) circuits.failed('a')
    now += 119_000
    expect(circuits.begin('a')).toBe(true)
    now += 5_000
    expect(circuits.open()).toEqual(['a'])
    circuits.failed('a')
    now += 60_000
    expect(circuits.open()).toEqual(['a'])
  })

  it('counts failures in a row only', () => {
    const circuits = createCircuits({ now: () => new Date(0) })
    for (let round = 0; round < 30; round++) {
      circuits.failed('a')
      if (round % 5 === 4) circuits.succeeded('a')
    }
    expect(circuits.waitMs('a')).toBe(0)
  })
})

describe('pauses between attempts (F29)', () => {
  it('doubles up to five minutes, spread over the upper half', () => {
    expect(backoffMs(1, () => 0)).toBe(500)
    expect(backoffMs(1, () => 1)).toBe(1_000)
    expect(backoffMs(4, () => 1)).toBe(8_000)
    expect(backoffMs(50, () => 1)).toBe(300_000)
  })
})

describe('place in the thread', () => {
  it('puts a whole second at its end, never in the future, and leaves finer times alone', () => {
    expect(placeInThread(10_000, 50_000)).toBe(10_999)
    expect(placeInThread(10_000, 10_400)).toBe(10_400)
    expect(placeInThread(10_000, 9_000)).toBe(10_000)
    expect(placeInThread(10_123, 50_000)).toBe(10_123)
  })
})
