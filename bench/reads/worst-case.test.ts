import { expect, test } from 'vitest'
import { at } from './cases.ts'
import { worstCase } from './worst-case.ts'

test('one slow case among many quick ones is found, which a percentile of all hides', () => {
  const times = Array.from({ length: 30 }, (_, index) => ({
    name: `case ${index}`,
    firstMs: index === 3 ? 900 : 5,
    milliseconds: Array.from({ length: 20 }, () => (index === 7 ? 400 : 5)),
  }))
  expect(
    at(
      times.flatMap(({ milliseconds }) => milliseconds),
      0.95,
    ),
  ).toBe(5)
  expect(worstCase('lists', times, 50)).toEqual([
    { label: 'lists, the worst case, p95 (case 7)', figure: 400, unit: 'ms', threshold: 50 },
    { label: 'lists, asked for the first time, at most (case 3)', figure: 900, unit: 'ms', threshold: null },
  ])
})
