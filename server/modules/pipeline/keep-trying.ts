import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '../../platform/database-away.ts'
import type { Deps } from '../../platform/module.ts'

const firstPauseMs = 50
const longestPauseMs = 250
/** A failure that is not the database's absence will hardly go away: it is tried again less and less often. */
const longestRefusedPauseMs = 5_000

/**
 * Writes down what has already happened outside: the provider has the message, and giving up would send it again. Tried as long as the process lives; one
 * that is killed meanwhile leaves its note in the receipt log.
 */
export async function keepTrying<T>({ db, log }: Pick<Deps, 'db' | 'log'>, write: () => Promise<T>): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    let longestMs = longestPauseMs
    try {
      return await write()
    } catch (error) {
      if (!isDatabaseAway(error)) {
        longestMs = longestRefusedPauseMs
        log.error({ err: error }, 'what a provider took could not be recorded, will be tried again')
      }
    }
    pauseMs = Math.min(pauseMs, longestMs)
    do await sleep(pauseMs)
    while (db.whyAway() !== null)
  }
}
