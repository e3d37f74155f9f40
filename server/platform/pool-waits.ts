import type pg from 'pg'

/** Which pool a statement had to wait for, and how long. */
export type PoolWaitListener = (pool: string, ms: number) => void

type Callback = Parameters<pg.Pool['connect']>[0]

/** Tells of statements that found every connection of the pool lent out; the others pass as if nobody looked. */
export function observePoolWaits(pool: pg.Pool, name: string, tell: PoolWaitListener): void {
  const connect = pool.connect.bind(pool) as (callback?: Callback) => Promise<pg.PoolClient>
  pool.connect = ((callback?: Callback) => {
    if (pool.idleCount > 0 || pool.totalCount < (pool.options.max ?? 10)) return connect(callback)
    const began = performance.now()
    if (!callback) return connect().finally(() => tell(name, performance.now() - began))
    return connect((error, client, release) => {
      tell(name, performance.now() - began)
      callback(error, client, release)
    })
  }) as pg.Pool['connect']
}
