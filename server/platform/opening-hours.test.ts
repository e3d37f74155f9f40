import { expect, test } from 'vitest'
import { isWithinHours, nextChange } from './opening-hours.ts'

const day = [{ from: '09:00', to: '18:00' }]
const hours = (days: (typeof day)[], timeZone = 'Asia/Almaty') => ({ timeZone, days })
const weekdays = [day, day, day, day, day, [], []]

test.each([
  ['2026-11-20T03:59:00Z', false],
  ['2026-11-20T04:00:00Z', true],
  ['2026-11-20T12:59:00Z', true],
  ['2026-11-20T13:00:00Z', false],
  ['2026-11-21T07:00:00Z', false],
])('Friday and Saturday in Almaty at %s: %s', (at, open) => {
  expect(isWithinHours(hours(weekdays), new Date(at))).toBe(open)
})

test('a night shift runs past midnight into a closed day', () => {
  const night = hours([[], [], [], [], [{ from: '20:00', to: '02:00' }], [], []], 'UTC')
  expect(isWithinHours(night, new Date('2026-11-20T23:30:00Z'))).toBe(true)
  expect(isWithinHours(night, new Date('2026-11-21T01:59:00Z'))).toBe(true)
  expect(isWithinHours(night, new Date('2026-11-21T02:00:00Z'))).toBe(false)
  expect(isWithinHours(night, new Date('2026-11-20T01:00:00Z'))).toBe(false)
})

test('summer time moves the hours with the clock on the wall', () => {
  const berlin = hours([day, day, day, day, day, day, day], 'Europe/Berlin')
  expect(isWithinHours(berlin, new Date('2026-07-01T07:30:00Z'))).toBe(true)
  expect(isWithinHours(berlin, new Date('2026-12-01T07:30:00Z'))).toBe(false)
})

test('no hours: around the clock', () => {
  expect(isWithinHours(null, new Date())).toBe(true)
})

test.each([
  ['open now: closing time', '2026-11-20T05:00:00Z', '2026-11-20T13:00:00.000Z'],
  ['before opening: today', '2026-11-20T01:00:00Z', '2026-11-20T04:00:00.000Z'],
  ['Friday evening: Monday', '2026-11-20T14:00:00Z', '2026-11-23T04:00:00.000Z'],
  ['at the moment of closing: the next opening', '2026-11-19T13:00:00Z', '2026-11-20T04:00:00.000Z'],
])('what comes next in Almaty, %s', (_name, at, next) => {
  expect(nextChange(hours(weekdays), new Date(at))?.toISOString()).toBe(next)
})

test('hours that follow each other are one, and a night shift ends in the morning', () => {
  const split = hours(Array(7).fill([...day, { from: '18:00', to: '20:00' }]), 'UTC')
  expect(nextChange(split, new Date('2026-11-20T10:00:00Z'))?.toISOString()).toBe('2026-11-20T20:00:00.000Z')
  const night = hours([[], [], [], [], [{ from: '20:00', to: '02:00' }], [], []], 'UTC')
  expect(nextChange(night, new Date('2026-11-20T23:30:00Z'))?.toISOString()).toBe('2026-11-21T02:00:00.000Z')
  expect(nextChange(night, new Date('2026-11-21T01:00:00Z'))?.toISOString()).toBe('2026-11-21T02:00:00.000Z')
  expect(nextChange(night, new Date('2026-11-21T02:00:00Z'))?.toISOString()).toBe('2026-11-27T20:00:00.000Z')
})

test('the next opening is by the clock of its own day, across the change of the clocks', () => {
  const berlin = hours(weekdays, 'Europe/Berlin')
  // On Sunday, 25 October 2026, the clocks go back: nine is 08:00 UTC from then on.
  expect(nextChange(berlin, new Date('2026-10-23T16:30:00Z'))?.toISOString()).toBe('2026-10-26T08:00:00.000Z')
  expect(nextChange(berlin, new Date('2026-10-22T16:30:00Z'))?.toISOString()).toBe('2026-10-23T07:00:00.000Z')
})

test('what never opens and what never closes has no next change', () => {
  expect(nextChange(hours([[], [], [], [], [], [], []]), new Date())).toBeNull()
  expect(nextChange(hours(Array(7).fill([{ from: '00:00', to: '24:00' }])), new Date())).toBeNull()
})
