import type pg from 'pg'
import { renewSends } from './claim-sends.ts'
import { callMarginSeconds, sendLeaseSeconds } from './finish-turns.ts'

/** A message that this process may send, and until when that is certain. */
interface Held {
  workspaceId: string
  claim: number
  /** By `performance.now()`, counted from before the statement that leased it was sent. */
  leasedUntil: number
  callsDone?: number
  message: { id: string }
}

const marginMs = callMarginSeconds * 1000
const leaseMs = sendLeaseSeconds * 1000

/** Until when a lease is certain whose statement is sent now. */
export function leasedFrom(before: number = performance.now()): number {
  return before + leaseMs
}

/**
 * Directly before a call: is the message still ours to send? A process that was held up (a frozen database, a busy machine) may hold a lease that ran out
 * meanwhile, and a person may have taken over.
 */
export async function mayStillSend(pool: pg.Pool, one: Held): Promise<'yes' | 'lost' | 'withdrawn'> {
  return one.leasedUntil - performance.now() > marginMs ? 'yes' : mayGoOn(pool, one)
}

/**
 * The same where the database has to be asked: between two calls of one message, where the one before may have taken long and a person have taken over meanwhile,
 * and before a call that may have been made already: what the provider said of it since counts as done.
 */
export async function mayGoOn(pool: pg.Pool, one: Held): Promise<'yes' | 'lost' | 'withdrawn'> {
  const until = leasedFrom()
  const kept = (await renewSends(pool, [one])).get(one.message.id)
  if (!kept) return 'lost'
  one.leasedUntil = until
  one.callsDone = Math.max(one.callsDone ?? 0, kept.callsDone)
  return kept.current ? 'yes' : 'withdrawn'
}

/**
 * Renews what is under way. What is not ours any more, or may not be said any more, keeps its old end here: before a call of it can begin, the database is
 * asked again (mayStillSend), long before whoever took over has stopped waiting for it.
 */
export async function keepLeases(pool: pg.Pool, held: readonly Held[]): Promise<void> {
  const until = leasedFrom()
  const kept = await renewSends(pool, held)
  for (const one of held) if (kept.get(one.message.id)?.current) one.leasedUntil = until
}
