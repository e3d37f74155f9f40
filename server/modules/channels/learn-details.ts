import { isDeepStrictEqual } from 'node:util'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import { lockChannel, updateChannelRow } from './queries.ts'

/** What the provider's events tell of the account itself, kept with the settings as what `connect` reads is. */
export async function learnDetails(
  deps: Pick<Deps, 'db'>,
  workspaceId: string,
  channelId: string,
  details: Record<string, unknown>,
): Promise<void> {
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await lockChannel(tx, workspaceId, channelId)
    if (!row) return
    const config = { ...row.config, ...details }
    if (isDeepStrictEqual(config, row.config)) return
    await updateChannelRow(tx, workspaceId, channelId, { config: JSON.stringify(config) })
    await publish(tx, workspaceId, 'channel.updated', { channelId, status: row.status })
  })
}
