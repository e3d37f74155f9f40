import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../platform/db.ts'

// Nobody needs to know whether half a million or a million wait: a count that looks at no more rows than this costs the same however much there is.
const mostRows = 50_000

export interface MailboxRow {
  workspace_id: string
  waiting: number
  answering: number
  oldest_ms: number
}

/**
 * Conversations that wait for a turn or are in one, by the partial index of what is due. Crosses workspaces: numbers only.
 *
 * The customer waits since the first message that nobody has dealt with. Mostly that is `waiting_since`; where a turn left it standing (a draft, a handover)
 * or an answer cleared it while a newer message came, it is looked for among the messages behind the last one that a turn has dealt with.
 */
export async function readMailboxes(db: Kysely<Tables>): Promise<MailboxRow[]> {
  const { rows } = await sql<MailboxRow>`
    select workspace_id, count(*) filter (where due_at <= now()) as waiting, count(*) filter (where due_at > now()) as answering,
      (1000 * extract(epoch from now() - min(since)))::float8 as oldest_ms
    from (
      select m.workspace_id, m.due_at,
        case when c.waiting_since > coalesce(parley_id_time(m.done_in), '-infinity') then c.waiting_since else coalesce((
          select parley_id_time(i.id) from messages i
          where i.workspace_id = m.workspace_id and i.conversation_id = m.conversation_id and i.id > m.done_in and i.direction = 'inbound' and i.answerable
            and i.sort_at > parley_id_time(m.done_in) - interval '1 minute'
          order by i.sort_at limit 1), parley_id_time(m.last_in)) end as since
      from (select * from mailbox where due_at < 'infinity' order by due_at limit ${mostRows}) m
      left join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    ) waits group by workspace_id`.execute(db)
  return rows
}

export interface OutboxRow {
  workspace_id: string
  queued: number
  calling: number
  proving: number
  bulk: number
  oldest_ms: number | null
}

/** Each lane by its own partial index: a hundred thousand broadcasts cost the live lane nothing. */
export const outboxStatement = sql<OutboxRow>`
    select workspace_id, count(*) filter (where priority = 0 and state = 'queued') as queued, count(*) filter (where priority = 0 and state = 'calling') as calling,
      count(*) filter (where priority = 0 and state = 'waiting') as proving, count(*) filter (where priority > 0) as bulk,
      (1000 * extract(epoch from now() - min(queued_at) filter (where priority = 0)))::float8 as oldest_ms
    from (
      (select workspace_id, queued_at, priority, state from outbox where priority = 0 order by next_at limit ${mostRows})
      union all
      (select workspace_id, queued_at, priority, state from outbox where priority > 0 order by channel_id, next_at limit ${mostRows})
    ) o group by workspace_id`

/** Messages on their way out: live ones (priority 0) in full, broadcasts as a count. Crosses workspaces: numbers only. */
export async function readOutbox(db: Kysely<Tables>): Promise<OutboxRow[]> {
  const { rows } = await outboxStatement.execute(db)
  return rows
}

export interface ChannelRow {
  workspace_id: string
  id: string
  name: string
  type: string
  status: 'connected' | 'connecting' | 'error' | 'disconnected'
  status_reason: string | null
  is_blocked: boolean
}

/** Every channel that is not deleted: some per workspace. Crosses workspaces: states of connections, nothing that was written. */
export async function readChannels(db: Kysely<Tables>): Promise<ChannelRow[]> {
  const { rows } = await sql<ChannelRow>`
    select c.workspace_id, c.id, c.name, c.type, c.status, c.status_reason, coalesce(p.blocked_until > now(), false) as is_blocked
    from channels c left join channel_pacing p on p.workspace_id = c.workspace_id and p.channel_id = c.id`.execute(db)
  return rows
}
