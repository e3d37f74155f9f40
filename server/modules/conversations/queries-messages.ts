import { type NotNull, sql } from 'kysely'
import type { Message } from '../../../contract/messages.ts'
import type { Tx } from '../../platform/db.ts'
import { nextCursor, type Place } from '../../platform/time-cursor.ts'
import { fail } from './errors.ts'
import { type AttachmentRow, type MessageRow, presentMessage, type ReactionRow } from './present-message.ts'

export interface MessagePage {
  data: Message[]
  nextCursor: string | null
}

/** A page of a thread, in the asked order, from a place on. */
export async function listMessages(
  tx: Tx,
  workspaceId: string,
  conversationId: string,
  page: { order: 'asc' | 'desc'; from: Place | null; limit: number },
): Promise<MessagePage> {
  let query = tx
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('conversation_id', '=', conversationId)
    .orderBy('sort_at', page.order)
    .orderBy('id', page.order)
    .limit(page.limit + 1)
  if (page.from) {
    const after = sql<boolean>`(sort_at, id) ${sql.raw(page.order === 'asc' ? '>' : '<')} (${page.from.at}, ${page.from.id})`
    query = query.where(after)
  }
  const rows = await query.execute()
  const data = await presentAll(tx, workspaceId, rows.slice(0, page.limit))
  return { data, nextCursor: nextCursor(rows, page.limit, (row) => ({ at: row.sort_at.toISOString(), id: row.id })) }
}

export async function getMessage(tx: Tx, workspaceId: string, messageId: string): Promise<Message> {
  const messages = await getMessages(tx, workspaceId, [messageId])
  const message = messages.get(messageId)
  if (!message) throw fail('message-not-found')
  return message
}

export async function getMessages(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, Message>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...ids])
    .execute()
  return new Map((await presentAll(tx, workspaceId, rows)).map((message) => [message.id, message]))
}

async function presentAll(tx: Tx, workspaceId: string, rows: readonly MessageRow[]): Promise<Message[]> {
  const withFiles = rows.filter((row) => row.attachment_count > 0).map((row) => row.id)
  // Sent together: none waits for another's answer.
  const [attachments, reactions, quoted] = await Promise.all([
    attachmentsOf(tx, workspaceId, withFiles),
    reactionsOf(
      tx,
      workspaceId,
      rows.map((row) => row.id),
    ),
    quotedExternalIds(tx, workspaceId, rows),
  ])
  return rows.map((row) =>
    presentMessage(
      quoted.has(row.id) ? { ...row, reply_to_external_id: quoted.get(row.id) ?? null } : row,
      attachments.filter((attachment) => attachment.message_id === row.id),
      reactions.filter((reaction) => reaction.message_id === row.id),
    ),
  )
}

async function attachmentsOf(tx: Tx, workspaceId: string, messageIds: readonly string[]): Promise<AttachmentRow[]> {
  if (messageIds.length === 0) return []
  return tx
    .selectFrom('attachments')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('message_id', 'in', [...messageIds])
    .orderBy('position')
    .execute()
}

async function reactionsOf(tx: Tx, workspaceId: string, messageIds: readonly string[]): Promise<ReactionRow[]> {
  if (messageIds.length === 0) return []
  return tx
    .selectFrom('message_reactions')
    .select(['message_id', 'author_type', 'emoji'])
    .where('workspace_id', '=', workspaceId)
    .where('message_id', 'in', [...messageIds])
    .where('emoji', 'is not', null)
    .$narrowType<{ emoji: NotNull }>()
    .execute()
}

/** Our own replies name a message of ours; the provider's id for it may come later than the reply. */
async function quotedExternalIds(tx: Tx, workspaceId: string, rows: readonly MessageRow[]): Promise<Map<string, string | null>> {
  const replies = rows.filter((row) => row.reply_to_id !== null && row.reply_to_external_id === null)
  if (replies.length === 0) return new Map()
  const quoted = await tx
    .selectFrom('messages')
    .select(['id', 'external_id'])
    .where('workspace_id', '=', workspaceId)
    .where(
      'id',
      'in',
      replies.map((row) => row.reply_to_id ?? ''),
    )
    .execute()
  const externalIds = new Map(quoted.map((row) => [row.id, row.external_id]))
  return new Map(replies.map((row) => [row.id, externalIds.get(row.reply_to_id ?? '') ?? null]))
}
