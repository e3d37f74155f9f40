export interface OpeningHours {
  timeZone: string
  /** Monday first; an empty day is closed. `HH:MM`, by the clock on the wall. */
  days: readonly (readonly { from: string; to: string }[])[]
}

const formatters = new Map<string, Intl.DateTimeFormat>()
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Is it open? Hours that end before they begin run past midnight; `24:00` and `00:00` at the end mean midnight. */
export function isWithinHours(hours: OpeningHours | null, now: Date): boolean {
  if (hours === null) return true
  const wall = new Date(wallTime(hours.timeZone, now.getTime()))
  const day = weekdayOf(wall)
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes()
  const today = hours.days[day] ?? []
  const yesterday = hours.days[(day + 6) % 7] ?? []
  const openToday = today.some(({ from, to }) => {
    const [start, end] = [minutes(from), minutes(to)]
    return end > start ? minute >= start && minute < end : minute >= start
  })
  const openSinceYesterday = yesterday.some(({ from, to }) => {
    const [start, end] = [minutes(from), minutes(to)]
    return end <= start && end > 0 && minute < end
  })
  return openToday || openSinceYesterday
}

/** When it opens next, or closes, where it is open; null where it never does. */
export function nextChange(hours: OpeningHours, now: Date): Date | null {
  const isOpen = isWithinHours(hours, now)
  const today = Math.floor(wallTime(hours.timeZone, now.getTime()) / dayMs) * dayMs
  // From the evening before, whose hours may run into today, to the same day of the next week.
  const changes = Array.from({ length: 10 }, (_, index) => today + (index - 1) * dayMs).flatMap((midnight) =>
    (hours.days[weekdayOf(new Date(midnight))] ?? []).flatMap(({ from, to }) => {
      const [start, end] = [minutes(from), minutes(to)]
      return [start, end > start ? end : end + 24 * 60].map((minute) => instantOf(hours.timeZone, midnight + minute * minuteMs))
    }),
  )
  const next = changes
    .filter((at) => at > now.getTime())
    .sort((a, b) => a - b)
    .find((at) => isWithinHours(hours, new Date(at)) !== isOpen)
  return next === undefined ? null : new Date(next)
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** What the clock on the wall shows, to the minute, written as if it were UTC. */
function wallTime(timeZone: string, at: number): number {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    const two = '2-digit'
    formatter = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: two, day: two, hour: two, minute: two, hourCycle: 'h23' })
    formatters.set(timeZone, formatter)
  }
  const { year, month, day, hour, minute } = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute)
}

/** When the clock on the wall shows this. Twice, because the offset may have changed between the guess and the answer. */
function instantOf(timeZone: string, wall: number): number {
  const guess = wall - (wallTime(timeZone, wall) - wall)
  return guess - (wallTime(timeZone, guess) - wall)
}

/** Monday is 0. */
function weekdayOf(wall: Date): number {
  return (wall.getUTCDay() + 6) % 7
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
