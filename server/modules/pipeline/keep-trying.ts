import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '../../platform/database-away.ts'
import type { Database } from '../../platform/db.ts'

const firstPauseMs = 50
const longestPauseMs = 250
const patienceMs = 10 * 60_000

/**
 * Writes down what has already happened outside: the provider has the message, and giving up because the database went in that moment would send it
 * again. Tried until the database is back; a process that is killed meanwhile leaves its note in the receipt log.
 */
export async function keepTrying<T>(db: Pick<Database, 'whyAway'>, write: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await write()
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > deadline) throw error
    }
    do await sleep(pauseMs)
    while (db.whyAway() !== null && Date.now() < deadline)
  }
}
