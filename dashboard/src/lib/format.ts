import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { wordingOf } from './date-wording.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Times and numbers as the person's language writes them. */
export function formatter(language: string) {
  const wording = wordingOf(language)
  const number = new Intl.NumberFormat(wording.numbersOf)

  return {
    time: (at: string) => wording.time(new Date(at)),
    full: (at: string) => wording.full(new Date(at)),
    longDate: (at: string) => wording.longDate(new Date(at)),
    /** Monday is 0. */
    weekday: wording.weekday,
    number: (value: number) => number.format(value),
    /** For the small round counters, which have room for two digits. */
    badge: (count: number) => (count > 99 ? `${number.format(99)}+` : number.format(count)),
    decimal: (value: number, digits: number) => value.toLocaleString(wording.numbersOf, { maximumFractionDigits: digits }),
    money: (value: number, currency: string) => value.toLocaleString(wording.numbersOf, { style: 'currency', currency }),
    relative: (at: string, now: number) => {
      const age = now - Date.parse(at)
      if (age < minute) return wording.relative(0, 'second')
      if (age < hour) return wording.relative(-Math.floor(age / minute), 'minute')
      return wording.relative(age < day ? -Math.floor(age / hour) : -Math.floor(age / day), age < day ? 'hour' : 'day')
    },
    /** Short for lists: the time today, the day this year, else with the year. */
    short: (at: string, now: number) => {
      const then = new Date(at)
      const today = new Date(now)
      if (then.toDateString() === today.toDateString()) return wording.time(then)
      return then.getFullYear() === today.getFullYear() ? wording.date(then) : wording.dateWithYear(then)
    },
    duration: (ms: number) => {
      if (ms < 1000) return wording.unit(Math.round(ms), 'millisecond')
      if (ms < minute) return wording.unit(ms / 1000, 'second')
      if (ms < hour) return wording.unit(Math.round(ms / minute), 'minute')
      return ms < 2 * day ? wording.unit(Math.floor(ms / hour), 'hour') : wording.unit(Math.floor(ms / day), 'day')
    },
    bytes: (size: number) => {
      if (size < 1000) return wording.unit(size, 'byte')
      if (size < 1_000_000) return wording.unit(size / 1000, 'kilobyte')
      return size < 1_000_000_000 ? wording.unit(size / 1_000_000, 'megabyte') : wording.unit(size / 1_000_000_000, 'gigabyte')
    },
  }
}
export type Formatter = ReturnType<typeof formatter>

export function useFormat(): Formatter {
  const { i18n } = useTranslation()
  return useMemo(() => formatter(i18n.language), [i18n.language])
}
