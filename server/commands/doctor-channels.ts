import { lookAtChannels } from '../modules/channels/index.ts'
import type { Config } from '../platform/config.ts'
import type { Finding } from './doctor-report.ts'
import { withDeps } from './with-deps.ts'

/** Asks the providers about channels, as the button of the dashboard does: all of them, or the one of this name or id. */
export async function* checkChannelsNow(config: Config, wanted: string | null): AsyncIterable<Finding> {
  const looked = await withDeps((deps) => lookAtChannels(deps, wanted), config)
  if (looked.length === 0)
    yield wanted === null
      ? { ok: true, what: 'no channel is connected yet' }
      : { ok: false, what: `channel ${wanted}`, mend: 'there is none of this name or id: npx parley doctor --channel names them all.' }
  for (const { name, type, checks } of looked)
    for (const check of checks) {
      const what = `${name} (${type}), ${check.name}`
      yield check.ok ? { ok: true, what: `${what}: ${check.detail}` } : { ok: false, what, mend: check.detail }
    }
}
