import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import type { EventType, ParleyEvent } from '../../contract/events.ts'
import type { Database } from './db.ts'
import { newId } from './ids.ts'
import type { Logger } from './log.ts'

/** Something of the moment: shown while it lasts, kept nowhere. */
export interface LiveSignal {
  type: 'typing'
  conversationId: string
  author: 'contact' | 'user' | 'agent'
  name: string | null
}

export interface Live {
  /** Calls `listener` with each event of the workspace that was committed from now on, in this process or another. @returns the end of it */
  subscribe(workspaceId: string, listener: (event: ParleyEvent) => void): () => void
  /** Wakes whoever waits for `topic`: here at once, in other processes within some milliseconds, 30 under load. Carries nothing, may be lost: poll besides. */
  wake(topic: string): void
  onWake(topic: string, listener: () => void): () => void
  /** Shows the workspace's open windows something of the moment, in this process and the others. May be lost. */
  signal(workspaceId: string, signal: LiveSignal): void
  onSignal(workspaceId: string, listener: (signal: LiveSignal) => void): () => void
  stop(): Promise<void>
}

const channel = 'parley_live'
const debounceMs = 25
/** PostgreSQL takes 8,000 bytes a notification; a range of events needs some 120. */
const rangesPerNotification = 30
const rememberedEvents = 5_000
const eventsPerFetch = 1_000

/** Between processes travel ranges of event ids, never contents: [workspace, first id, last id]. */
type Range = [workspaceId: string, first: string, last: string]
interface Notice {
  from: string
  ranges?: Range[]
  topics?: string[]
  signals?: [workspaceId: string, signal: LiveSignal][]
}

/**
 * Tells dashboards what happened. Within the process directly after the commit; between processes by one debounced notification outside
 * of any transaction (inside, it would halve the commit rate), after which the others fetch the events that their subscribers may see.
 */
export function createLive(options: { db: Database; log: Logger }): Live {
  const { db, log } = options
  const self = newId()
  const local = new EventEmitter().setMaxListeners(0)
  const wakes = new EventEmitter().setMaxListeners(0)
  const signals = new EventEmitter().setMaxListeners(0)
  const delivered = createMemory(rememberedEvents)
  const fetching = new Map<string, Promise<void>>()
  const ranges = new Map<string, Range>()
  const topics = new Set<string>()
  let outgoing: [string, LiveSignal][] = []
  let flush: NodeJS.Timeout | null = null
  let flushedAt = Number.NEGATIVE_INFINITY

  const deliver = (event: ParleyEvent): void => {
    if (local.listenerCount(event.workspaceId) === 0 || !delivered.isNew(event.id)) return
    local.emit(event.workspaceId, event)
  }

  const schedule = (): void => {
    // After a quiet moment at once: only what follows closely is gathered.
    const waitMs = Math.max(0, debounceMs - (performance.now() - flushedAt))
    flush ??= setTimeout(() => {
      flush = null
      flushedAt = performance.now()
      const pending = [...ranges.values()]
      const woken = [...topics]
      const shown = outgoing
      ranges.clear()
      topics.clear()
      outgoing = []
      void notify(db, { from: self, topics: woken, signals: shown }, pending).catch((error: unknown) =>
        log.warn({ err: error }, 'live notification failed'),
      )
    }, waitMs)
  }

  db.onCommitted((events) => {
    for (const event of events) {
      deliver(event)
      const range = ranges.get(event.workspaceId)
      if (!range) ranges.set(event.workspaceId, [event.workspaceId, event.id, event.id])
      else if (event.id < range[1]) range[1] = event.id
      else if (event.id > range[2]) range[2] = event.id
    }
    if (events.length > 0) schedule()
  })

  const receive = async (notice: Notice): Promise<void> => {
    if (notice.from === self) return
    for (const topic of notice.topics ?? []) wakes.emit(topic)
    for (const [workspaceId, signal] of notice.signals ?? []) signals.emit(workspaceId, signal)
    await Promise.all((notice.ranges ?? []).filter(([workspaceId]) => local.listenerCount(workspaceId) > 0).map(inTurn))
  }

  // One fetch of a workspace after the other: side by side, the events of a later notice could be heard before those of an earlier one.
  const inTurn = (range: Range): Promise<void> => {
    const [workspaceId] = range
    const turn = (fetching.get(workspaceId) ?? Promise.resolve()).then(async () => {
      for (const event of await fetchEvents(db, range)) deliver(event)
    })
    const ended = turn.catch(() => {})
    fetching.set(workspaceId, ended)
    void ended.then(() => fetching.get(workspaceId) === ended && fetching.delete(workspaceId))
    return turn
  }

  const listening = listen(db, log, (notice) => {
    receive(notice).catch((error: unknown) => log.warn({ err: error }, 'live events could not be fetched'))
  })

  return {
    subscribe: (workspaceId, listener) => {
      local.on(workspaceId, listener)
      return () => void local.off(workspaceId, listener)
    },
    wake: (topic) => {
      wakes.emit(topic)
      topics.add(topic)
      schedule()
    },
    onWake: (topic, listener) => {
      wakes.on(topic, listener)
      return () => void wakes.off(topic, listener)
    },
    signal: (workspaceId, signal) => {
      signals.emit(workspaceId, signal)
      // A notification has room for some fifteen; more typing than that a moment is not worth a second one.
      if (outgoing.length < 15) outgoing.push([workspaceId, signal])
      schedule()
    },
    onSignal: (workspaceId, listener) => {
      signals.on(workspaceId, listener)
      return () => void signals.off(workspaceId, listener)
    },
    stop: async () => {
      if (flush) clearTimeout(flush)
      await listening.stop()
    },
  }
}

