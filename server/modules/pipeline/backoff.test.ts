import { expect, test } from 'vitest'
import { backoffMs, recipientBackoffMs } from './backoff.ts'

test('what failed is tried again after doubling pauses, in the upper half of each, up to five minutes', () => {
  expect([1, 2, 3, 20].map((attempt) => backoffMs(attempt, () => 0))).toEqual([500, 1_000, 2_000, 150_000])
  expect([1, 2, 3, 20].map((attempt) => backoffMs(attempt, () => 1))).toEqual([1_000, 2_000, 4_000, 300_000])
})

test('meta 3.5: too much to one person waits 4^X seconds, or as many times what the provider asked for', () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => recipientBackoffMs(attempt))).toEqual([1_000, 4_000, 16_000, 64_000, 256_000, 300_000])
  expect(recipientBackoffMs(2, 6_000)).toBe(24_000)
})
