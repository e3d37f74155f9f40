import type pg from 'pg'
import { type ClaimedSend, leaseStatement, nothingBefore } from './claim-sends.ts'
import { sendLeaseSeconds } from './finish-turns.ts'

/** Messages of one account that go out at the pace of its bucket. */
export interface LaneKey {
  workspaceId: string
  channelId: string
  /** `live`: all that it says, because its provider found it too fast lately; `bulk`: its broadcasts. */
  kind: 'live' | 'bulk'
}

/** And what the account bears. */
export interface Lane extends LaneKey {
  perSecond: number
  burst: number
  /** Live messages that this process has sent on the account without a token since it was asked last: they count against the same limit. */
  spent: number
  limit: number
}

/** Accounts with messages that go out by their bucket. Crosses workspaces. One probe of an index for each of them, however many messages wait. */
export async function findLanes(pool: pg.Pool): Promise<LaneKey[]> {
  const { rows } = await pool.query<LaneKey>({
    name: 'spine-find-lanes',
    text: `
      with recursive bulk as (
        (select workspace_id, channel_id from outbox where priority > 0 order by channel_id limit 1)
        union all
        select next.* from bulk cross join lateral
          (select o.workspace_id, o.channel_id from outbox o where o.priority > 0 and o.channel_id > bulk.channel_id order by o.channel_id limit 1) next
      )
      select p.workspace_id as "workspaceId", p.channel_id as "channelId", 'live' as kind from channel_pacing p
      where p.paced_until > now()
        and exists (select from outbox o where o.priority = 0 and o.channel_id = p.channel_id and o.next_at <= now() and o.locked_until < now())
      union all
      select workspace_id, channel_id, 'bulk' from bulk`,
  })
  return rows
}

const due = {
  live: { priority: 'o.priority = 0', before: 'and e.priority = 0', mayBeGranted: 'true', level: 'tokens' },
  bulk: {
    priority: 'o.priority > 0',
    before: '',
    mayBeGranted: `not exists (select from outbox l where l.priority = 0 and l.channel_id = $4 and l.state <> 'calling' and l.next_at <= now())`,
    level: 'tokens - 0.1 * $6',
  },
}

/**
 * Leases as many messages of one account as its bucket grants; all processes take from the same bucket. Of broadcasts, a tenth of the bucket is kept back, so
 * that an answer to somebody who is waiting never finds it empty; and as long as one waits all the same, none of them is granted.
 */
export async function claimLane(pool: pg.Pool, lane: Lane): Promise<ClaimedSend[]> {
  const { priority, before, mayBeGranted, level } = due[lane.kind]
  const { rows } = await pool.query({
    name: `spine-claim-${lane.kind}`,
    text: `
      with fresh as (
        insert into channel_pacing (workspace_id, channel_id, tokens) values ($3, $4, 0) on conflict do nothing
      ), level as materialized (
        select p.blocked_until, least($6, p.tokens + extract(epoch from now() - p.refilled_at) * $5) - $7 as tokens from channel_pacing p
        where p.workspace_id = $3 and p.channel_id = $4 for update
      ), due as materialized (
        -- By the account alone: with its workspace another index would do as well, as long as the table counts as small, and a hundred thousand rows be sorted.
        select o.workspace_id, o.message_id, o.state, o.locked_until from outbox o
        where ${priority} and o.channel_id = $4 and o.next_at <= now() and o.locked_until < now()
          and ${nothingBefore(before)}
        order by o.next_at, o.message_id
        limit coalesce((select case when blocked_until <= now() and ${mayBeGranted} then greatest(0, least($1, floor(${level})))::int else 0 end from level), 0)
        for update skip locked
      ), taken as (
        update channel_pacing p set tokens = level.tokens - (select count(*) from due), refilled_at = now()
        from level where p.workspace_id = $3 and p.channel_id = $4
      ), ${leaseStatement}`,
    values: [lane.limit, sendLeaseSeconds, lane.workspaceId, lane.channelId, lane.perSecond, lane.burst, lane.spent],
  })
  return rows as ClaimedSend[]
}
