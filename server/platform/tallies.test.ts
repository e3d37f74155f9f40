import { expect, test } from 'vitest'
import { addMeasures, createTallies, type Measures, percentile, timeBounds } from './tallies.ts'

test('counts and times are kept by workspace, and taken once', () => {
  const tallies = createTallies()
  const answered = tallies.counter('answered')
  const turn = tallies.timing('turn')
  answered('a')
  answered('a', 2)
  answered('b')
  turn('a', 4)
  turn('a', 90_000)
  const taken = tallies.take()
  expect(taken.get('a')?.counts).toEqual({ answered: 3 })
  expect(taken.get('b')).toEqual({ counts: { answered: 1 }, times: {} })
  const buckets = taken.get('a')?.times.turn ?? []
  expect(buckets).toHaveLength(timeBounds.length + 1)
  expect([buckets[timeBounds.indexOf(5)], buckets.at(-1)]).toEqual([1, 1])
  expect(tallies.take().size).toBe(0)
})

test('what several processes measured is added up', () => {
  const [one, two] = [createTallies(), createTallies()]
  for (const tallies of [one, two]) {
    tallies.counter('sent')('a')
    tallies.timing('send')('a', 12)
  }
  two.timing('model')('a', 300)
  const sum: Measures = { counts: {}, times: {} }
  for (const tallies of [one, two]) for (const measures of tallies.take().values()) addMeasures(sum, measures)
  expect(sum.counts).toEqual({ sent: 2 })
  expect(sum.times.send?.[timeBounds.indexOf(15)]).toBe(2)
  expect(sum.times.model?.[timeBounds.indexOf(300)]).toBe(1)
})

test('percentiles are right to a fifth', () => {
  const tallies = createTallies()
  const add = tallies.timing('x')
  for (let ms = 1; ms <= 1_000; ms += 1) add('a', ms)
  const buckets = tallies.take().get('a')?.times.x
  for (const share of [0.5, 0.9, 0.99]) {
    const found = percentile(buckets, share) ?? 0
    expect(Math.abs(found - share * 1_000)).toBeLessThan(share * 200)
  }
  expect(percentile(undefined, 0.5)).toBeNull()
  expect(percentile([0, 0], 0.5)).toBeNull()
  const late = createTallies()
  late.timing('x')('a', 120_000)
  expect(percentile(late.take().get('a')?.times.x, 0.99)).toBe(60_000)
})
