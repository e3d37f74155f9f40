import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Conversation, conversationQuerySchema } from '../../../contract/conversations.ts'
import { mostCounted } from '../../../contract/most-counted.ts'
import type { Tx } from '../../platform/db.ts'
import type { Place } from '../../platform/time-cursor.ts'
import { conversationPage } from './conversation-page.ts'
import { fail } from './errors.ts'
import { getMessages } from './queries-messages.ts'
import { searchConversations } from './search-conversations.ts'

export type ConversationFilter = Omit<z.output<typeof conversationQuerySchema>, 'limit' | 'cursor'>

/** How long a free reply may be sent to somebody on a channel type; the registry of channels knows (null: for ever). */
export type ReplyWindow = (channelType: string, recipientId: string) => number | null

function selectConversations(tx: Tx, workspaceId: string) {
  return (
    tx
      .selectFrom('conversations as c')
      .innerJoin('contacts as k', (join) => join.onRef('k.workspace_id', '=', 'c.workspace_id').onRef('k.id', '=', 'c.contact_id'))
      // A deleted channel leaves its conversations.
      .leftJoin('channels as ch', (join) => join.onRef('ch.workspace_id', '=', 'c.workspace_id').onRef('ch.id', '=', 'c.channel_id'))
      .leftJoin('deleted_channels as gone', (join) =>
        join.onRef('gone.workspace_id', '=', 'c.workspace_id').onRef('gone.id', '=', 'c.channel_id'),
      )
      .leftJoin('drafts as d', (join) => join.onRef('d.workspace_id', '=', 'c.workspace_id').onRef('d.conversation_id', '=', 'c.id'))
      .where('c.workspace_id', '=', workspaceId)
      .selectAll('c')
      .select([
        'k.name as contact_name',
        sql<string>`coalesce(ch.type, gone.type, 'deleted')`.as('channel_type'),
        'd.id as draft_id',
        'd.text as draft_text',
        'd.agent_id as draft_agent_id',
        'd.created_at as draft_created_at',
      ])
  )
}

type ConversationRow = Awaited<ReturnType<ReturnType<typeof selectConversations>['execute']>>[number]

/** Newest activity first. `meId` stands for `assigneeId=me`. */
export async function listConversations(
  tx: Tx,
  workspaceId: string,
  filter: ConversationFilter,
  page: { from: Place | null; limit: number; meId: string; replyWindow: ReplyWindow },
): Promise<Conversation[]> {
  const { status, assigneeId, q, ...rest } = filter
  const found = q ? await searchConversations(tx, workspaceId, q) : undefined
  if (found?.length === 0) return []
  const wanted = {
    ...rest,
    status: status === 'all' ? undefined : status,
    assigneeId: assigneeId === 'me' ? page.meId : assigneeId,
    ids: found,
  }
  const rows = await selectConversations(tx, workspaceId)
    .where(sql<boolean>`c.id in (${conversationPage(workspaceId, wanted, page)})`)
    .orderBy('c.last_activity_at', 'desc')
    .orderBy('c.id', 'desc')
    .execute()
  return presentAll(tx, workspaceId, rows, page.replyWindow)
}

export async function getConversation(tx: Tx, workspaceId: string, id: string, replyWindow: ReplyWindow): Promise<Conversation> {
  const rows = await selectConversations(tx, workspaceId).where('c.id', '=', id).execute()
  const [conversation] = await presentAll(tx, workspaceId, rows, replyWindow)
  if (!conversation) throw fail('conversation-not-found')
  return conversation
}

/** @throws AppError `conversation-not-found` */
export async function requireConversation(tx: Tx, workspaceId: string, id: string): Promise<void> {
  const row = await tx
    .selectFrom('conversations')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw fail('conversation-not-found')
}

export interface ConversationCounts {
  open: number
  mine: number
  unassigned: number
  unread: number
  pending: number
}

/** Up to `mostCounted` each: counting on would cost more with every conversation that nobody closes, and tell nobody more. */
export async function countConversations(tx: Tx, workspaceId: string, userId: string): Promise<ConversationCounts> {
  const count = (condition: RawBuilder<boolean>) =>
    sql`(select count(*)::int from (select from conversations where workspace_id = ${workspaceId} and ${condition} limit ${mostCounted}) counted)`
  const sum = (...conditions: RawBuilder<boolean>[]) => sql`least(${mostCounted}, ${sql.join(conditions.map(count), sql` + `)})`
  const { rows } = await sql<ConversationCounts>`
    select ${count(sql`status = 'open'`)} as open,
      ${sum(sql`status = 'open' and assignee_id = ${userId}`, sql`status = 'pending' and assignee_id = ${userId}`)} as mine,
      ${sum(sql`status = 'open' and assignee_id is null and handler <> 'agent'`, sql`status = 'open' and assignee_id is null and handler = 'agent'`)} as unassigned,
      ${count(sql`unread_count > 0`)} as unread,
      ${count(sql`status = 'pending'`)} as pending`.execute(tx)
  return rows[0] ?? { open: 0, mine: 0, unassigned: 0, unread: 0, pending: 0 }
}

async function presentAll(
  tx: Tx,
  workspaceId: string,
  rows: readonly ConversationRow[],
  replyWindow: ReplyWindow,
): Promise<Conversation[]> {
  const last = await getMessages(
    tx,
    workspaceId,
    rows.flatMap((row) => (row.last_message_id ? [row.last_message_id] : [])),
  )
  return rows.map((row) => ({
    id: row.id,
    channelId: row.channel_id,
    channelType: row.channel_type,
    contactId: row.contact_id,
    contact: { id: row.contact_id, name: row.contact_name },
    status: row.status,
    handler: row.handler,
    assigneeId: row.assignee_id,
    teamId: row.team_id,
    labels: row.labels,
    attributes: row.attributes,
    priority: row.priority,
    summary: row.summary,
    intent: row.intent,
    sentiment: row.sentiment,
    unreadCount: row.unread_count,
    lastMessage: (row.last_message_id ? last.get(row.last_message_id) : null) ?? null,
    waitingSince: row.waiting_since?.toISOString() ?? null,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    replyWindowEndsAt: windowEnd(row.last_inbound_at, replyWindow(row.channel_type, row.recipient_id)),
    draft:
      row.draft_id && row.draft_text !== null && row.draft_agent_id && row.draft_created_at
        ? { id: row.draft_id, text: row.draft_text, agentId: row.draft_agent_id, createdAt: row.draft_created_at.toISOString() }
        : null,
    createdAt: row.created_at.toISOString(),
    lastActivityAt: row.last_activity_at.toISOString(),
  }))
}

function windowEnd(lastInboundAt: Date | null, windowMs: number | null): string | null {
  return windowMs === null || !lastInboundAt ? null : new Date(lastInboundAt.getTime() + windowMs).toISOString()
}
