import type { Deps } from '../../platform/module.ts'

/** How long statements waited for a connection, by pool; those that found one at once are not in it. */
export function measurePoolWaits({ db, metrics }: Pick<Deps, 'db' | 'metrics'>): void {
  const seconds = metrics.histogram('parley_database_pool_wait_seconds', 'Waits for a connection while all were lent out', ['pool'])
  db.onPoolWait((pool, ms) => seconds.observe({ pool }, ms / 1000))
}
