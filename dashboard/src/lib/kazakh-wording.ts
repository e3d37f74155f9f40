import type { DateWording, UnitName } from './date-wording.ts'

const months = 'қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан'.split(' ')
// Sunday first, as Date counts.
const weekdays = 'жексенбі дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі'.split(' ')
const ago = { second: 'с бұрын', minute: 'мин. бұрын', hour: 'сағ. бұрын', day: 'күн бұрын' }
const units: Record<UnitName, string> = {
  millisecond: 'мс',
  second: 'с',
  minute: 'мин',
  hour: 'сағ',
  day: 'күн',
  byte: 'байт',
  kilobyte: 'кБ',
  megabyte: 'МБ',
  gigabyte: 'ГБ',
}

/** Kazakh as Unicode's locale data writes it, for browsers that come without. Numbers are written as in Russian. */
export function kazakhWording(): DateWording {
  const numbersOf = 'ru'
  const number = new Intl.NumberFormat(numbersOf, { maximumFractionDigits: 1 })
  const clock = new Intl.DateTimeFormat(numbersOf, { hour: '2-digit', minute: '2-digit' })
  const monthOf = (at: Date) => months[at.getMonth()] ?? ''
  const time = (at: Date) => clock.format(at)
  const shortMonth = (at: Date) => `${monthOf(at).slice(0, 3)}.`
  const date = (at: Date) => `${at.getDate()} ${shortMonth(at)}`
  const withYear = (at: Date, day: string) => `${at.getFullYear()} ж. ${day}`
  return {
    time,
    date,
    dateWithYear: (at) => withYear(at, date(at)),
    longDate: (at) => `${at.getDate()} ${monthOf(at)}, ${weekdays[at.getDay()]}`,
    full: (at) => `${withYear(at, `${String(at.getDate()).padStart(2, '0')} ${shortMonth(at)}`)}, ${time(at)}`,
    weekday: (day) => weekdays[(day + 1) % 7] ?? '',
    relative: (value, unit) => {
      if (value === 0) return 'қазір'
      if (unit === 'day' && value === -1) return 'кеше'
      return `${number.format(-value)} ${ago[unit]}`
    },
    unit: (value, name) => `${number.format(value)} ${units[name]}`,
    numbersOf,
  }
}
