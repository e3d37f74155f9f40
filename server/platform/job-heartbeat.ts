import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Database } from './db.ts'
import type { Logger } from './log.ts'

const beatMs = 2_000
/** A process that is stopped but not dead keeps its connection; it is taken for dead after this. */
const silentAfterSeconds = 15

/**
 * Says that this process's worker pools live, and frees the jobs of those that do not: a killed process's connection is gone at once,
 * a hanging one falls silent. Without this a dead worker's jobs stay locked for four hours.
 */
export function startHeartbeat(db: Database, log: Logger): { add(poolId: string): void; stop(): Promise<void> } {
  const pools = new Set<string>()
  const stopping = new AbortController()
  let client: pg.Client | null = null

  const beat = async (): Promise<void> => {
    client ??= await connect(db, () => {
      client = null
    })
    await client.query(
      `insert into graphile_worker.parley_workers (pool_id, backend, seen_at) select id, pg_backend_pid(), now() from unnest($1::text[]) id
       on conflict (pool_id) do update set backend = excluded.backend, seen_at = excluded.seen_at`,
      [[...pools]],
    )
    const { rows } = await client.query<{ dead: string }>(findDead, [silentAfterSeconds])
    if (rows.length === 0) return
    const dead = rows.map((row) => row.dead)
    await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
    await client.query('delete from graphile_worker.parley_workers where pool_id = any ($1)', [dead])
    log.warn({ workers: dead.length }, 'released the jobs of dead workers')
  }

  let beating: Promise<void> = Promise.resolve()
  const beatInTurn = (): Promise<void> => {
    beating = beating.then(beat).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.warn({ err: error }, 'worker heartbeat failed')
    })
    return beating
  }

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await beatInTurn()
      await sleep(beatMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()

  return {
    add: (poolId) => {
      pools.add(poolId)
      void beatInTurn()
    },
    stop: async () => {
      stopping.abort()
      await loop
      await beating
      await client?.query('delete from graphile_worker.parley_workers where pool_id = any ($1)', [[...pools]]).catch(() => {})
      await client?.end().catch(() => {})
    },
  }
}

// Locks younger than five seconds may belong to a worker whose first beat is still under way.
const findDead = `
  with living as (
    select w.pool_id from graphile_worker.parley_workers w
    where w.seen_at > now() - make_interval(secs => $1) and exists (select from pg_stat_activity a where a.pid = w.backend and a.application_name = 'parley:job-heartbeat')
  ), locks as (
    select locked_by, locked_at from graphile_worker._private_jobs where locked_at is not null
    union all select locked_by, locked_at from graphile_worker._private_job_queues where locked_at is not null
  )
  select distinct locked_by as dead from locks where locked_at < now() - interval '5 seconds' and locked_by not in (select pool_id from living)`

async function connect(db: Database, onLost: () => void): Promise<pg.Client> {
  const client = db.dedicatedClient()
  client.on('error', onLost)
  client.on('end', onLost)
  await client.connect()
  await client.query(`set application_name = 'parley:job-heartbeat'`)
  return client
}
