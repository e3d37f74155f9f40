import type { Alarm } from '../../../lib/contract.ts'
import type { Formatter } from '../../../lib/format.ts'

/** The numbers of an alarm as the person's language writes them: durations and sizes by their names, the rest as it is. */
export function alarmValues(values: Alarm['values'], format: Formatter): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, value]
      if (name.endsWith('Ms')) return [name, format.duration(value)]
      if (name.endsWith('Bytes')) return [name, format.bytes(value)]
      // `count` chooses the plural form, so it stays a number.
      return [name, name === 'count' ? value : format.number(value)]
    }),
  )
}
