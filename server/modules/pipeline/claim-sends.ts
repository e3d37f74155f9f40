import type pg from 'pg'
import { withArrays } from '../../platform/pg-array.ts'
import { callMarginSeconds, sendLeaseSeconds } from './finish-turns.ts'

/** A queued message that this process has just leased. */
export interface ClaimedSend {
  workspaceId: string
  messageId: string
  conversationId: string
  channelId: string
  claim: number
  attempt: number
  callsDone: number
  /** `calling`: a process died between call and receipt; `waiting`: the time for a proof is over; both may have been sent. */
  oldState: 'queued' | 'calling' | 'waiting'
  /** Of a message left in `calling`: for how long certainly no call of it has begun. Whoever held it may have begun one while its renewals failed. */
  silentMs: number
  /** How long ago it was queued. */
  ageMs: number
  /** An AI wrote it: it may not be said once a person has taken over. */
  byAgent: boolean
  /** A person has taken over since. */
  withdrawn: boolean
}

/**
 * Leases live messages that are to be sent, within a conversation strictly in order. `calling` is committed before any call is made.
 * Crosses workspaces: takes the due messages of all of them. Accounts that a provider has slowed down have a lane of their own (claim-lanes.ts).
 * @param beside accounts that have as many calls under way as one may have
 */
export async function claimSends(pool: pg.Pool, limit: number, beside: readonly string[] = []): Promise<ClaimedSend[]> {
  const { rows } = await pool.query({
    name: 'spine-claim-sends',
    text: `
      with due as materialized (
        select o.workspace_id, o.message_id, o.state, o.locked_until from outbox o
        where o.priority = 0 and o.next_at <= now() and o.locked_until < now() and o.channel_id <> all ($3::uuid[])
          and ${nothingBefore('and e.priority = 0')}
          and not exists (select from channel_pacing p where p.workspace_id = o.workspace_id and p.channel_id = o.channel_id and p.paced_until > now())
        order by o.next_at limit $1 for update skip locked
      ), ${leaseStatement}`,
    values: withArrays([limit, sendLeaseSeconds, beside]),
  })
  return rows as ClaimedSend[]
}

/**
 * Of a conversation, what has begun to be sent goes before what waits, and each by its id: the id of a message from a machine whose clock is late may be
 * smaller than that of one which is at the provider already.
 *
 * A question of its own for each row, by the conversation alone. The table is empty one moment and holds a hundred thousand rows the next: what the planner
 * last knew of it must not make it read all of them (`not exists` became an anti-join over the whole table, 50 ms a row).
 */
export function nothingBefore(which: string): string {
  return `(select count(*) from (select from outbox e where e.conversation_id = o.conversation_id ${which}
            and (e.state = 'queued', e.message_id) < (o.state = 'queued', o.message_id) limit 1) earlier) = 0`
}

/** Needs `due`; $2 is the lease in seconds. */
export const leaseStatement = `claimed as (
        update outbox o set locked_until = now() + make_interval(secs => $2), claim = o.claim + 1, attempt = o.attempt + 1, state = 'calling'
        from due where o.workspace_id = due.workspace_id and o.message_id = due.message_id
        returning o.*, due.state as old_state, due.locked_until as old_lease
      ), marked as (
        update messages m set status = 'sending' from claimed
        where m.workspace_id = claimed.workspace_id and m.id = claimed.message_id and m.status = 'queued'
      )
      select o.workspace_id as "workspaceId", o.message_id as "messageId", o.conversation_id as "conversationId", o.channel_id as "channelId", o.claim, o.attempt,
        o.calls_done as "callsDone", o.old_state as "oldState",
        case when o.old_state = 'calling' then 1000 * (${callMarginSeconds} + extract(epoch from now() - o.old_lease))::float8 else 0 end as "silentMs",
        1000 * extract(epoch from now() - o.queued_at)::float8 as "ageMs", o.epoch is not null as "byAgent",
        coalesce(o.epoch <> c.handler_epoch, false) as withdrawn
      from claimed o left join conversations c on c.workspace_id = o.workspace_id and c.id = o.conversation_id
      order by o.message_id`

/**
 * Gives a message back, due after the pause; what was only waited for is no attempt. Whoever lost the lease changes nothing. What may have been sent
 * (`inDoubt`) stays so for whatever reason it is put off: the provider's word that it was may still come, and must not find a message that only waits its turn.
 */
export async function postponeSend(
  pool: pg.Pool,
  one: { workspaceId: string; claim: number; inDoubt: boolean; message: { id: string } },
  pauseMs: number,
  options: { called: boolean },
): Promise<void> {
  await pool.query({
    name: 'spine-postpone-send',
    text: `
      with locked as materialized (
        -- The message first, as whoever records a status of it does.
        select m.workspace_id, m.id from messages m where m.workspace_id = $1 and m.id = $2 for no key update
      ), postponed as (
        update outbox o set state = $4, locked_until = '-infinity', claim = o.claim + 1, next_at = now() + make_interval(secs => $5),
          attempt = greatest(0, o.attempt - case when $6 then 0 else 1 end)
        from locked l where o.workspace_id = l.workspace_id and o.message_id = l.id and o.claim = $3 returning o.workspace_id, o.message_id
      )
      update messages m set status = case when $4 = 'queued' then 'queued' else m.status end from postponed p
      where m.workspace_id = p.workspace_id and m.id = p.message_id and m.status = 'sending'`,
    values: [one.workspaceId, one.message.id, one.claim, one.inDoubt ? 'waiting' : 'queued', pauseMs / 1000, options.called],
  })
}

/**
 * Keeps the leases of messages whose provider has not answered yet.
 * @returns the ones that are still ours, whether they may still be said (an AI's answer may not once a person has taken over), and how many of their calls are proven
 */
export async function renewSends(
  pool: pg.Pool,
  sends: readonly { workspaceId: string; claim: number; message: { id: string } }[],
): Promise<Map<string, { current: boolean; callsDone: number }>> {
  if (sends.length === 0) return new Map()
  // In the order in which everybody locks them: in any other two statements could wait for each other, and leases be lost by it.
  const sorted = [...sends].sort((a, b) => (a.message.id < b.message.id ? -1 : 1))
  const { rows } = await pool.query<{ id: string; current: boolean; callsDone: number }>({
    name: 'spine-renew-sends',
    text: `
      update outbox o set locked_until = now() + make_interval(secs => $4)
      from unnest($1::uuid[], $2::uuid[], $3::int[]) as i(workspace_id, message_id, claim)
      where o.workspace_id = i.workspace_id and o.message_id = i.message_id and o.claim = i.claim
      returning o.message_id as id, o.calls_done as "callsDone", o.epoch is null or o.epoch =
        (select c.handler_epoch from conversations c where c.workspace_id = o.workspace_id and c.id = o.conversation_id) as current`,
    values: [
      ...withArrays([sorted.map((one) => one.workspaceId), sorted.map((one) => one.message.id), sorted.map((one) => one.claim)]),
      sendLeaseSeconds,
    ],
  })
  return new Map(rows.map(({ id, ...seen }) => [id, seen]))
}
