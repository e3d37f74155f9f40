import { expect, test } from 'vitest'
import { isWithinHours } from './working-hours.ts'

const day = [{ from: '09:00', to: '18:00' }]
const hours = (days: (typeof day)[], timeZone = 'Asia/Almaty') => ({ timeZone, days, awayText: null })
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
