import type { History, Incident } from '../history.ts'
import { overlaps } from './hands.ts'
import { tellIncidents } from './tell-incidents.ts'
import type { CheckResult } from './violation.ts'
import { outagesOf } from './waits.ts'

/** A process that is told to stop ends by itself in time, and with success, unless it was killed meanwhile or the database was not there to be written to. */
export function checkStops(history: History, result: CheckResult): void {
  const outages = outagesOf(history)
  for (const [index, told] of history.incidents.entries()) {
    if (told.kind !== 'process-told-to-stop') continue
    const end = history.incidents.slice(index + 1).find(({ kind, target }) => target === told.target && kind !== 'process-told-to-stop')
    const what = faultOf(told, end, overlaps(outages, told.at, end?.at ?? told.at))
    if (what !== null)
      result.violations.push({
        promise: 'stops',
        what,
        customer: null,
        evidence: tellIncidents(history.incidents, told.at, end?.at ?? told.at),
      })
    else result.counts['stops watched'] = (result.counts['stops watched'] ?? 0) + 1
  }
}

function faultOf({ target, at }: Incident, end: Incident | undefined, isExcused: boolean): string | null {
  if (!end) return `${target} was told to stop, and nobody saw it end`
  if (end.kind === 'process-stuck') return `${target} had not ended ${Math.round((end.at - at) / 1000)} s after it was told to stop`
  return end.kind === 'process-died' && !isExcused ? `${target} ended with ${end.detail ?? 'an error'} when it was told to stop` : null
}
