import { isDatabaseAway } from '../../platform/database-away.ts'
import type { Database } from '../../platform/db.ts'
import { readSnapshot } from './read-snapshot.ts'
import { emptySnapshot, type Snapshot } from './snapshot.ts'

const freshMs = 4_000
/** Whoever asks waits no longer than this; the looking itself goes on. */
const patienceMs = 2_500

export interface Lookout {
  /**
   * How the installation stands, some seconds old at most. Never rejects: a database that is away is part of the answer. One that is merely too busy to count
   * leaves the last numbers standing, with their age.
   */
  look(): Promise<Snapshot>
}

const lookouts = new WeakMap<Database, Lookout>()

/** One a process and database: the page, the metrics and the watch share what was read. */
export function lookoutOf(db: Database): Lookout {
  const known = lookouts.get(db)
  if (known) return known
  const made = createLookout(db)
  lookouts.set(db, made)
  return made
}

function createLookout(db: Database): Lookout {
  let last: Snapshot | null = null
  let endedAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null
  /** Since when no look has come to anything, and whether the database was away at the last one. */
  let failingSince: number | null = null
  let isAway = false

  const read = async (): Promise<void> => {
    const at = Date.now()
    try {
      last = await readSnapshot(db, at)
      failingSince = null
      isAway = false
    } catch (error) {
      failingSince ??= at
      isAway = saysAway(error)
    }
    endedAt = Date.now()
    reading = null
  }

  const present = (beganAt: number): Snapshot => {
    const now = Date.now()
    if (isAway || db.presence.whyAway() !== null) return emptySnapshot(now, now - (failingSince ?? beganAt))
    const isLate = failingSince !== null || reading !== null
    if (!last) return { ...emptySnapshot(now, null), staleMs: now - (failingSince ?? beganAt) }
    return isLate ? { ...last, staleMs: now - last.at } : last
  }

  return {
    look: async () => {
      const beganAt = Date.now()
      if (beganAt - endedAt > freshMs) reading ??= read()
      if (reading) await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
      return present(beganAt)
    },
  }
}

/** Only what the server or the network said: to wait in vain for a free connection means that ours are busy. */
export function saysAway(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code !== undefined && isDatabaseAway(error)
}
