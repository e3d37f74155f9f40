import type pg from 'pg'
import type { ParleyEvent } from '../../../contract/events.ts'
import type { SendError } from '../../../contract/messages.ts'
import { newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { cleanJson } from './clean-text.ts'
import { writeEvents } from './recording.ts'
import { inTransaction, type SpineTransaction } from './transaction.ts'
import { withdrawReactions } from './withdraw-reactions.ts'

export interface Sent {
  workspaceId: string
  channelId: string
  conversationId: string
  messageId: string
  /** The provider's ids, the first call's first; empty where the provider gives none. */
  externalIds: readonly string[]
  at: number
}

export interface SendFailure {
  workspaceId: string
  messageId: string
  /** Whose lease it failed under, and how many calls had their receipt then: what has happened since counts more. */
  claim: number
  callsDone: number
  error: SendError
}

/** Marks a failure that a late proof of sending takes back. */
export const withdrawnCode = 'withdrawn'
/** The same of a message that has very likely arrived: whoever answers next takes it for said. */
export const withdrawnLateCode = 'withdrawn-late'
/** Only the first parts of it have arrived: whatever is heard of these, the whole was not sent. */
export const isFailedInPart = `coalesce((m.error ->> 'inPart')::boolean, false)`

/** What the provider has reported as failed stays failed: its receipt comes late then. Only our own withdrawal came too late. */
export const isWithdrawn = `coalesce(m.error ->> 'providerCode' in ('${withdrawnCode}', '${withdrawnLateCode}'), false)`

interface Updated {
  workspace_id: string
  id: string
  conversation_id: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
}

/**
 * Receipts of a batch: status, the provider's ids, the events, and the outbox rows go, all by one statement. A status that came before its receipt is
 * not taken back.
 */
export async function recordSent(pool: pg.Pool, receipts: readonly Sent[]): Promise<ParleyEvent[]> {
  // In the order in which everybody locks them.
  const sent = [...receipts].sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
  const keys = sent.flatMap((item) => item.externalIds.map((externalId) => ({ item, externalId })))
  const eventIds = new Map(sent.map((item) => [item.messageId, newId()]))
  const { rows } = await pool.query<Updated>({
    name: 'spine-record-sent',
    text: `
      with input as (
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $10::uuid[]) as i(workspace_id, id, external_id, sent_at, event_id)
      ), locked as materialized (
        -- Without bounds on the ids: with them PostgreSQL finds a row no more that another transaction changes at this moment (receipt-race.test.ts).
        select m.workspace_id, m.id, i.external_id, i.sent_at, i.event_id
        from input i join messages m on m.workspace_id = i.workspace_id and m.id = i.id
        order by m.workspace_id, m.id for no key update of m
      ), keyed as (
        insert into message_keys (workspace_id, channel_id, external_id, message_id, conversation_id)
        -- Of messages that are still there: one whose person was erased while it was sent leaves nothing.
        select k.w, k.c, k.e, k.m, k.v from unnest($5::uuid[], $6::uuid[], $7::text[], $8::uuid[], $9::uuid[]) as k(w, c, e, m, v)
        join locked l on l.workspace_id = k.w and l.id = k.m order by 1, 2, 3 on conflict do nothing
      ), gone as (
        delete from outbox o using input i where o.workspace_id = i.workspace_id and o.message_id = i.id
      ), updated as (
        update messages m set
          status = case when m.status in ('queued', 'sending') or ${isWithdrawn} then 'sent' else m.status end,
          error = case when m.status = 'failed' and not ${isWithdrawn} then m.error end,
          external_id = coalesce(m.external_id, l.external_id), sent_at = coalesce(m.sent_at, l.sent_at)
        from locked l where m.workspace_id = l.workspace_id and m.id = l.id
        returning m.workspace_id, m.id, m.conversation_id, m.status, l.event_id
      ), event as (
        insert into events (workspace_id, id, type, payload)
        select workspace_id, event_id, 'message.updated',
          jsonb_build_object('messageId', id, 'conversationId', conversation_id, 'status', status, 'change', 'status') from updated
        returning workspace_id, id, type
      ), told as (
        insert into event_queue (workspace_id, subscriber, event_id)
        select event.workspace_id, s.subscriber, event.id from event
        join event_subscriptions s on s.workspace_id = event.workspace_id and event.type = any (s.types)
      )
      select workspace_id, id, conversation_id, status from updated`,
    values: withArrays([
      sent.map((item) => item.workspaceId),
      sent.map((item) => item.messageId),
      sent.map((item) => item.externalIds[0] ?? null),
      sent.map((item) => new Date(item.at).toISOString()),
      keys.map(({ item }) => item.workspaceId),
      keys.map(({ item }) => item.channelId),
      keys.map(({ externalId }) => externalId),
      keys.map(({ item }) => item.messageId),
      keys.map(({ item }) => item.conversationId),
      sent.map((item) => eventIds.get(item.messageId)),
    ]),
  })
  return rows.map((row) => ({ ...updatedEvent(row), id: eventIds.get(row.id) ?? newId() }))
}

/**
 * Final failures: the message says why, in words a person understands. One whose lease has gone to another process, or of which a status has meanwhile
 * proven a call, keeps what is known of it. What was heard of the first parts of a message does not make the rest arrive.
 */
export async function recordFailures(pool: pg.Pool, failures: readonly SendFailure[]): Promise<ParleyEvent[]> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.client.query<Updated>({
      name: 'spine-record-failures',
      text: `
        with input as (
          select * from unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::int[], $5::smallint[]) as i(workspace_id, id, error, claim, calls_done)
        ), locked as materialized (
          select i.* from input i join messages m on m.workspace_id = i.workspace_id and m.id = i.id order by m.workspace_id, m.id for no key update of m
        ), gone as (
          delete from outbox o using locked i
          where o.workspace_id = i.workspace_id and o.message_id = i.id and o.claim = i.claim and o.calls_done <= i.calls_done
          returning i.*
        )
        update messages m set status = 'failed', error = i.error from gone i
        where m.workspace_id = i.workspace_id and m.id = i.id and (m.status in ('queued', 'sending', 'sent') or (i.error ->> 'inPart')::boolean)
        returning m.workspace_id, m.id, m.conversation_id, m.status`,
      values: withArrays([
        failures.map((item) => item.workspaceId),
        failures.map((item) => item.messageId),
        failures.map((item) => cleanJson(item.error)),
        failures.map((item) => item.claim),
        failures.map((item) => item.callsDone),
      ]),
    })
    await withdrawReactions(tx.client, rows)
    return announce(tx, rows)
  })
}

