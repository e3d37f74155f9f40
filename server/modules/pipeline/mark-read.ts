import { sql } from 'kysely'
import type { Deps } from '../../platform/module.ts'
import type { ChannelConnections } from '../channels/index.ts'

/** Tells the provider that a person has read the customer's newest message, where the channel knows read receipts. */
export async function markRead(
  deps: Deps,
  connections: ChannelConnections,
  { workspaceId, conversationId }: { workspaceId: string; conversationId: string },
): Promise<void> {
  const found = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ channel_id: string; recipient_id: string; external_id: string | null }>`
      select c.channel_id, c.recipient_id, (
        select m.external_id from messages m where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.direction = 'inbound' and m.external_id is not null
          and m.type <> 'reaction' order by m.sort_at desc, m.id desc limit 1) as external_id
      from conversations c where c.workspace_id = ${workspaceId} and c.id = ${conversationId}`.execute(tx)
    return rows[0]
  })
  if (!found?.external_id) return
  const open = await connections.get(workspaceId, found.channel_id)
  if (!open?.adapter.capabilities.readReceipts) return
  await open.adapter.markRead?.({ externalId: found.recipient_id, lastMessageExternalId: found.external_id }, open.connection)
}
