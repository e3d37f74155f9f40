import { sql } from 'kysely'
import type { z } from 'zod'
import type { Conversation, conversationQuerySchema } from '../../../contract/conversations.ts'
import type { Tx } from '../../platform/db.ts'
import type { Place } from '../../platform/time-cursor.ts'
import { fail } from './errors.ts'
import { getMessages } from './queries-messages.ts'

export type ConversationFilter = Omit<z.output<typeof conversationQuerySchema>, 'limit' | 'cursor'>

/** How long a free reply may be sent on a channel type; the registry of channels knows (null: for ever). */
export type ReplyWindow = (channelType: string) => number | null

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
  let query = selectConversations(tx, workspaceId).orderBy('c.last_activity_at', 'desc').orderBy('c.id', 'desc').limit(page.limit)
  if (filter.status && filter.status !== 'all') query = query.where('c.status', '=', filter.status)
  if (filter.channelId) query = query.where('c.channel_id', '=', filter.channelId)
  if (filter.contactId) query = query.where('c.contact_id', '=', filter.contactId)
  if (filter.handler) query = query.where('c.handler', '=', filter.handler)
  if (filter.unread) query = query.where('c.unread_count', '>', 0)
  if (filter.assigneeId === 'none') query = query.where('c.assignee_id', 'is', null)
  else if (filter.assigneeId) query = query.where('c.assignee_id', '=', filter.assigneeId === 'me' ? page.meId : filter.assigneeId)
  if (filter.q) query = query.where('c.id', 'in', await searchConversations(tx, workspaceId, filter.q))
  if (page.from) query = query.where(sql<boolean>`(c.last_activity_at, c.id) < (${page.from.at}, ${page.from.id})`)
  return presentAll(tx, workspaceId, await query.execute(), page.replyWindow)
}

export async function getConversation(tx: Tx, workspaceId: string, id: string, replyWindow: ReplyWindow): Promise<Conversation> {
  const rows = await selectConversations(tx, workspaceId).where('c.id', '=', id).execute()
  const [conversation] = await presentAll(tx, workspaceId, rows, replyWindow)
  if (!conversation) throw fail('conversation-not-found')
  return conversation
}

const searchLimit = 500

/** Conversations in which somebody said it, or whose contact is called so. */
async function searchConversations(tx: Tx, workspaceId: string, q: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct conversation_id as id from parley_search_messages(websearch_to_tsquery('simple', ${q}), ${searchLimit})
    union
    select c.id from parley_search_contacts(${q}, ${searchLimit}) k join conversations c on c.workspace_id = ${workspaceId} and c.contact_id = k.id`.execute(
    tx,
  )
  return rows.length > 0 ? rows.map((row) => row.id) : ['00000000-0000-7000-8000-000000000000']
}

export interface ConversationCounts {
  open: number
  mine: number
  unassigned: number
  unread: number
  pending: number
}

export async function countConversations(tx: Tx, workspaceId: string, userId: string): Promise<ConversationCounts> {
  const { rows } = await sql<ConversationCounts>`
    select count(*) filter (where status = 'open')::int as open,
      count(*) filter (where status in ('open', 'pending') and assignee_id = ${userId})::int as mine,
      count(*) filter (where status = 'open' and assignee_id is null)::int as unassigned,
      count(*) filter (where unread_count > 0)::int as unread,
      count(*) filter (where status = 'pending')::int as pending
    from conversations where workspace_id = ${workspaceId} and (status in ('open', 'pending') or unread_count > 0)`.execute(tx)
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
    priority: row.priority,
    summary: row.summary,
    intent: row.intent,
    sentiment: row.sentiment,
    unreadCount: row.unread_count,
    lastMessage: (row.last_message_id ? last.get(row.last_message_id) : null) ?? null,
    waitingSince: row.waiting_since?.toISOString() ?? null,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    replyWindowEndsAt: windowEnd(row.last_inbound_at, replyWindow(row.channel_type)),
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
