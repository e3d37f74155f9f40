import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/**
 * After a merge of contacts: the merged one's conversations become the kept one's. Where both talk on the same channel the two threads become
 * one, under the conversation of the kept contact.
 */
export async function moveConversations(tx: Tx, workspaceId: string, mergedContactId: string, keptContactId: string): Promise<void> {
  const { rows } = await sql<{ from_id: string; to_id: string }>`
    select a.id as from_id, b.id as to_id from conversations a
    join conversations b on b.workspace_id = a.workspace_id and b.channel_id = a.channel_id and b.contact_id = ${keptContactId}
    where a.workspace_id = ${workspaceId} and a.contact_id = ${mergedContactId}`.execute(tx)
  for (const { from_id: from, to_id: to } of rows) {
    for (const table of ['messages', 'message_keys', 'attachments', 'files'] as const) {
      await sql`update ${sql.table(table)} set conversation_id = ${to} where workspace_id = ${workspaceId} and conversation_id = ${from}`.execute(
        tx,
      )
    }
    await sql`
      update conversations b set unread_count = b.unread_count + a.unread_count, waiting_since = least(a.waiting_since, b.waiting_since),
        last_inbound_at = greatest(a.last_inbound_at, b.last_inbound_at),
        last_message_id = case when a.last_activity_at > b.last_activity_at then a.last_message_id else b.last_message_id end,
        recipient_id = case when coalesce(a.last_inbound_at, '-infinity') > coalesce(b.last_inbound_at, '-infinity') then a.recipient_id else b.recipient_id end,
        last_activity_at = greatest(a.last_activity_at, b.last_activity_at)
      from conversations a where a.workspace_id = ${workspaceId} and a.id = ${from} and b.workspace_id = ${workspaceId} and b.id = ${to}`.execute(
      tx,
    )
    await sql`delete from drafts where workspace_id = ${workspaceId} and conversation_id = ${from}`.execute(tx)
    await sql`delete from conversations where workspace_id = ${workspaceId} and id = ${from}`.execute(tx)
  }
  await sql`update conversations set contact_id = ${keptContactId} where workspace_id = ${workspaceId} and contact_id = ${mergedContactId}`.execute(
    tx,
  )
  await sql`update messages set contact_id = ${keptContactId} where workspace_id = ${workspaceId} and contact_id = ${mergedContactId}`.execute(
    tx,
  )
}
