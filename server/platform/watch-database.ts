import pg from 'pg'
import { isDatabaseAway } from './database-away.ts'
import type { Database } from './db.ts'
import type { Logger } from './log.ts'

const askEveryMs = 1_000
const askAgainMs = 250
/** A server that says nothing for so long is taken for away: requests are refused at once instead of waiting. */
const silentAfterMs = 2_500
/** And after so long what waits for it is broken off: the machine may be gone without a word (failover, network). */
const breakOffAfterMs = 5_000
const sayEveryMs = 60_000

const silent = 'The database does not answer.'
const readOnly = 'The database is read-only: the server is a standby, or refuses to write.'

/**
 * Asks the database once a second, on a connection of its own, whether it is there and may be written to, and tells `db.presence`. While it is away
 * everything else is refused at once, without a connection or a wait; nothing is logged but its going and its return.
 */
export function watchDatabase(db: Database, log: Logger): { stop(): Promise<void> } {
  let stopped = false
  let client: pg.Client | null = null
  let awaySince = 0
  let saidAt = 0
  let hurry = (): void => {}

  async function ask(): Promise<string | null> {
    const own = db.presence.ownWord()
    if (own !== null) return own
    const asked = answer()
    // A process that was itself held up must not blame the database: what has arrived meanwhile is read first.
    const said = (await within(silentAfterMs, asked)) ?? (await within(20, asked))
    if (said) return said.away
    drop()
    return silent
  }

  async function answer(): Promise<{ away: string | null }> {
    try {
      const mine = client ?? (await connect())
      if (client !== null && client !== mine) await mine.end()
      else client = mine
      const { rows } = await client.query<{ state: string }>(`select current_setting('transaction_read_only') as state`)
      if (rows[0]?.state !== 'on') return { away: null }
      // The next question goes to whoever is the primary by then.
      drop()
      return { away: readOnly }
    } catch (error) {
      drop()
      // No room for one more connection says nothing of those that we have.
      if ((error as { code?: unknown }).code === '53300') return { away: db.presence.whyAway() }
      return { away: isDatabaseAway(error) ? 'The database cannot be reached.' : silent }
    }
  }

  async function connect(): Promise<pg.Client> {
    const made = new pg.Client({
      ...db.connectionFor('parley_spine'),
      application_name: 'parley:watch',
      connectionTimeoutMillis: silentAfterMs,
    })
    made.on('error', () => {})
    made.on('end', () => {
      if (client !== made) return
      // It went while nobody asked: the reason is worth a look at once.
      client = null
      hurry()
    })
    await made.connect()
    return made
  }

  function drop(): void {
    const gone = client
    client = null
    void gone?.end().catch(() => {})
  }

  function note(reason: string | null): void {
    const now = Date.now()
    if (reason === null && awaySince > 0) {
      log.warn({ awayMs: now - awaySince }, 'the database is back')
      awaySince = 0
    } else if (reason !== null && awaySince === 0) {
      awaySince = now
      saidAt = now
      log.error({ reason }, 'the database is away: requests are answered 503 until it is back')
    } else if (reason !== null && now - saidAt > sayEveryMs) {
      saidAt = now
      log.error({ reason, awayMs: now - awaySince }, 'the database is still away')
    }
    db.presence.set(reason)
    // The silent one is given a moment more, because it may just be slow; one that is gone or read-only leaves nothing to wait for.
    if (reason !== null && (reason !== silent || now - awaySince > breakOffAfterMs - silentAfterMs)) db.dropConnections()
  }

  const loop = (async () => {
    while (!stopped) {
      const reason = await ask()
      if (stopped) break
      note(reason)
      await new Promise<void>((resolve) => {
        hurry = resolve
        setTimeout(resolve, reason === null ? askEveryMs : askAgainMs).unref()
      })
    }
  })()

  return {
    stop: async () => {
      stopped = true
      hurry()
      await loop
      drop()
    },
  }
}

/** What was promised, or null when it takes longer. */
async function within<T>(ms: number, promised: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null)
  })
  try {
    return await Promise.race([promised, late])
  } finally {
    clearTimeout(timer)
  }
}
