import type { ChannelStatus } from '../../../contract/channels.ts'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import { updateChannelRow } from './queries.ts'

/**
 * Records what became of a connection by itself: a token that is refused, an account that its provider has closed or restored. A channel
 * that people disconnected stays so.
 */
export async function markChannel(
  deps: Pick<Deps, 'db'>,
  workspaceId: string,
  channelId: string,
  status: ChannelStatus,
  reason: string | null,
): Promise<void> {
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const from = (['connected', 'connecting', 'error'] as const).filter((one) => one !== status)
    const changed = await updateChannelRow(
      tx,
      workspaceId,
      channelId,
      { status, status_reason: status === 'connected' ? null : reason },
      from,
    )
    if (changed) await publish(tx, workspaceId, 'channel.updated', { channelId, status })
  })
}
