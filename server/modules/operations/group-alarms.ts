import type { Alarm } from '../../../contract/operations.ts'
import type { FoundAlarm } from './find-alarms.ts'
import { sayAlarm } from './say-alarm.ts'
import { installationId } from './snapshot.ts'
import { keyOf } from './watch-alarms.ts'

const namedWorkspaces = 5

/**
 * Alarms as people read them, the worst first: what concerns many workspaces is one alarm. It speaks with the words of the worst of them, for that is
 * where somebody has to look first.
 */
export function groupAlarms(
  found: readonly FoundAlarm[],
  beginnings: ReadonlyMap<string, Date>,
  names: ReadonlyMap<string, string>,
  now: Date,
): Alarm[] {
  const byName = Map.groupBy(found, ({ name }) => name)
  const alarms = [...byName.values()].map((all): Alarm => {
    const sorted = all.toSorted((a, b) => weight(b) - weight(a))
    const [worst] = sorted as [FoundAlarm, ...FoundAlarm[]]
    const since = Math.min(...all.map((one) => (beginnings.get(keyOf(one)) ?? now).getTime()))
    const concerned = sorted.filter(({ workspaceId }) => workspaceId !== installationId)
    return {
      name: worst.name,
      severity: worst.severity,
      since: new Date(since).toISOString(),
      reason: worst.reason,
      ...sayAlarm(worst),
      values: worst.values,
      workspaceCount: concerned.length,
      workspaces: concerned.slice(0, namedWorkspaces).map(({ workspaceId: id }) => ({ id, name: names.get(id) ?? id })),
    }
  })
  return alarms.toSorted((a, b) => rank(a) - rank(b) || a.since.localeCompare(b.since))
}

function weight({ severity, values }: FoundAlarm): number {
  return (severity === 'critical' ? 1e12 : 0) + Number(values.oldestMs ?? values.count ?? values.failed ?? 0)
}

function rank({ severity }: Alarm): number {
  return severity === 'critical' ? 0 : 1
}
