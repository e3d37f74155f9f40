import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'

export interface AbsentVisitor {
  id: string
  email: string
  language: string | null
  externalId: string
  channelId: string
  contactId: string
  widgetKey: string
  mailedUpTo: string | null
  /** How long an answer may wait to be seen in the chat. */
  mailAfterMinutes: number
}

/** Of channels that were set up before it could be chosen. */
const usualMinutes = 10

/**
 * The visitor of a conversation, where they have left an address for answers. Who was blocked, or may not be written to, is none. With a share of the
 * contact's lock: whoever erases them waits for the mail that is stored now, and takes it along.
 */
export async function findAbsentVisitor(tx: Tx, workspaceId: string, conversationId: string): Promise<AbsentVisitor | undefined> {
  const { rows } = await sql<AbsentVisitor>`
    select v.id, v.email, v.language, v.external_id as "externalId", c.channel_id as "channelId", c.contact_id as "contactId",
      ch.widget_key as "widgetKey", v.mailed_up_to as "mailedUpTo",
      coalesce((ch.config->'hours'->>'mailAfterMinutes')::int, ${usualMinutes}::int) as "mailAfterMinutes"
    from conversations c
    join channels ch on ch.workspace_id = c.workspace_id and ch.id = c.channel_id and ch.widget_key is not null
    join contacts k on k.workspace_id = c.workspace_id and k.id = c.contact_id and not k.blocked and not k.restricted
    join contact_identities i on i.workspace_id = c.workspace_id and i.channel_id = c.channel_id and i.contact_id = c.contact_id
    join widget_visitors v on v.workspace_id = i.workspace_id and v.channel_id = i.channel_id and v.external_id = i.external_id
    where c.workspace_id = ${workspaceId} and c.id = ${conversationId} and ch.status <> 'disconnected' and v.answers_by_mail and v.email is not null
    order by v.last_seen_at desc limit 1 for key share of k`.execute(tx)
  return rows[0]
}

export interface UnseenAnswer {
  id: string
  authorName: string | null
  text: string | null
  files: number
}

/** What people of the team have answered and the visitor has not seen, nor been sent, oldest first. */
export async function unseenAnswers(tx: Tx, workspaceId: string, conversationId: string, after: string | null): Promise<UnseenAnswer[]> {
  const { rows } = await sql<UnseenAnswer>`
    select m.id, m.author_name as "authorName", m.text, m.attachment_count as files
    from messages m
    where m.workspace_id = ${workspaceId} and m.conversation_id = ${conversationId} and m.direction = 'outbound' and m.author_type = 'user'
      and m.private = false and m.deleted_at is null and m.type not in ('event', 'reaction') and m.status in ('sent', 'delivered')
      and (${after}::uuid is null or m.id > ${after}::uuid)
    order by m.id desc limit 20`.execute(tx)
  return rows.reverse()
}

/** In every browser of theirs: the same answer goes by mail once. */
export async function noteMailed(tx: Tx, workspaceId: string, visitor: AbsentVisitor, messageId: string): Promise<void> {
  await tx
    .updateTable('widget_visitors')
    .set({ mailed_up_to: messageId })
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', visitor.channelId)
    .where('external_id', '=', visitor.externalId)
    .execute()
}
