import type { Incident } from '../history.ts'

/** What was broken about a time, in seconds since `from`. */
export function tellIncidents(incidents: readonly Incident[], from: number, until: number): string[] {
  return incidents
    .filter(({ at }) => at >= from - 10_000 && at <= until + 1_000)
    .map(
      ({ at, kind, target, detail }) =>
        `${((at - from) / 1000).toFixed(3).padStart(10)} s  -- ${kind} ${target}${detail ? ` (${detail})` : ''}`,
    )
}
