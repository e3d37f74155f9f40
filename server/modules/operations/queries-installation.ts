import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../platform/db.ts'
import type { JobState, ProcessFacts } from './snapshot.ts'

const mostRows = 50_000

/** The job queue as numbers, and the kinds of work that were given up in the last hour. */
export async function readJobs(db: Kysely<Tables>): Promise<JobState> {
  const { rows } = await sql<Omit<JobState, 'failedNames'> & { failedNames: string[] | null }>`
    with jobs as (select task_id, run_at, attempts, max_attempts, locked_at, updated_at from graphile_worker._private_jobs limit ${mostRows})
    select count(*) filter (where locked_at is null and run_at <= now() and attempts < max_attempts) as ready,
      count(*) filter (where locked_at is not null) as running,
      count(*) filter (where locked_at is null and attempts between 1 and max_attempts - 1) as retrying,
      count(*) filter (where locked_at is null and attempts >= max_attempts) as failed,
      count(*) filter (where locked_at is null and attempts >= max_attempts and updated_at > now() - interval '1 hour') as "failedLately",
      (1000 * extract(epoch from now() - min(run_at) filter (where locked_at is null and run_at <= now() and attempts < max_attempts)))::float8 as "oldestReadyMs",
      (select array_agg(identifier order by failures desc) from (
        select t.identifier, count(*) as failures from jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where j.locked_at is null and j.attempts >= j.max_attempts and j.updated_at > now() - interval '1 hour' group by 1 order by 2 desc limit 5
      ) failing) as "failedNames"
    from jobs`.execute(db)
  const [row] = rows
  if (!row) throw new Error('counting answered no row')
  return { ...row, failedNames: row.failedNames ?? [] }
}

/** Events that a part of the program still has to hear of. `failed`: refused so often that nobody tries any more. Crosses workspaces: numbers only. */
export async function readEventQueue(db: Kysely<Tables>): Promise<{ queued: number; failed: number; oldestMs: number | null }> {
  const { rows } = await sql<{ queued: number; failed: number; oldestMs: number | null }>`
    select count(*) filter (where attempt < 20) as queued, count(*) filter (where attempt >= 20) as failed,
      (1000 * extract(epoch from now() - min(parley_id_time(event_id)) filter (where attempt < 20)))::float8 as "oldestMs"
    from (select event_id, attempt from event_queue limit ${mostRows}) q`.execute(db)
  return rows[0] ?? { queued: 0, failed: 0, oldestMs: null }
}

export interface ProcessRow {
  id: string
  roles: string[]
  version: string
  host: string
  pid: number
  started_at: Date
  seen_at: Date
  alive: boolean
  facts: Partial<ProcessFacts>
}

/** A process that says nothing for so long is taken for dead; it is shown a while longer, so that somebody can ask why. */
export const silentAfterSeconds = 15

export async function readProcesses(db: Kysely<Tables>): Promise<ProcessRow[]> {
  const { rows } = await sql<ProcessRow>`
    select id, roles, version, host, pid, started_at, seen_at, seen_at > now() - make_interval(secs => ${silentAfterSeconds}) as alive, facts
    from operation_processes where seen_at > now() - interval '10 minutes' order by id`.execute(db)
  return rows
}

export interface DatabaseRow {
  bytes: number
  connections: number
  most: number
  wanted: string
  connected: number
  synchronous: number
  is_known: boolean
}

/** Adds up the files of the database: some milliseconds for thousands of them, so it is asked once a minute only. */
export async function readDatabase(db: Kysely<Tables>): Promise<DatabaseRow> {
  const { rows } = await sql<DatabaseRow>`
    select pg_database_size(current_database()) as bytes, d.numbackends as connections, current_setting('max_connections')::int as most,
      coalesce(s.wanted, '') as wanted, s.connected, s.synchronous, s.is_known
    from pg_stat_database d, parley_standbys() s where d.datname = current_database()`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the database does not know itself')
  return row
}

/** Names of workspaces, for operators. */
export async function readWorkspaceNames(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('workspaces')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

export async function countWorkspaces(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from workspaces`.execute(db)
  return rows[0]?.count ?? 0
}
