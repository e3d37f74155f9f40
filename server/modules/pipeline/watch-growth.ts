import { sql } from 'kysely'
import type { Deps } from '../../platform/module.ts'

const firstLook = 200
const pauseMs = 20_000

/**
 * Has the planner look again at tables that grow from nothing: after 200 messages of this process, 400, 800 and so on. The statements of the hot path
 * keep their plan until then, and a plan made for empty tables is a bad one for full ones.
 * @returns to be told of what was recorded
 */
export function watchGrowth(deps: Pick<Deps, 'db' | 'log'>): (messages: number) => void {
  let seen = 0
  let next = firstLook
  return (messages) => {
    seen += messages
    if (seen < next) return
    next = seen * 2
    refreshStatistics(deps)
  }
}

/**
 * The same for the outbox, which is empty one moment and holds a hundred thousand broadcasts the next: statements that take its rows one by one read all
 * of them while it counts as empty (measured: 50 ms for each message).
 * @returns to be told that more waits than was taken
 */
export function watchBacklog(deps: Pick<Deps, 'db' | 'log'>): () => void {
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() < lookedAt + pauseMs) return
    lookedAt = performance.now()
    refreshStatistics(deps)
  }
}

function refreshStatistics({ db, log }: Pick<Deps, 'db' | 'log'>): void {
  // Crosses workspaces: statistics are of whole tables.
  sql`select parley_refresh_statistics()`.execute(db.spine).catch((error: unknown) => log.debug({ err: error }, 'statistics not refreshed'))
}
