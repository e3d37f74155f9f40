import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { ParleyEvent } from '../../contract/events.ts'
import { openConnections } from './database-connections.ts'
import { createPresence, type Presence } from './database-presence.ts'
import { isId } from './ids.ts'
import { observePoolWaits, type PoolWaitListener } from './pool-waits.ts'

/**
 * Every module adds its tables here by declaration merging (`declare module '…/platform/db.ts' { interface Tables { … } }` in its
 * own `tables.ts`), so that a table's type stands beside the code that owns the table.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging in each module's tables.ts
export interface Tables {}

export type Tx = Transaction<Tables>

/** How the migrating owner of the database connects. `loginRoles`: the server lets us log in as our own roles (the embedded one). */
export interface OwnerConnection {
  connectionString?: string
  host?: string
  user?: string
  database?: string
  loginRoles: boolean
  /** Of a server that we run ourselves: null while it runs, else why not, in a sentence for people. */
  whyAway?: () => string | null
}

/**
 * The database roles of a running program. None owns a table, none bypasses row-level security.
 * - `parley_app`: everything inside `withWorkspace`.
 * - `parley_spine`: the few statements across workspaces (batches of the spine, due work, catalogue of channels), by explicit policies.
 * - `parley_auth`: accounts, sessions, and finding out which workspace a session or key belongs to.
 */
export type DatabaseRole = 'parley_app' | 'parley_spine' | 'parley_auth'

export interface Database {
  /** Runs `work` in one transaction as `parley_app`, in which only rows of that workspace exist. */
  withWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** The narrow cross-workspace role. Each use names why it crosses workspaces in a comment. */
  spine: Kysely<Tables>
  /** Pools for the spine's hot path, apart from each other so that a storm of webhooks does not starve answering. */
  receivePool: pg.Pool
  answerPool: pg.Pool
  /** Accounts and sessions, `search_path=auth,public`. */
  auth: Kysely<Tables>
  authPool: pg.Pool
  /** A connection of its own as `parley_spine` for LISTEN; the caller ends it. */
  dedicatedClient(): pg.Client
  /** A pool of its own; the caller ends it. */
  openPool(role: DatabaseRole, config: pg.PoolConfig): pg.Pool
  connectionFor(role: DatabaseRole): pg.PoolConfig
  /** Called after each commit with the events that the transaction published: live updates hang here. */
  onCommitted(listener: CommittedListener): void
  /** Called when a statement had to wait because all connections of its pool were lent out. */
  onPoolWait(listener: PoolWaitListener): void
  /** The spine's own batches announce here what they have just committed. */
  announce(events: readonly ParleyEvent[]): void
  /** null while the database is there, else why not, in a sentence for people. */
  whyAway(): string | null
  /** Where watch-database.ts says what it finds, and whoever must know listens. */
  presence: Presence
  /** Breaks every connection: whoever waits for an answer gets an error at once. */
  dropConnections(): void
  close(): Promise<void>
}

export type CommittedListener = (events: readonly ParleyEvent[]) => void

// 64-bit counts come back as numbers: nothing that we count passes 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export interface PoolSizes {
  app: number
  spine: number
  receive: number
  answer: number
  auth: number
}

const defaultSizes: PoolSizes = { app: 12, spine: 6, receive: 4, answer: 8, auth: 4 }

export function openDatabase(owner: OwnerConnection, sizes: Partial<PoolSizes> = {}): Database {
  const size = { ...defaultSizes, ...sizes }
  const pools: pg.Pool[] = []
  const presence = createPresence(owner.whyAway)
  const connections = openConnections({ whyAway: presence.whyAway, mayBeStandby: owner.connectionString !== undefined })
  const waitListeners: PoolWaitListener[] = []
  const open = (name: keyof PoolSizes, role: DatabaseRole, max: number, options = '', pipeline = false): pg.Pool => {
    const created = connections.openPool({ ...connectionFor(owner, role, options), max, pipeline })
    observePoolWaits(created, name, (pool, ms) => {
      for (const listener of waitListeners) listener(pool, ms)
    })
    pools.push(created)
    return created
  }
  const appPool = open('app', 'parley_app', size.app, '', true)
  const app = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: appPool }) })
  const spine = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: open('spine', 'parley_spine', size.spine) }) })
  const authPool = open('auth', 'parley_auth', size.auth, '-c search_path=auth,public')
  const auth = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: authPool }) })
  // Statements of the hot path are planned once per connection, perhaps while tables are empty: never by full scans of whole tables, and never
  // anew for the values of one batch, which costs more than some of them take to run.
  const hotPath =
    '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c join_collapse_limit=1 -c jit=off -c plan_cache_mode=force_generic_plan'
  const receivePool = open('receive', 'parley_spine', size.receive, hotPath, true)
  const answerPool = open('answer', 'parley_spine', size.answer, hotPath, true)

  const listeners: CommittedListener[] = []
  const announce = (events: readonly ParleyEvent[]): void => {
    if (events.length > 0) for (const listener of listeners) listener(events)
  }

  return {
    withWorkspace: (workspaceId, work) => withWorkspace(app, workspaceId, work, announce),
    onCommitted: (listener) => {
      listeners.push(listener)
    },
    onPoolWait: (listener) => {
      waitListeners.push(listener)
    },
    announce,
    whyAway: presence.whyAway,
    presence,
    spine,
    receivePool,
    answerPool,
    auth,
    authPool,
    dedicatedClient: () => connections.openClient(connectionFor(owner, 'parley_spine')),
    openPool: (role, config) => connections.openPool({ ...connectionFor(owner, role), ...config }),
    dropConnections: connections.dropAll,
    connectionFor: (role) => connectionFor(owner, role),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()))
    },
  }
}

const collected = new WeakMap<Tx, ParleyEvent[]>()

/** Keeps an event until its transaction commits; `publish` is the one caller. */
export function collectEvent(tx: Tx, event: ParleyEvent): void {
  collected.get(tx)?.push(event)
}

async function withWorkspace<T>(
  app: Kysely<Tables>,
  workspaceId: string,
  work: (tx: Tx) => Promise<T>,
  announce: CommittedListener,
): Promise<T> {
  if (!isId(workspaceId)) throw new Error('withWorkspace needs the id of a workspace')
  const events: ParleyEvent[] = []
  const result = await app.transaction().execute(async (tx) => {
    collected.set(tx, events)
    // Sent in front of the first statement, without a wait of its own; were it to fail, the transaction would take no other statement.
    const placed = sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(tx)
    placed.catch(() => {})
    const done = await work(tx)
    await placed
    return done
  })
  announce(events)
  return result
}

/** Runs a transaction again that the database broke off so that another one could go on (40P01). */
export async function retryDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code !== '40P01' || attempt === 5) throw error
    }
  }
}

function connectionFor(owner: OwnerConnection, role: DatabaseRole, options = ''): pg.PoolConfig {
  const base: pg.PoolConfig = owner.connectionString
    ? { connectionString: owner.connectionString }
    : { host: owner.host, user: owner.loginRoles ? role : owner.user, database: owner.database }
  const asRole = owner.loginRoles ? '' : `-c role=${role} `
  return { ...base, application_name: `parley:${role}`, options: `${asRole}${options}`.trim() || undefined }
}
