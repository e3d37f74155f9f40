import pg from 'pg'
import { databaseAway } from './database-away.ts'

export interface ConnectionSettings {
  whyAway(): string | null
  /** An outside server may be a standby: each new connection asks whether it may write. */
  mayBeStandby: boolean
}

/** All connections of a process to its database. */
export interface Connections {
  openPool(config: pg.PoolConfig): pg.Pool
  openClient(config: pg.ClientConfig): pg.Client
  /** Breaks every connection, used or not: whoever waits for an answer gets an error at once. Pools open new ones when asked again. */
  dropAll(): void
}

/**
 * Keepalive notices within some 20 s that the machine behind an idle connection has gone (libuv: ten probes, one a second, after this). One that waits
 * for an answer is broken by `watch-database.ts`.
 */
const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 }
const poolDefaults = { idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 }

export function openConnections({ whyAway, mayBeStandby }: ConnectionSettings): Connections {
  const open = new Set<pg.Client>()

  // A function, because the pool calls it with `new` as it would a class: what it returns counts.
  function create(config?: pg.ClientConfig): pg.Client {
    const client = new pg.Client({ ...keepAlive, ...config })
    open.add(client)
    const forget = (): void => void open.delete(client)
    client.once('end', forget)
    // One that breaks while nobody waits for its answer: an error event without a listener would end the process.
    client.on('error', forget)
    leaveWhenReadOnly(client)
    refuseWhileAway(client, whyAway, forget)
    return client
  }

  return {
    openClient: create,
    openPool: (config) => {
      const pool = new pg.Pool({
        ...poolDefaults,
        ...config,
        Client: create as unknown as new () => pg.Client,
        ...(mayBeStandby && { onConnect: requireWritable }),
      } as pg.PoolConfig)
      // A broken idle connection is replaced by the pool; the next statement reports what matters.
      pool.on('error', () => {})
      return pool
    },
    dropAll: () => {
      for (const client of open) breakOff(client)
    },
  }
}

/** What libpq calls `target_session_attrs=read-write`: a standby's connection is closed again, and the next attempt may reach the primary. */
async function requireWritable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ state: string }>(`select current_setting('transaction_read_only') as state`)
  if (rows[0]?.state === 'on') throw databaseAway('The server is read-only: a standby, or one that refuses to write.')
}

/** 25006: the server has become read-only under an open connection. It does not go back to the pool, so that the next one is a new one. */
function leaveWhenReadOnly(client: pg.Client): void {
  inner(client).on('errorMessage', ({ code }) => {
    if (code === '25006') setImmediate(() => breakOff(client))
  })
}

/** Trying to connect to a server that is known to be away would let everybody wait for the timeout. */
function refuseWhileAway(client: pg.Client, whyAway: () => string | null, onRefused: () => void): void {
  const connect = client.connect.bind(client) as unknown as (callback?: (error: Error) => void) => Promise<void>
  client.connect = ((callback?: (error: Error) => void) => {
    const reason = whyAway()
    if (reason === null) return connect(callback)
    onRefused()
    const error = databaseAway(reason)
    return callback ? queueMicrotask(() => callback(error)) : Promise.reject(error)
  }) as typeof client.connect
}

interface Inner {
  stream: { destroy(): void }
  on(event: 'errorMessage', listener: (message: { code?: string }) => void): void
}

/** `end()` would wait for a server that does not answer. The pool itself reaches for the socket in this way. */
function breakOff(client: pg.Client): void {
  inner(client).stream.destroy()
}

function inner(client: pg.Client): Inner {
  return (client as unknown as { connection: Inner }).connection
}
