import { ProviderError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import { openConnections, openRow } from './connections.ts'
import { openCredentials, sealCredentials } from './credentials.ts'
import { type ChannelRow, lockChannel, updateChannelRow } from './queries.ts'

/**
 * Before a token ends, it is exchanged for a new one, where the provider lets one do that. What the provider refuses is left to the checks, which
 * say until when the old one works.
 */
export async function renewCredentials(deps: Deps, row: ChannelRow): Promise<void> {
  const open = await openRow(deps, openConnections(deps).adapters, row)
  if (!open?.adapter.renew) return
  const renewed = await open.adapter.renew(open.connection).catch((error: unknown) => {
    if (!(error instanceof ProviderError)) deps.log.warn({ err: error, channelId: row.id }, 'credentials could not be renewed')
    return null
  })
  if (renewed === null) return
  const stored = await openCredentials(deps, row)
  const before = open.connection.credentials as Record<string, unknown>
  // What only stands for a field that nobody entered is not stored now either.
  const entered = Object.fromEntries(
    Object.entries(renewed as Record<string, unknown>).filter(([name, value]) => name in stored || value !== before[name]),
  )
  const { workspace_id: workspaceId, id } = row
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const now = await lockChannel(tx, workspaceId, id)
    // Somebody entered others meanwhile: those hold.
    if (!now || now.credentials !== row.credentials) return
    await updateChannelRow(tx, workspaceId, id, { credentials: await sealCredentials(deps, tx, workspaceId, id, entered) })
    await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: now.status })
  })
  deps.log.info({ channelId: id }, 'credentials were renewed')
}
