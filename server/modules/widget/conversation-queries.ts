import { sql } from 'kysely'
import type { ConversationHandler } from '../../../contract/conversations.ts'
import type { AttachmentKind, AuthorType, MessageStatus } from '../../../contract/messages.ts'
import type { Tx } from '../../platform/db.ts'
import { isRatingDue, type MessageContent } from '../conversations/index.ts'
import type { VisitorRow } from './queries.ts'

export interface VisitorConversation {
  id: string
  contactId: string
  handler: ConversationHandler
  awaitingPerson: boolean
  handlerName: string | null
  unread: number
  ratingDue: boolean
}

type Visitor = Pick<VisitorRow, 'workspace_id' | 'channel_id' | 'external_id' | 'verified'>

/**
 * What a visitor may see of the record: answers that were really sent, their own words, and lines that say who answers. Never private
 * notes, never what is still queued (a takeover may withdraw it).
 */
export const shown = sql`m.private = false
  and (m.direction = 'inbound' or m.status in ('sent', 'delivered', 'read') or m.type = 'event')
  and (m.type <> 'reaction' or (m.direction = 'outbound' and m.content->'reaction'->>'emoji' is not null))
  and (m.type <> 'event' or m.content->'event'->>'name' in ('taken', 'released', 'handed-over', 'resolved'))`

/**
 * The visitor's own conversation. A visitor without proof never sees that of a contact who has proved who they are, even where
 * somebody of the team has merged the two.
 */
export async function findConversation(tx: Tx, visitor: Visitor): Promise<VisitorConversation | undefined> {
  const { rows } = await sql<VisitorConversation>`
    select c.id, c.contact_id as "contactId", ${isRatingDue} as "ratingDue", c.handler, c.awaiting_person as "awaitingPerson",
      (select m.author_name from messages m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
        and m.author_type = c.handler and m.direction = 'outbound' and m.private = false order by m.sort_at desc, m.id desc limit 1) as "handlerName",
      (select count(*)::int from (
        select from messages m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
          and m.direction = 'outbound' and m.status in ('sent', 'delivered') and m.type <> 'event' and ${shown} limit 100) unread) as unread
    from contact_identities i
    join conversations c on c.workspace_id = i.workspace_id and c.channel_id = i.channel_id and c.contact_id = i.contact_id
    where i.workspace_id = ${visitor.workspace_id} and i.channel_id = ${visitor.channel_id} and i.external_id = ${visitor.external_id}
      and (${visitor.verified} or not exists (
        select from contact_identities other where other.workspace_id = i.workspace_id and other.channel_id = i.channel_id
          and other.contact_id = i.contact_id and other.verified and other.external_id <> i.external_id))`.execute(tx)
  return rows[0]
}

export interface ShownMessage {
  id: string
  authorType: AuthorType
  authorName: string | null
  direction: 'inbound' | 'outbound'
  type: string
  text: string | null
  content: MessageContent | null
  externalId: string | null
  status: MessageStatus
  editedAt: Date | null
  deletedAt: Date | null
  createdAt: Date
  /** Its place in the thread, by which pages are cut. */
  sortAt: Date
  attachments: {
    id: string
    kind: AttachmentKind
    mimeType: string
    name: string | null
    size: number | null
    fileId: string | null
  }[]
}

const columns = sql`m.id, m.author_type as "authorType", m.author_name as "authorName", m.direction, m.type, m.text, m.content,
  m.external_id as "externalId", m.status, m.edited_at as "editedAt", m.deleted_at as "deletedAt", m.created_at as "createdAt", m.sort_at as "sortAt",
  coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'mimeType', a.mime_type, 'name', a.name, 'size', a.size,
      'fileId', case when a.status = 'ready' then a.file_id end) order by a.position)
    from attachments a where a.workspace_id = m.workspace_id and a.message_id = m.id), '[]') as attachments`

/** The newest page before a place, oldest first. */
export async function listMessages(
  tx: Tx,
  workspaceId: string,
  conversationId: string,
  page: { limit: number; before: { sortAt: string; id: string } | null },
): Promise<ShownMessage[]> {
  const before = page.before ? sql`and (m.sort_at, m.id) < (${page.before.sortAt}::timestamptz, ${page.before.id}::uuid)` : sql``
  const { rows } = await sql<ShownMessage>`
    select ${columns} from messages m
    where m.workspace_id = ${workspaceId} and m.conversation_id = ${conversationId} and ${shown} ${before}
    order by m.sort_at desc, m.id desc limit ${page.limit}`.execute(tx)
  return rows.reverse()
}

export async function loadMessages(tx: Tx, workspaceId: string, conversationId: string, ids: readonly string[]): Promise<ShownMessage[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<ShownMessage>`
    select ${columns} from messages m
    where m.workspace_id = ${workspaceId} and m.conversation_id = ${conversationId} and m.id = any (${[...ids]}::uuid[]) and ${shown}
    order by m.sort_at, m.id`.execute(tx)
  return rows
}

/** What was written since an event that the visitor's window has seen. Ids grow with the time at which we learnt of a message. */
export async function messagesAfter(tx: Tx, workspaceId: string, conversationId: string, id: string): Promise<ShownMessage[]> {
  const { rows } = await sql<ShownMessage>`
    select ${columns} from messages m
    where m.workspace_id = ${workspaceId} and m.conversation_id = ${conversationId} and m.id > ${id}::uuid and ${shown}
    order by m.id limit 200`.execute(tx)
  return rows
}

/** The newest lines that say who answers now. */
export async function recentLines(tx: Tx, workspaceId: string, conversationId: string): Promise<ShownMessage[]> {
  const newest = await listMessages(tx, workspaceId, conversationId, { limit: 3, before: null })
  return newest.filter((message) => message.type === 'event')
}

/** Our id of a message that the visitor has just sent. */
export async function findMessageId(tx: Tx, workspaceId: string, channelId: string, externalId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('message_keys')
    .select('message_id')
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  return row?.message_id ?? null
}

export interface ShownFile {
  id: string
  mime_type: string
  name: string | null
  size: number
}

/** A file of the visitor's own conversation, or one that they have uploaded and not sent yet. */
export async function findShownFile(
  tx: Tx,
  workspaceId: string,
  visitorId: string,
  conversationId: string | null,
  fileId: string,
): Promise<ShownFile | undefined> {
  const { rows } = await sql<ShownFile>`
    select f.id, f.mime_type, f.name, f.size from files f
    where f.workspace_id = ${workspaceId} and f.id = ${fileId} and (
      exists (select from widget_uploads u where u.workspace_id = f.workspace_id and u.file_id = f.id and u.visitor_id = ${visitorId})
      or exists (
        select from attachments a join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id
        where a.workspace_id = f.workspace_id and a.file_id = f.id and a.conversation_id = ${conversationId}::uuid
          and m.deleted_at is null and ${shown}))`.execute(tx)
  return rows[0]
}
