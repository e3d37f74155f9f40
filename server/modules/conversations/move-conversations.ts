import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/**
 * After a merge of contacts: the merged one's conversations become the kept one's. Where both talk on the same channel the two threads become
 * one, under the conversation of the kept contact.
 * @returns the threads that became part of another
 */
export async function moveConversations(
  tx: Tx,
  workspaceId: string,
  mergedContactId: string,
  keptContactId: string,
): Promise<{ from: string; to: string }[]> {
  // In the order in which receiving and answering lock them: whoever writes into one of them at this moment is waited for.
  await sql`select from conversations where workspace_id = ${workspaceId} and contact_id = any (${[mergedContactId, keptContactId]})
    order by channel_id, contact_id for update`.execute(tx)
  const { rows } = await sql<{ from: string; to: string }>`
    select a.id as "from", b.id as "to" from conversations a
    join conversations b on b.workspace_id = a.workspace_id and b.channel_id = a.channel_id and b.contact_id = ${keptContactId}
    where a.workspace_id = ${workspaceId} and a.contact_id = ${mergedContactId}`.execute(tx)
  for (const { from, to } of rows) await joinThreads(tx, workspaceId, from, to)
  for (const table of ['conversations', 'messages', 'files'] as const) {
    await sql`update ${sql.table(table)} set contact_id = ${keptContactId} where workspace_id = ${workspaceId} and contact_id = ${mergedContactId}`.execute(
      tx,
    )
  }
  return rows
}

async function joinThreads(tx: Tx, workspaceId: string, from: string, to: string): Promise<void> {
  for (const table of ['messages', 'message_keys', 'attachments', 'files', 'conversation_ratings'] as const) {
    await sql`update ${sql.table(table)} set conversation_id = ${to} where workspace_id = ${workspaceId} and conversation_id = ${from}`.execute(
      tx,
    )
  }
  // A person who handles either handles both, and what is open in one is open.
  await sql`
    update conversations b set
      handler = case when 'user' in (a.handler, b.handler) then 'user' when b.status in ('resolved', 'snoozed') then a.handler else b.handler end,
      status = case when b.status not in ('resolved', 'snoozed') and not (b.status = 'pending' and a.handler = 'user') then b.status
        when a.status = 'pending' and 'user' in (a.handler, b.handler) then 'open' when a.status in ('open', 'pending') then a.status else b.status end,
      assignee_id = coalesce(b.assignee_id, a.assignee_id), awaiting_person = a.awaiting_person or b.awaiting_person,
      handler_epoch = greatest(a.handler_epoch, b.handler_epoch) + 1, unread_count = b.unread_count + a.unread_count, waiting_since = least(a.waiting_since, b.waiting_since),
      last_inbound_at = greatest(a.last_inbound_at, b.last_inbound_at),
      newest_in = greatest(a.newest_in, b.newest_in),
      last_message_id = case when a.last_activity_at > b.last_activity_at then a.last_message_id else b.last_message_id end,
      recipient_id = case when coalesce(a.last_inbound_at, '-infinity') > coalesce(b.last_inbound_at, '-infinity') then a.recipient_id else b.recipient_id end,
      last_activity_at = greatest(a.last_activity_at, b.last_activity_at)
    from conversations a where a.workspace_id = ${workspaceId} and a.id = ${from} and b.workspace_id = ${workspaceId} and b.id = ${to}`.execute(
    tx,
  )
  await sql`delete from drafts where workspace_id = ${workspaceId} and conversation_id = ${from}`.execute(tx)
  await sql`delete from conversations where workspace_id = ${workspaceId} and id = ${from}`.execute(tx)
}
