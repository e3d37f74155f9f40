import { expect, test } from 'vitest'
import { formatter } from './format.ts'
import { kazakhWording } from './kazakh-wording.ts'

// Node carries the words of every language: what we write ourselves has to be the same.
const kazakh = kazakhWording()
const plain = (text: string) => text.replaceAll(/\s/g, ' ')
const days = Array.from({ length: 12 }, (_, month) => new Date(2026, month, month + 1, 9, 5))

test('dates are written as the locale data writes them, in every month', () => {
  const forms: [(at: Date) => string, Intl.DateTimeFormatOptions][] = [
    [kazakh.time, { hour: '2-digit', minute: '2-digit' }],
    [kazakh.date, { day: 'numeric', month: 'short' }],
    [kazakh.dateWithYear, { day: 'numeric', month: 'short', year: 'numeric' }],
    [kazakh.longDate, { weekday: 'long', day: 'numeric', month: 'long' }],
    [kazakh.full, { dateStyle: 'medium', timeStyle: 'short' }],
  ]
  for (const [write, options] of forms) {
    const known = new Intl.DateTimeFormat('kk', options)
    for (const day of days) expect(plain(write(day))).toBe(plain(known.format(day)))
  }
})

test('a week begins on Monday', () => {
  const week = Array.from({ length: 7 }, (_, day) => day)
  expect(week.map(kazakh.weekday)).toEqual(week.map(formatter('kk').weekday))
  expect(kazakh.weekday(0)).toBe('дүйсенбі')
})

test('so are distances in time and units', () => {
  const known = new Intl.RelativeTimeFormat('kk', { numeric: 'auto', style: 'narrow' })
  for (const [value, unit] of [
    [0, 'second'],
    [-1, 'minute'],
    [-59, 'minute'],
    [-3, 'hour'],
    [-1, 'day'],
    [-4, 'day'],
  ] as const)
    expect(plain(kazakh.relative(value, unit))).toBe(plain(known.format(value, unit)))
  for (const unit of ['millisecond', 'second', 'minute', 'hour', 'day', 'byte', 'kilobyte'] as const) {
    const amount = new Intl.NumberFormat('kk', { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 })
    expect(plain(kazakh.unit(1234.56, unit))).toBe(plain(amount.format(1234.56)))
  }
})

test('numbers are written as in Russian', () => {
  expect(formatter(kazakh.numbersOf).number(12345.6)).toBe(formatter('kk').number(12345.6))
})
