import pg from 'pg'
import { listChannelStates } from '../modules/channels/index.ts'
import { findAlarms, readSnapshot, sayAlarm } from '../modules/operations/index.ts'
import { openDatabaseServer } from '../open-database-server.ts'
import type { Config } from '../platform/config.ts'
import { type Database, type DatabaseRole, openDatabase } from '../platform/db.ts'
import { createLogger } from '../platform/log.ts'
import { checkMasterKey } from '../platform/master-key.ts'
import { pendingMigrations } from '../platform/migrate.ts'
import { type Finding, failed } from './doctor-report.ts'

const roles: readonly DatabaseRole[] = ['parley_app', 'parley_spine', 'parley_auth']

export async function* checkDatabase(config: Config): AsyncIterable<Finding> {
  const what = config.databaseUrl === null ? `embedded database in ${config.dataDir}` : `database at ${new URL(config.databaseUrl).host}`
  const server = await openDatabaseServer(config, createLogger({ level: 'silent' })).catch((error: unknown) => failed(what, error))
  if ('ok' in server) {
    yield server
    return
  }
  const { connectionString, host, user, database } = server.owner
  const pool = new pg.Pool({ ...(connectionString ? { connectionString } : { host, user, database }), max: 1 })
  pool.on('error', () => {})
  const db = openDatabase(server.owner)
  try {
    yield* checkServer(pool, what)
    const pending = await pendingMigrations(pool)
    yield {
      ok: pending.length === 0,
      what: pending.length === 0 ? 'schema is up to date' : `${pending.length} migrations are missing`,
      mend: 'start Parley once, or run npx parley migrate.',
    }
    if (pending.length > 0) return
    yield* checkRoles(db)
    yield* checkIsolation(pool)
    yield await checkMasterKey(db, config).then(
      (): Finding => ({ ok: true, what: 'master key fits the database' }),
      (error: unknown) => failed('master key', error),
    )
    yield* checkChannels(db)
    yield* checkAlarms(db)
  } catch (error) {
    yield failed(what, error)
  } finally {
    await Promise.all([pool.end(), db.close()])
    await server.stop()
  }
}

async function* checkServer(pool: pg.Pool, what: string): AsyncIterable<Finding> {
  const { rows } = await pool.query<{ version: string; number: number; encoding: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number, current_setting('server_encoding') as encoding`,
  )
  const [found] = rows
  yield {
    ok: (found?.number ?? 0) >= 150_000,
    what: `${what}: PostgreSQL ${found?.version ?? 'unknown'}`,
    mend: 'use PostgreSQL 15 or newer.',
  }
  if (found?.encoding !== 'UTF8')
    yield { ok: false, what: `the database is in ${found?.encoding}`, mend: 'create it anew with encoding UTF8.' }
}

async function* checkRoles(db: Database): AsyncIterable<Finding> {
  for (const role of roles) {
    const client = new pg.Client(db.connectionFor(role))
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query<{ name: string; strong: boolean }>(
        'select current_user as name, rolsuper or rolbypassrls as strong from pg_roles where rolname = current_user',
      )
      const ok = rows[0]?.name === role && !rows[0].strong
      yield { ok, what: `role ${role}`, mend: `the program must run as ${role}, without SUPERUSER and BYPASSRLS.` }
    } catch (error) {
      yield failed(`role ${role}`, error)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/** Every table of a workspace hides its rows from the others, even from its owner. */
async function* checkIsolation(pool: pg.Pool): AsyncIterable<Finding> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
  )
  const open = rows.map((row) => row.name).join(', ')
  yield {
    ok: rows.length === 0,
    what: rows.length === 0 ? 'row-level security is in force' : `row-level security is off on ${open}`,
    mend: 'somebody switched it off: alter table … enable and force row level security.',
  }
}

async function* checkChannels(db: Database): AsyncIterable<Finding> {
  for (const { name, type, status, statusReason } of await listChannelStates(db)) {
    // Disconnected is somebody's decision, connecting takes its time: only an error wants mending.
    yield {
      ok: status !== 'error',
      what: `channel ${name} (${type}): ${status}`,
      mend: `${statusReason ?? 'it does not work.'} Reconnect it in the dashboard.`,
    }
  }
}

/** What the operators' page would say. Of channels and the disk the lines above tell more. */
async function* checkAlarms(db: Database): AsyncIterable<Finding> {
  const alarms = findAlarms(await readSnapshot(db, Date.now())).filter(
    ({ name }) => name !== 'channel-refused' && name !== 'disk-nearly-full',
  )
  if (alarms.length === 0) yield { ok: true, what: 'nothing waits too long' }
  const worst = new Map(alarms.toReversed().map((alarm) => [alarm.name, alarm]))
  for (const alarm of worst.values()) {
    const { what, todo } = sayAlarm(alarm)
    yield { ok: false, what: `${alarm.name}: ${what}`, mend: todo }
  }
}