function announce(tx: SpineTransaction, rows: readonly Updated[]): ParleyEvent[] {
  const events = rows.map(updatedEvent)
  writeEvents(tx, events)
  return events
}

function updatedEvent(row: Updated): ParleyEvent {
  return {
    id: newId(),
    workspaceId: row.workspace_id,
    type: 'message.updated',
    payload: { messageId: row.id, conversationId: row.conversation_id, status: row.status, change: 'status' },
  }
}

/** One of several calls of a message has its receipt: after a crash the next one is where sending goes on. */
export async function recordCallDone(
  pool: pg.Pool,
  one: { workspaceId: string; channelId: string; conversationId: string; claim: number; message: { id: string } },
  callsDone: number,
  externalIds: readonly string[],
): Promise<void> {
  await pool.query({
    name: 'spine-call-done',
    text: `
      with marked as (
        update messages set external_id = coalesce(external_id, ($6::text[])[1]) where workspace_id = $1 and id = $2 returning id
      ), keyed as (
        insert into message_keys (workspace_id, channel_id, external_id, message_id, conversation_id)
        select $1, $5::uuid, i, marked.id, $7::uuid from marked, unnest($6::text[]) i order by 1, 2, 3 on conflict do nothing
      )
      update outbox set calls_done = greatest(calls_done, $4) where workspace_id = $1 and message_id = $2 and claim = $3`,
    values: [one.workspaceId, one.message.id, one.claim, callsDone, one.channelId, externalIds, one.conversationId],
  })
}
