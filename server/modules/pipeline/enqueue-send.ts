import { sql } from 'kysely'
import type { Tx } from '../../platform/module.ts'

/** Puts a message into the outbox; the caller wakes delivery after the commit. */
export async function enqueueSend(
  tx: Tx,
  workspaceId: string,
  send: { messageId: string; conversationId: string; channelId: string },
): Promise<void> {
  await sql`insert into outbox (workspace_id, message_id, conversation_id, channel_id) values (${workspaceId}, ${send.messageId}, ${send.conversationId}, ${send.channelId})
    on conflict (workspace_id, message_id) do nothing`.execute(tx)
}
