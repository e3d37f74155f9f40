import { kazakhWording } from './kazakh-wording.ts'

export type UnitName = 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'byte' | 'kilobyte' | 'megabyte' | 'gigabyte'

/** The words of one language for times and amounts; everything else is put together from these. */
export interface DateWording {
  time: (at: Date) => string
  date: (at: Date) => string
  dateWithYear: (at: Date) => string
  longDate: (at: Date) => string
  full: (at: Date) => string
  /** Monday is 0. */
  weekday: (day: number) => string
  relative: (value: number, unit: 'second' | 'minute' | 'hour' | 'day') => string
  unit: (value: number, name: UnitName) => string
  /** Whose way of writing numbers applies. */
  numbersOf: string
}

export function wordingOf(language: string): DateWording {
  return language === 'kk' && lacksKazakh() ? kazakhWording() : builtInWording(language)
}

/** Chromium takes Kazakh for known but comes without its words: the month is then "M11", five minutes ago "-5 min". */
function lacksKazakh(): boolean {
  return /^M/.test(new Intl.DateTimeFormat('kk', { month: 'short' }).format(0))
}

// 2024-01-01 was a Monday.
const mondayMs = Date.UTC(2024, 0, 1)

function builtInWording(language: string): DateWording {
  const form = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, options)
    return (at: Date) => format.format(at)
  }
  const weekday = form({ weekday: 'long', timeZone: 'UTC' })
  // Narrow Russian is "-5 мин", which reads as a calculation.
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: language === 'ru' ? 'short' : 'narrow' })
  return {
    time: form({ timeStyle: 'short' }),
    date: form({ day: 'numeric', month: 'short' }),
    dateWithYear: form({ day: 'numeric', month: 'short', year: 'numeric' }),
    longDate: form({ weekday: 'long', day: 'numeric', month: 'long' }),
    full: form({ dateStyle: 'medium', timeStyle: 'short' }),
    weekday: (day) => weekday(new Date(mondayMs + day * 24 * 60 * 60_000)),
    relative: (value, unit) => relative.format(value, unit),
    unit: (value, name) =>
      new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value),
    numbersOf: language,
  }
}
