import { sql } from 'kysely'
import type { Database } from '../../platform/db.ts'
import type { OpenConnection, OutboundMessage, Pace } from '../channels/index.ts'

const pacedForMs = 60_000
const lookAgainMs = 1_000

// Channels that refused something lately, and when to ask the database about them again: all others cost nothing.
const remembered = new WeakMap<Database, Map<string, number>>()

/**
 * The provider said "too fast": nothing is sent on the account until then, and for a minute after that every send of every process takes a
 * token from the account's bucket.
 */
export async function blockChannel(db: Database, open: OpenConnection, retryAfterMs: number): Promise<void> {
  const { workspaceId, channel } = open
  memory(db).set(channel.id, 0)
  await sql`
    insert into channel_pacing (workspace_id, channel_id, blocked_until, paced_until, tokens)
    values (${workspaceId}, ${channel.id}, now() + make_interval(secs => ${retryAfterMs / 1000}), now() + make_interval(secs => ${(retryAfterMs + pacedForMs) / 1000}), ${paceOf(open).perSecond})
    on conflict (workspace_id, channel_id) do update set
      blocked_until = greatest(channel_pacing.blocked_until, excluded.blocked_until),
      paced_until = greatest(channel_pacing.paced_until, excluded.paced_until),
      failures = channel_pacing.failures + 1`.execute(db.spine)
}

/** What an account bears. */
export function paceOf({ adapter, connection }: OpenConnection): Pace {
  return adapter.paceOf?.(connection) ?? adapter.pace
}

/** How many tokens a message takes: a sound or a film as many as bring the account down to as few of them a second as it may send. */
function costOf({ media }: OutboundMessage, { perSecond, burst, mediaPerSecond }: Pace): number {
  if (mediaPerSecond === undefined) return 1
  const heavy = media.filter(({ kind }) => kind === 'audio' || kind === 'video').length
  return Math.min(burst, Math.max(1, (heavy * perSecond) / mediaPerSecond))
}

/** @returns 0 when the message may go now, else how long to wait, in milliseconds */
export async function takeToken(db: Database, open: OpenConnection, message: OutboundMessage): Promise<number> {
  const { workspaceId, channel } = open
  const accounts = memory(db)
  const askAgainAt = accounts.get(channel.id)
  if (askAgainAt !== undefined && askAgainAt > Date.now()) return 0
  // One asks, the others go on meanwhile: but not while the account is known to be paced.
  if (askAgainAt !== 0) accounts.set(channel.id, Date.now() + lookAgainMs)
  const pace = paceOf(open)
  const { perSecond, burst } = pace
  const cost = costOf(message, pace)
  const { rows } = await sql<{ wait: number; paced: boolean }>`
    with bucket as (
      select *, least(${burst}, tokens + extract(epoch from now() - refilled_at) * ${perSecond}) as level from channel_pacing
      where workspace_id = ${workspaceId} and channel_id = ${channel.id} for update
    )
    update channel_pacing p set tokens = bucket.level - case when bucket.level >= ${cost} and p.blocked_until <= now() then ${cost}::float8 else 0 end, refilled_at = now()
    from bucket where p.workspace_id = bucket.workspace_id and p.channel_id = bucket.channel_id
    returning p.paced_until > now() as paced,
      case when p.blocked_until > now() then extract(epoch from p.blocked_until - now()) * 1000
        when p.paced_until > now() and bucket.level < ${cost} then (${cost} - bucket.level) / ${perSecond} * 1000 else 0 end as wait`.execute(
    db.spine,
  )
  const row = rows[0]
  // Unpaced accounts are asked about once a second at most, so that a refusal met by another process is heard of.
  accounts.set(channel.id, row?.paced ? 0 : Date.now() + lookAgainMs)
  return row ? Math.ceil(Number(row.wait)) : 0
}

/** What a message costs beyond the one token that its account's lane has given it: the account owes it, and grants the next one later. */
export async function payRest(db: Database, open: OpenConnection, message: OutboundMessage): Promise<void> {
  const rest = costOf(message, paceOf(open)) - 1
  if (rest > 0)
    await sql`update channel_pacing set tokens = tokens - ${rest}::float8 where workspace_id = ${open.workspaceId} and channel_id = ${open.channel.id}`.execute(
      db.spine,
    )
}

/** Whether each send on the account takes a token, as far as this process knows. */
export function isPaced(db: Database, channelId: string): boolean {
  return memory(db).get(channelId) === 0
}

function memory(db: Database): Map<string, number> {
  const known = remembered.get(db) ?? new Map<string, number>()
  remembered.set(db, known)
  return known
}
