/* What a turn reads, as text: loaded by load-context.ts. */

import type { AuthorType, Direction, MessageType } from '../../../contract/messages.ts'
import type { MessageContent } from '../conversations/index.ts'
import { isFailedInPart, withdrawnLateCode } from './record-receipts.ts'

/** So many at most are answered together, the oldest; the rest has a turn of its own. */
export const mostOpen = 200

export const factsStatement = `
  select c.workspace_id as "workspaceId", c.id as "conversationId", c.channel_id as "channelId", c.contact_id as "contactId", c.recipient_id as "recipientId",
    c.status, c.handler, c.handler_epoch as epoch, c.awaiting_person as "awaitingPerson", c.assignee_id as "assigneeId", c.language,
    c.disclosed_at as "disclosedAt", c.failed_turns as "failedTurns", c.last_inbound_at as "lastInboundAt",
    k.name as "contactName", k.phone as "contactPhone", k.language as "contactLanguage", k.blocked, k.restricted, k.opted_out as "optedOut",
    ch.agent_id as "agentId", m.last_in as "lastIn", c.created_at as "createdAt"
  from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, conversation_id)
  join mailbox m on m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id
  join conversations c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
  join contacts k on k.workspace_id = c.workspace_id and k.id = c.contact_id
  join channels ch on ch.workspace_id = c.workspace_id and ch.id = c.channel_id`

export interface MessageRow {
  workspace_id: string
  id: string
  conversation_id: string
  /** Unix milliseconds, as `created_ms`: reading a number costs a tenth of reading a date. */
  sort_ms: number
  created_ms: number
  direction: Direction
  author_type: AuthorType
  author_name: string | null
  type: MessageType
  text: string | null
  content: MessageContent | null
  attachment_count: number
  answerable: boolean
  external_id: string | null
}

export const messageColumns = `m.workspace_id, m.id, m.conversation_id, m.direction, m.author_type, m.author_name, m.type, m.text, m.content, m.attachment_count, m.answerable,
      m.external_id, extract(epoch from m.created_at)::float8 * 1000 as created_ms, extract(epoch from m.sort_at)::float8 * 1000 as sort_ms`

// What was withdrawn too late to be sure has most likely arrived: said again, it would be said twice.
const isSaid = `not m.private and m.deleted_at is null and m.type not in ('event', 'reaction')
  and (m.status <> 'failed' or coalesce(m.error ->> 'providerCode' = '${withdrawnLateCode}', false) or ${isFailedInPart})`

// The bounds of the ids name the partitions: without them each conversation is looked for in every month that there ever was.
export const historyStatement = `
  select h.* from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, conversation_id)
  cross join lateral (
    select ${messageColumns}
    from messages m where m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id and m.id >= $4 and m.id < $5 and ${isSaid}
    order by m.sort_at desc, m.id desc limit $3
  ) h`

// Sorted outside: with the order inside, the planner may walk through the whole workspace by id until it has found enough of one conversation.
export const openStatement = `
  select o.* from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as i(workspace_id, conversation_id, done_in)
  cross join lateral (
    select * from (
      select m.workspace_id, m.conversation_id, m.id
      from messages m where m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id and m.id > i.done_in and m.id >= $4
        and m.direction = 'inbound' and m.answerable and ${isSaid} offset 0
    ) open order by open.id limit ${mostOpen}
  ) o`
