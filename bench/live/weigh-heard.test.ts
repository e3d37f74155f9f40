import { expect, test } from 'vitest'
import { at } from '../reads/cases.ts'
import { weighHeard } from './weigh-heard.ts'

test('counts who heard nothing as the slowest', () => {
  const heard = new Map([
    ['a', [110, 120]],
    ['b', [205]],
  ])
  const weighed = weighHeard(heard, [
    ['a', 100, 2],
    ['b', 200, 2],
    ['c', 300, 1],
  ])
  expect(weighed).toEqual({ latencies: [10, 20, 5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], missed: 2, byOthers: 0 })
  expect(at(weighed.latencies, 0.99)).toBe(Number.POSITIVE_INFINITY)
})

test('counts who heard what was for others, and nothing of another talk', () => {
  const heard = new Map([
    ['a', [110, 120, 130]],
    ['of another talk', [1]],
  ])
  expect(weighHeard(heard, [['a', 100, 2]])).toEqual({ latencies: [10, 20, 30], missed: 0, byOthers: 1 })
})
