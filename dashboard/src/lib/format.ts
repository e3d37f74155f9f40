import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Times and numbers as the person's language writes them. */
export function formatter(language: string) {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' })
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' })
  const dateWithYear = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' })
  const longDate = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' })
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'narrow' })
  const number = new Intl.NumberFormat(language)
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value)

  return {
    time: (at: string) => time.format(new Date(at)),
    full: (at: string) => full.format(new Date(at)),
    longDate: (at: string) => longDate.format(new Date(at)),
    number: (value: number) => number.format(value),
    /** For the small round counters, which have room for two digits. */
    badge: (count: number) => (count > 99 ? `${number.format(99)}+` : number.format(count)),
    decimal: (value: number, digits: number) => value.toLocaleString(language, { maximumFractionDigits: digits }),
    money: (value: number, currency: string) => value.toLocaleString(language, { style: 'currency', currency }),
    relative: (at: string, now: number) => {
      const age = now - Date.parse(at)
      if (age < minute) return relative.format(0, 'second')
      if (age < hour) return relative.format(-Math.floor(age / minute), 'minute')
      return relative.format(age < day ? -Math.floor(age / hour) : -Math.floor(age / day), age < day ? 'hour' : 'day')
    },
    /** Short for lists: the time today, the day this year, else with the year. */
    short: (at: string, now: number) => {
      const then = new Date(at)
      const today = new Date(now)
      if (then.toDateString() === today.toDateString()) return time.format(then)
      return (then.getFullYear() === today.getFullYear() ? date : dateWithYear).format(then)
    },
    duration: (ms: number) => {
      if (ms < 1000) return unit(Math.round(ms), 'millisecond')
      if (ms < minute) return unit(ms / 1000, 'second')
      if (ms < hour) return unit(Math.round(ms / minute), 'minute')
      return ms < 2 * day ? unit(Math.floor(ms / hour), 'hour') : unit(Math.floor(ms / day), 'day')
    },
    bytes: (size: number) => {
      if (size < 1000) return unit(size, 'byte')
      return size < 1_000_000 ? unit(size / 1000, 'kilobyte') : unit(size / 1_000_000, 'megabyte')
    },
  }
}
export type Formatter = ReturnType<typeof formatter>

export function useFormat(): Formatter {
  const { i18n } = useTranslation()
  return useMemo(() => formatter(i18n.language), [i18n.language])
}
