import type { History, Incident } from '../history.ts'
import { tellIncidents } from './tell-incidents.ts'
import type { CheckResult } from './violation.ts'

/**
 * A process that was ready ends when it is told to or is killed, and by nothing else: whatever the database and the providers do, it goes on. One that does not
 * come up, because there is no database to come up with, is tried again; check-stops.ts looks at those that were told.
 */
export function checkStays(history: History, result: CheckResult): void {
  for (const [index, died] of history.incidents.entries()) {
    if (died.kind !== 'process-died') continue
    const before = history.incidents.slice(0, index).filter(({ target }) => target === died.target)
    const last = before.at(-1)
    if (last?.kind !== 'process-started') continue
    const what = `${died.target} ended by itself with ${died.detail ?? 'nothing said'}, ${secondsBetween(last, died)} s after it was ready`
    result.violations.push({ promise: 'stays', what, customer: null, evidence: tellIncidents(history.incidents, died.at, died.at) })
  }
  const started = history.incidents.filter(({ kind, target }) => kind === 'process-started' && target !== 'everything').length
  if (started > 0) result.counts['lives watched'] = started
}

function secondsBetween(from: Incident, until: Incident): string {
  return ((until.at - from.at) / 1000).toFixed(1)
}
