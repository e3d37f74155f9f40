import type { AgentSettings } from '../../../contract/agents.ts'

const formatters = new Map<string, Intl.DateTimeFormat>()
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Is the agent on duty? Hours that end before they begin run past midnight; `24:00` and `00:00` at the end mean midnight. */
export function isWithinHours(hours: AgentSettings['workingHours'], now: Date): boolean {
  if (hours === null) return true
  const { day, minute } = localTime(hours.timeZone, now)
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

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function localTime(timeZone: string, now: Date): { day: number; minute: number } {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    formatters.set(timeZone, formatter)
  }
  const parts = Object.fromEntries(formatter.formatToParts(now).map((part) => [part.type, part.value]))
  return { day: Math.max(0, weekdays.indexOf(parts.weekday ?? '')), minute: Number(parts.hour) * 60 + Number(parts.minute) }
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
