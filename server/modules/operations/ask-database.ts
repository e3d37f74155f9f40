import { sql } from 'kysely'
import type { Database } from '../../platform/db.ts'

/**
 * How long the database takes for a question that costs it nothing, in milliseconds. The connection is there before the clock runs, and what this process needed
 * to hear the answer is taken off: a full pool and a full processor are not the database's.
 */
export function askDatabase(db: Database): Promise<number> {
  return db.spine.connection().execute(async (connection) => {
    const lag = ownLag()
    const began = performance.now()
    await sql`select 1`.execute(connection)
    return Math.max(0, performance.now() - began - lag.end())
  })
}

const tickMs = 20

/** By how much timers come late, in all, until `end` is called. */
function ownLag(): { end(): number } {
  let lateMs = 0
  let dueAt = performance.now() + tickMs
  const timer = setInterval(() => {
    const now = performance.now()
    lateMs += Math.max(0, now - dueAt)
    dueAt = now + tickMs
  }, tickMs).unref()
  return {
    end: () => {
      clearInterval(timer)
      return lateMs + Math.max(0, performance.now() - dueAt)
    },
  }
}