async function notify(db: Database, first: Notice, ranges: Range[]): Promise<void> {
  for (let start = 0; start === 0 || start < ranges.length; start += rangesPerNotification) {
    const notice: Notice = { ...(start === 0 ? first : { from: first.from }), ranges: ranges.slice(start, start + rangesPerNotification) }
    await sql`select pg_notify(${channel}, ${JSON.stringify(notice)})`.execute(db.spine)
  }
}

async function fetchEvents(db: Database, [workspaceId, first, last]: Range): Promise<ParleyEvent[]> {
  const { rows } = await db.withWorkspace(workspaceId, (tx) =>
    sql<{ id: string; type: EventType; payload: unknown }>`
      select id, type, payload from events
      where workspace_id = ${workspaceId} and id between ${first} and ${last} order by id limit ${eventsPerFetch}`.execute(tx),
  )
  return rows.map(({ id, type, payload }) => ({ id, workspaceId, type, payload }) as ParleyEvent)
}

/** One connection that listens; when it breaks, another is opened. What was missed meanwhile is caught up by the readers themselves. */
function listen(db: Database, log: Logger, onNotice: (notice: Notice) => void): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let client: pg.Client | null = null
  const loop = (async () => {
    for (let pauseMs = 100; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      const current = db.dedicatedClient()
      const lost = new Promise<void>((resolve) => {
        current.on('error', () => resolve())
        current.on('end', () => resolve())
        stopping.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      current.on('notification', ({ payload }) => onNotice(JSON.parse(payload ?? '{}') as Notice))
      try {
        await current.connect()
        await current.query(`listen ${channel}`)
        client = current
        pauseMs = 100
        await lost
      } catch (error) {
        log.warn({ err: error }, 'live connection failed')
      }
      client = null
      await current.end().catch(() => {})
      if (!stopping.signal.aborted) await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await client?.end().catch(() => {})
      await loop
    },
  }
}

/** Remembers the last ids, because ranges of several processes overlap. */
function createMemory(limit: number): { isNew(id: string): boolean } {
  const seen = new Set<string>()
  return {
    isNew: (id) => {
      if (seen.has(id)) return false
      if (seen.size >= limit) seen.delete(seen.values().next().value ?? '')
      seen.add(id)
      return true
    },
  }
}
