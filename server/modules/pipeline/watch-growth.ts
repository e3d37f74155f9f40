import { sql } from 'kysely'
import type { Deps } from '../../platform/module.ts'

const firstLook = 200

/**
 * Has the planner look again at tables that grow from nothing: after 200 messages of this process, 400, 800 and so on. The statements of the hot path
 * keep their plan until then, and a plan made for empty tables is a bad one for full ones.
 * @returns to be told of what was recorded
 */
export function watchGrowth({ db, log }: Pick<Deps, 'db' | 'log'>): (messages: number) => void {
  let seen = 0
  let next = firstLook
  return (messages) => {
    seen += messages
    if (seen < next) return
    next = seen * 2
    // Crosses workspaces: statistics are of whole tables.
    sql`select parley_refresh_statistics()`
      .execute(db.spine)
      .catch((error: unknown) => log.debug({ err: error }, 'statistics not refreshed'))
  }
}
