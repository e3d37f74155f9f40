import type pg from 'pg'
import type { ParleyEvent } from '../../../contract/events.ts'
import type { SendError } from '../../../contract/messages.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { note, writeEvents } from './recording.ts'
import { inTransaction } from './transaction.ts'

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
  conversationId: string
  messageId: string
  error: SendError
}

interface Updated {
  workspace_id: string
  id: string
  conversation_id: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
}

/** Receipts of a batch: status, the provider's ids, and the outbox rows go. A status that came before its receipt is not taken back. */
export async function recordSent(pool: pg.Pool, sent: readonly Sent[]): Promise<ParleyEvent[]> {
  const keys = sent.flatMap((item) => item.externalIds.map((externalId) => ({ item, externalId })))
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Updated>({
      name: 'spine-record-sent',
      text: `
        with input as (
          select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as i(workspace_id, id, external_id, sent_at)
        ), locked as materialized (
          select m.workspace_id, m.id, i.external_id, i.sent_at from input i join messages m on m.workspace_id = i.workspace_id and m.id = i.id
          order by m.workspace_id, m.id for no key update of m
        ), keyed as (
          insert into message_keys (workspace_id, channel_id, external_id, message_id, conversation_id)
          -- Of messages that are still there: one whose person was erased while it was sent leaves nothing.
          select k.w, k.c, k.e, k.m, k.v from unnest($5::uuid[], $6::uuid[], $7::text[], $8::uuid[], $9::uuid[]) as k(w, c, e, m, v)
          join locked l on l.workspace_id = k.w and l.id = k.m order by 1, 2, 3 on conflict do nothing
        ), gone as (
          delete from outbox o using input i where o.workspace_id = i.workspace_id and o.message_id = i.id
        )
        update messages m set
          status = case when m.status in ('queued', 'sending', 'failed') then 'sent' else m.status end, error = null,
          external_id = coalesce(m.external_id, l.external_id), sent_at = coalesce(m.sent_at, l.sent_at)
        from locked l where m.workspace_id = l.workspace_id and m.id = l.id
        returning m.workspace_id, m.id, m.conversation_id, m.status`,
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
      ]),
    })
    return announce(client, rows)
  })
}

/** Final failures: the message says why, in words a person understands. */
export async function recordFailures(pool: pg.Pool, failures: readonly SendFailure[]): Promise<ParleyEvent[]> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Updated>({
      name: 'spine-record-failures',
      text: `
        with input as (
          select * from unnest($1::uuid[], $2::uuid[], $3::jsonb[]) as i(workspace_id, id, error) order by 1, 2
        ), gone as (
          delete from outbox o using input i where o.workspace_id = i.workspace_id and o.message_id = i.id
        )
        update messages m set status = 'failed', error = i.error from input i
        where m.workspace_id = i.workspace_id and m.id = i.id and m.status in ('queued', 'sending', 'sent')
        returning m.workspace_id, m.id, m.conversation_id, m.status`,
      values: withArrays([
        failures.map((item) => item.workspaceId),
        failures.map((item) => item.messageId),
        failures.map((item) => JSON.stringify(item.error)),
      ]),
    })
    return announce(client, rows)
  })
}

async function announce(client: pg.PoolClient, rows: readonly Updated[]): Promise<ParleyEvent[]> {
  const events: ParleyEvent[] = []
  for (const row of rows)
    note({ events }, row.workspace_id, 'message.updated', {
      messageId: row.id,
      conversationId: row.conversation_id,
      status: row.status,
      change: 'status',
    })
  await writeEvents(client, events)
  return events
}

/** One of several calls of a message has its receipt: after a crash the next one is where sending goes on. */
export async function recordCallDone(
  pool: pg.Pool,
  one: { workspaceId: string; channelId: string; conversationId: string; claim: number; message: { id: string } },
  callsDone: number,
  externalId: string | null,
): Promise<void> {
  await pool.query({
    name: 'spine-call-done',
    text: `
      with marked as (
        update messages set external_id = coalesce(external_id, $6) where workspace_id = $1 and id = $2 returning id
      ), keyed as (
        insert into message_keys (workspace_id, channel_id, external_id, message_id, conversation_id)
        select $1, $5, $6, marked.id, $7 from marked where $6::text is not null on conflict do nothing
      )
      update outbox set calls_done = $4 where workspace_id = $1 and message_id = $2 and claim = $3`,
    values: [one.workspaceId, one.message.id, one.claim, callsDone, one.channelId, externalId, one.conversationId],
  })
}
