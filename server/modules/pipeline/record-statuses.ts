import type { SendError } from '../../../contract/messages.ts'
import { isId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { InboundEvent } from '../channels/index.ts'
import { linkIdentities } from './link-identities.ts'
import { isFailedInPart, isWithdrawn } from './record-receipts.ts'
import { type Entry, note, type Recording } from './recording.ts'
import { idsOf } from './resolve-contacts.ts'
import { retryLater } from './retry-failed.ts'
import { withdrawReactions } from './withdraw-reactions.ts'

type StatusEvent = Extract<InboundEvent, { kind: 'status' }>

/** What all statuses of one message in this batch come to. */
interface Progress {
  workspaceId: string
  messageId: string
  rank: number
  sentAt: number | null
  deliveredAt: number | null
  readAt: number | null
  error: SendError | null
  externalId: string
  channelId: string
  /** Provider calls of the message that are proven to have been made. */
  calls: number
}

const ranks = { sent: 2, delivered: 3, read: 4 } as const

/**
 * Statuses only move forward, in whatever order they come (`read` without `delivered` included); a failure counts unless the message has been
 * delivered. A status is also the proof that a call was made whose receipt a crash took from us: sending then goes on after that call.
 */
export async function recordStatuses(recording: Recording, entries: readonly Entry[]): Promise<void> {
  const statuses = entries.filter((entry) => entry.event.kind === 'status')
  if (statuses.length === 0) return
  const messageIds = await findMessages(recording, statuses)
  const progress = new Map<string, Progress>()
  statuses.forEach((entry, index) => {
    const messageId = messageIds[index]
    if (messageId) merge(progress, entry, messageId)
  })
  const moved = await moveForward(recording, [...progress.values()])
  statuses.forEach((entry, index) => {
    if (moved.has(messageIds[index] ?? '')) return
    entry.outcome = 'ignored'
    entry.error = 'No message of ours has this id.'
  })
  const known = statuses.flatMap((entry, index) => {
    const messageId = messageIds[index] ?? ''
    return moved.has(messageId) ? [{ messageId, channel: entry.channel, event: entry.event as StatusEvent }] : []
  })
  learnRecipients(recording, known)
  markPlayed(recording, known)
  retryLater(
    recording,
    known.flatMap(({ channel, messageId, event }) =>
      event.status === 'failed' && event.error?.retryable ? [{ workspaceId: channel.workspaceId, messageId }] : [],
    ),
  )
}

type KnownStatus = Pick<Entry, 'channel'> & { messageId: string; event: StatusEvent }

/** Only once for each message: later statuses repeat it. */
function learnRecipients(recording: Recording, known: readonly KnownStatus[]): void {
  const links = known.flatMap(({ channel, event }) =>
    event.recipient && event.status === 'sent'
      ? [{ workspaceId: channel.workspaceId, channelId: channel.id, ids: idsOf(event.recipient) }]
      : [],
  )
  const statement = linkIdentities(links, recording.now)
  if (statement) recording.send(statement)
}

/** Rare, and therefore no part of the statement that moves every message. */
function markPlayed(recording: Recording, known: readonly KnownStatus[]): void {
  for (const { channel, messageId, event } of known.filter(({ event }) => event.played)) {
    recording.send({
      name: 'spine-mark-played',
      text: 'update messages set played_at = coalesce(played_at, $3) where workspace_id = $1 and id = $2',
      values: [channel.workspaceId, messageId, iso(event.at)],
    })
  }
}

async function findMessages(recording: Recording, statuses: readonly Entry[]): Promise<(string | undefined)[]> {
  const { rows } = await recording.client.query<{ position: number; message_id: string | null }>({
    name: 'spine-find-keys',
    text: `
      select i.position::int, k.message_id
      from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality as i(workspace_id, channel_id, external_id, position)
      left join message_keys k using (workspace_id, channel_id, external_id)`,
    values: withArrays([
      statuses.map(({ channel }) => channel.workspaceId),
      statuses.map(({ channel }) => channel.id),
      statuses.map(({ event }) => (event as StatusEvent).externalId),
    ]),
  })
  const found = new Map(rows.map((row) => [row.position - 1, row.message_id]))
  return statuses.map(({ event }, index) => {
    const clientId = (event as StatusEvent).clientId
    return found.get(index) ?? (isId(clientId) ? clientId : undefined)
  })
}

function merge(progress: Map<string, Progress>, { channel, event }: Entry, messageId: string): void {
  const { status, at, error, externalId, clientCall } = event as StatusEvent
  const known = progress.get(messageId) ?? {
    workspaceId: channel.workspaceId,
    messageId,
    rank: 0,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    error: null,
    externalId,
    channelId: channel.id,
    calls: 0,
  }
  known.calls = Math.max(known.calls, (clientCall ?? 0) + 1)
  if (status === 'failed')
    known.error = error ?? { code: 'provider', providerCode: null, title: 'The provider could not deliver the message.', retryable: false }
  else known.rank = Math.max(known.rank, ranks[status])
  if (status === 'sent') known.sentAt = at
  if (status === 'delivered') known.deliveredAt = at
  if (status === 'read') known.readAt = at
  progress.set(messageId, known)
}

/** @returns the messages that are there */
async function moveForward(recording: Recording, progress: readonly Progress[]): Promise<Set<string>> {
  if (progress.length === 0) return new Set()
  const sorted = [...progress].sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
  const { rows } = await recording.client.query<{
    workspace_id: string
    id: string
    conversation_id: string
    status: 'sent' | 'delivered' | 'read' | 'failed'
  }>({
    name: 'spine-move-statuses',
    text: `
      with input as (
        select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::jsonb[], $8::text[], $9::uuid[], $10::smallint[])
          as i(workspace_id, id, rank, sent_at, delivered_at, read_at, error, external_id, channel_id, calls)
      ), current as materialized (
        -- Without bounds on the ids: with them PostgreSQL finds a row no more that another transaction changes at this moment (receipt-race.test.ts).
        select m.workspace_id, m.id, m.status as old_status,
          greatest(i.rank, case m.status when 'sent' then 2 when 'delivered' then 3 when 'read' then 4 else 0 end) as rank,
          i.sent_at, i.delivered_at, i.read_at, i.error, i.external_id, i.channel_id, m.conversation_id
        from input i join messages m on m.workspace_id = i.workspace_id and m.id = i.id and m.channel_id = i.channel_id
        where m.direction = 'outbound' order by m.workspace_id, m.id for no key update of m
      ), keyed as (
        insert into message_keys (workspace_id, channel_id, external_id, message_id, conversation_id)
        select workspace_id, channel_id, external_id, id, conversation_id from current order by 1, 2, 3 on conflict do nothing
      ), proven as (
        -- Only a call that is still in doubt is proven: one more than have their receipt. Whoever holds the lease may be making the next call at this moment.
        update outbox o set calls_done = i.calls, state = case when o.locked_until < now() then 'queued' else o.state end,
          next_at = case when o.locked_until < now() then now() else o.next_at end
        from input i where o.workspace_id = i.workspace_id and o.message_id = i.id and o.state in ('calling', 'waiting') and i.calls > o.calls_done
      )
      update messages m set
        status = case
          when ${isFailedInPart} then m.status
          when c.error is not null and c.rank < 3 then 'failed'
          when c.rank = 4 then 'read' when c.rank = 3 then 'delivered' when c.rank = 2 and (m.status <> 'failed' or ${isWithdrawn}) then 'sent' else m.status end,
        error = case when ${isFailedInPart} then m.error when c.error is not null and c.rank < 3 then c.error when c.rank >= 3 or (c.rank = 2 and ${isWithdrawn}) then null else m.error end,
        external_id = coalesce(m.external_id, c.external_id),
        sent_at = coalesce(m.sent_at, c.sent_at, c.delivered_at, c.read_at),
        delivered_at = coalesce(m.delivered_at, c.delivered_at, c.read_at),
        read_at = coalesce(m.read_at, c.read_at)
      from current c where m.workspace_id = c.workspace_id and m.id = c.id
      returning m.workspace_id, m.id, m.conversation_id, m.status`,
    values: withArrays([
      sorted.map((item) => item.workspaceId),
      sorted.map((item) => item.messageId),
      sorted.map((item) => item.rank),
      sorted.map((item) => iso(item.sentAt)),
      sorted.map((item) => iso(item.deliveredAt)),
      sorted.map((item) => iso(item.readAt)),
      sorted.map((item) => (item.error ? JSON.stringify(item.error) : null)),
      sorted.map((item) => item.externalId),
      sorted.map((item) => item.channelId),
      sorted.map((item) => item.calls),
    ]),
  })
  await withdrawReactions(
    recording.client,
    rows.filter((row) => row.status === 'failed'),
  )
  for (const row of rows)
    note(recording, row.workspace_id, 'message.updated', {
      messageId: row.id,
      conversationId: row.conversation_id,
      status: row.status,
      change: 'status',
    })
  return new Set(rows.map((row) => row.id))
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
