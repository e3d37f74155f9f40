import type { Deps } from '../../platform/module.ts'
import { openConnections } from './connections.ts'
import { type ChannelRow, findChannelsBySetting } from './queries.ts'

/** Each of these channels is looked at, now or at that time. */
export async function queueReviews(
  deps: Deps,
  channels: readonly { workspaceId: string; channelId: string }[],
  runAt?: Date,
): Promise<void> {
  await deps.jobs.enqueueMany(deps.db.spine, 'channels.review', channels, { maxAttempts: 1, priority: 10, ...(runAt ? { runAt } : {}) })
}

/** By then every process knows that a channel is gone. */
const pauseMs = 1_000

/**
 * Connections of one account or app share an address at the provider. When one goes, it may have been its: the others are looked at at once, and whichever finds
 * the address dead takes it over.
 */
export async function reviewSharers(deps: Deps, { id, type, config }: Pick<ChannelRow, 'id' | 'type' | 'config'>): Promise<void> {
  const setting = openConnections(deps).adapters.get(type)?.sharesBy
  const value = setting === undefined ? undefined : config[setting]
  if (setting === undefined || typeof value !== 'string') return
  const others = (await findChannelsBySetting(deps.db, type, setting, value)).filter((row) => row.id !== id)
  const runAt = new Date(deps.clock.now().getTime() + pauseMs)
  await queueReviews(
    deps,
    others.map((row) => ({ workspaceId: row.workspace_id, channelId: row.id })),
    runAt,
  )
}
