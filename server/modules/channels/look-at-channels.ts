import type { Deps } from '../../platform/module.ts'
import { checkHealth } from './check-health.ts'
import type { HealthCheck } from './health-check.ts'
import { listChannelsAnywhere } from './queries.ts'

/** For the operator at the command line: each channel of the installation, or those of this name or id, with every check. Records nothing. */
export async function lookAtChannels(
  deps: Deps,
  wanted: string | null,
): Promise<{ name: string; type: string; checks: readonly HealthCheck[] }[]> {
  const rows = await listChannelsAnywhere(deps.db)
  const looked = []
  for (const row of rows.filter(({ id, name }) => wanted === null || wanted === id || wanted === name)) {
    const { checks } = await checkHealth(deps, row)
    looked.push({ name: row.name, type: row.type, checks })
  }
  return looked
}
