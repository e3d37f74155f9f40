import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { OwnerConnection } from './db.ts'
import { AppError } from './errors.ts'
import { installJobSchema } from './jobs-schema.ts'

const folder = join(import.meta.dirname, '..', 'migrations')

/**
 * Brings the database to the newest schema: every `server/migrations/NNNN_name.sql` that is not yet recorded runs in a transaction of its
 * own, in order, forward only. Safe to call from several processes at once (advisory lock).
 * @returns the names that were applied now
 */
export async function migrate(owner: OwnerConnection, options: { onApplied?: (name: string) => void } = {}): Promise<string[]> {
  const client = new pg.Client(
    owner.connectionString
      ? { connectionString: owner.connectionString }
      : { host: owner.host, user: owner.user, database: owner.database },
  )
  await client.connect()
  try {
    await client.query(`set client_min_messages = warning; select pg_advisory_lock(hashtext('parley:migrate'))`)
    await requireVersion(client)
    await client.query(
      `create table if not exists parley_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
    )
    const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from parley_migrations')
    const recorded = new Map(rows.map((row) => [row.name, row.checksum]))
    const applied: string[] = []
    for (const migration of await readMigrations()) {
      const known = recorded.get(migration.name)
      if (known === migration.checksum) continue
      if (known) throw changedAfterwards(migration.name)
      await apply(client, migration, owner.loginRoles)
      applied.push(migration.name)
      options.onApplied?.(migration.name)
    }
    await installJobSchema(owner)
    return applied
  } finally {
    await client.end()
  }
}

/** The names that `migrate` would still apply: what `parley doctor` reports. */
export async function pendingMigrations(client: pg.Client | pg.Pool): Promise<string[]> {
  const table = await client.query<{ there: boolean }>(`select to_regclass('parley_migrations') is not null as there`)
  const done = table.rows[0]?.there
    ? (await client.query<{ name: string }>('select name from parley_migrations')).rows.map((row) => row.name)
    : []
  return (await readMigrations()).map((migration) => migration.name).filter((name) => !done.includes(name))
}

interface Migration {
  name: string
  text: string
  checksum: string
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_[a-z0-9-]+\.sql$/.test(file)).sort()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8')
      return { name: file.slice(0, -4), text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

async function apply(client: pg.Client, migration: Migration, loginRoles: boolean): Promise<void> {
  await client.query('begin')
  try {
    // 0001 reads this to decide whether our roles may log in (embedded) or are switched to with SET ROLE (outside server).
    await client.query(`select set_config('parley.login_roles', $1, true)`, [loginRoles ? 'on' : 'off'])
    await client.query(migration.text)
    await client.query('insert into parley_migrations (name, checksum) values ($1, $2)', [migration.name, migration.checksum])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('migration-failed', { status: 500, message: `Migration ${migration.name} failed: ${message}`, cause })
  }
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
  const version = rows[0]?.version ?? 0
  if (version < 150_000) {
    throw new AppError('database-too-old', {
      status: 500,
      message: `PostgreSQL ${Math.floor(version / 10_000)} is too old: DATABASE_URL needs PostgreSQL 15 or newer.`,
    })
  }
}

function changedAfterwards(name: string): AppError {
  return new AppError('migration-changed', {
    status: 500,
    message: `Migration ${name} was changed after it had been applied to this database. Restore the released file, then start again.`,
  })
}
