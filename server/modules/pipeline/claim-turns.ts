import type pg from 'pg'
import { withArrays } from '../../platform/pg-array.ts'

/** A conversation that waits for its turn, claimed by this process until the lease runs out. */
export interface TurnClaim {
  workspaceId: string
  conversationId: string
  lastIn: string
  doneIn: string | null
  /** Fences off a late writer: whoever claims after us has a higher one. */
  claim: number
  /** Claims since the last turn that was carried out; one that failed by its own making counts as `failureWeight` more. */
  attempt: number
}

/**
 * Neither a failure of the turn's own nor a turn that kills its process may be tried for ever: both count towards giving up. But a database that goes away
 * and comes back interrupts many turns that nothing is wrong with, so that an interruption weighs a fifth of a failure.
 */
export const failureWeight = 4

/** Short, and renewed while a model thinks: what a dead process held is free again within seconds. */
export const leaseSeconds = 5

/**
 * Claims what is due. Crosses workspaces: takes the oldest due mailboxes of all of them.
 * `beside`: workspaces that have their share of this process for now.
 * `due_at` moves to the end of the lease, so that running turns do not stand in the way of the next claim's index scan.
 */
export async function claimTurns(pool: pg.Pool, limit: number, beside: readonly string[] = []): Promise<TurnClaim[]> {
  const { rows } = await pool.query<{
    workspace_id: string
    conversation_id: string
    last_in: string
    done_in: string | null
    claim: number
    attempt: number
  }>({
    name: 'spine-claim-turns',
    text: `
      with due as materialized (
        select workspace_id, conversation_id from mailbox
        where due_at <= now() and due_at < 'infinity' and locked_until < now() and workspace_id <> all ($3::uuid[])
        order by due_at limit $1 for update skip locked
      )
      update mailbox m set locked_until = now() + make_interval(secs => $2), due_at = now() + make_interval(secs => $2), claim = m.claim + 1, attempt = m.attempt + 1
      from due where m.workspace_id = due.workspace_id and m.conversation_id = due.conversation_id
      returning m.workspace_id, m.conversation_id, m.last_in, m.done_in, m.claim, m.attempt`,
    values: withArrays([limit, leaseSeconds, beside]),
  })
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    conversationId: row.conversation_id,
    lastIn: row.last_in,
    doneIn: row.done_in,
    claim: row.claim,
    attempt: row.attempt,
  }))
}

/** Keeps the leases of turns that still think. @returns the ones that are no longer ours */
export async function renewLeases(pool: pg.Pool, claims: readonly TurnClaim[]): Promise<TurnClaim[]> {
  if (claims.length === 0) return []
  // In the order in which everybody locks them.
  const sorted = [...claims].sort((a, b) => (`${a.workspaceId}${a.conversationId}` < `${b.workspaceId}${b.conversationId}` ? -1 : 1))
  const { rows } = await pool.query<{ conversation_id: string }>({
    name: 'spine-renew-leases',
    text: `
      update mailbox m set locked_until = now() + make_interval(secs => $4), due_at = least(m.due_at, now() + make_interval(secs => $4))
      from unnest($1::uuid[], $2::uuid[], $3::int[]) as i(workspace_id, conversation_id, claim)
      where m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id and m.claim = i.claim
      returning m.conversation_id`,
    values: withArrays([
      sorted.map((claim) => claim.workspaceId),
      sorted.map((claim) => claim.conversationId),
      sorted.map((claim) => claim.claim),
      leaseSeconds,
    ]),
  })
  const kept = new Set(rows.map((row) => row.conversation_id))
  return claims.filter((claim) => !kept.has(claim.conversationId))
}

/** Gives a turn back that could not be carried out: it is due again after the pause. */
export async function releaseTurn(pool: pg.Pool, claim: TurnClaim, pauseMs: number, weight = 0): Promise<void> {
  await pool.query(
    `update mailbox set locked_until = '-infinity', claim = claim + 1, due_at = now() + make_interval(secs => $4), attempt = attempt + $5
     where workspace_id = $1 and conversation_id = $2 and claim = $3`,
    [claim.workspaceId, claim.conversationId, claim.claim, pauseMs / 1000, weight],
  )
}

/** The conversation or its channel has gone: nothing can be answered there, whatever waits. A new message makes it due again. */
export async function parkTurn(pool: pg.Pool, claim: TurnClaim): Promise<void> {
  await pool.query(
    `update mailbox set locked_until = '-infinity', claim = claim + 1, due_at = 'infinity', done_in = last_in, attempt = 0 where workspace_id = $1 and conversation_id = $2 and claim = $3`,
    [claim.workspaceId, claim.conversationId, claim.claim],
  )
}
