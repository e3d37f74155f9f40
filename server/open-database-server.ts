import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Config } from './platform/config.ts'
import type { OwnerConnection } from './platform/db.ts'
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { AppError } from './platform/errors.ts'
import type { Logger } from './platform/log.ts'

export interface DatabaseServer {
  owner: OwnerConnection
  stop(): Promise<void>
}

/** The PostgreSQL that the settings ask for: the one of DATABASE_URL, or the embedded one, started or joined. */
export async function openDatabaseServer(config: Config, log: Logger): Promise<DatabaseServer> {
  if (config.databaseUrl === null) {
    const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log })
    return { owner: { ...embedded.connection, loginRoles: true, whyAway: embedded.whyAway }, stop: embedded.stop }
  }
  await requireAnswer(config.databaseUrl)
  return { owner: { connectionString: config.databaseUrl, loginRoles: false }, stop: async () => {} }
}

async function requireAnswer(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl)
  const mark = randomUUID()
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000, options: `-c parley.session=${mark}` })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ mark: string | null; state: string }>(
      `select current_setting('parley.session', true) as mark, current_setting('transaction_read_only') as state`,
    )
    if (rows[0]?.mark !== mark) throw behindPooler(url)
    if (rows[0].state === 'on') throw new AppError('database-read-only', { status: 503, userMessage: `DATABASE_URL: ${readOnly(url)}` })
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    if (/startup parameter/i.test(cause instanceof Error ? cause.message : '')) throw behindPooler(url)
    throw new AppError('database-unreachable', { status: 503, cause, userMessage: `DATABASE_URL: ${reason(cause, url)}` })
  } finally {
    await client.end().catch(() => {})
  }
}

/** Parley's roles are set as a connection begins, and it keeps prepared statements, LISTEN and advisory locks: none of them goes through a pooler. */
function behindPooler({ host }: URL): AppError {
  return new AppError('database-behind-pooler', {
    status: 500,
    userMessage: `DATABASE_URL: a pooler (PgBouncer) answers at ${host} and does not pass on what a session begins with: name the PostgreSQL server itself, or HAProxy before it. Parley keeps its own pools.`,
  })
}

function readOnly({ host }: URL): string {
  return `the server ${host} is read-only (a standby?): name the primary, or HAProxy that finds it.`
}

/** Never the address as it was given: it holds the password. */
function reason(cause: unknown, url: URL): string {
  const code = (cause as { code?: string }).code ?? ''
  const name = decodeURIComponent(url.pathname.slice(1))
  if (code === '28P01' || code === '28000')
    return `the server ${url.host} refuses the user ${decodeURIComponent(url.username)} or the password.`
  if (code === '3D000') return `the server ${url.host} has no database ${name}: create it first.`
  if (code === '53300') return `the server ${url.host} has no free connection: raise its max_connections.`
  return `no PostgreSQL answers at ${url.host} (${code || (cause instanceof Error ? cause.message : 'no reason given')}).`
}
