import type pg from 'pg'
import { withArrays } from '../../platform/pg-array.ts'
import { sendLeaseSeconds } from './finish-turns.ts'

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
  /** Of a message left in `calling`: since when nobody has renewed its lease. */
  silentMs: number
  /** An AI wrote it, and a person has taken over since. */
  withdrawn: boolean
}

/**
 * Leases what is to be sent: live replies first, within a conversation strictly in order. `calling` is committed before any call is made.
 * Crosses workspaces: takes the due messages of all of them.
 */
export async function claimSends(pool: pg.Pool, limit: number): Promise<ClaimedSend[]> {
  const { rows } = await pool.query({
    name: 'spine-claim-sends',
    text: `
      with due as materialized (
        select o.workspace_id, o.message_id, o.state, o.locked_until from outbox o
        where o.next_at <= now() and o.locked_until < now()
          and not exists (select from outbox e where e.workspace_id = o.workspace_id and e.conversation_id = o.conversation_id and e.message_id < o.message_id)
          and not exists (select from channel_pacing p where p.workspace_id = o.workspace_id and p.channel_id = o.channel_id and p.blocked_until > now())
        order by o.priority, o.next_at, o.message_id limit $1 for update skip locked
      ), claimed as (
        update outbox o set locked_until = now() + make_interval(secs => $2), claim = o.claim + 1, attempt = o.attempt + 1, state = 'calling'
        from due where o.workspace_id = due.workspace_id and o.message_id = due.message_id
        returning o.*, due.state as old_state, due.locked_until as old_lease
      ), marked as (
        update messages m set status = 'sending' from claimed
        where m.workspace_id = claimed.workspace_id and m.id = claimed.message_id and m.status = 'queued'
      )
      select o.workspace_id as "workspaceId", o.message_id as "messageId", o.conversation_id as "conversationId", o.channel_id as "channelId", o.claim, o.attempt,
        o.calls_done as "callsDone", o.old_state as "oldState",
        case when o.old_state = 'calling' then 1000 * ($2 + extract(epoch from now() - o.old_lease))::float8 else 0 end as "silentMs",
        coalesce(o.epoch <> c.handler_epoch, false) as withdrawn
      from claimed o left join conversations c on c.workspace_id = o.workspace_id and c.id = o.conversation_id
      order by o.priority, o.message_id`,
    values: [limit, sendLeaseSeconds],
  })
  return rows as ClaimedSend[]
}

/** Gives a message back, due after the pause. Whoever lost the lease changes nothing. */
export async function postponeSend(
  pool: pg.Pool,
  one: { workspaceId: string; claim: number; message: { id: string } },
  pauseMs: number,
  state: 'queued' | 'waiting' = 'queued',
): Promise<void> {
  await pool.query({
    name: 'spine-postpone-send',
    text: `
      with postponed as (
        update outbox set state = $4, locked_until = '-infinity', claim = claim + 1, next_at = now() + make_interval(secs => $5)
        where workspace_id = $1 and message_id = $2 and claim = $3 returning workspace_id, message_id
      )
      update messages m set status = case when $4 = 'queued' then 'queued' else m.status end from postponed p
      where m.workspace_id = p.workspace_id and m.id = p.message_id and m.status = 'sending'`,
    values: [one.workspaceId, one.message.id, one.claim, state, pauseMs / 1000],
  })
}

/** Keeps the leases of messages whose provider has not answered yet. */
export async function renewSends(
  pool: pg.Pool,
  sends: readonly { workspaceId: string; claim: number; message: { id: string } }[],
): Promise<void> {
  if (sends.length === 0) return
  await pool.query({
    name: 'spine-renew-sends',
    text: `
      update outbox o set locked_until = now() + make_interval(secs => $4)
      from unnest($1::uuid[], $2::uuid[], $3::int[]) as i(workspace_id, message_id, claim)
      where o.workspace_id = i.workspace_id and o.message_id = i.message_id and o.claim = i.claim`,
    values: withArrays([
      sends.map((one) => one.workspaceId),
      sends.map((one) => one.message.id),
      sends.map((one) => one.claim),
      sendLeaseSeconds,
    ]),
  })
}
