import { type Kysely, sql } from 'kysely'
import type { Database, Tables } from '../../platform/db.ts'
import { addMeasures, type Measures } from '../../platform/tallies.ts'
import { type DatabaseRow, readDatabase, readEventQueue, readJobs, readProcesses } from './queries-installation.ts'
import { type ChannelRow, type MailboxRow, type OutboxRow, readChannels, readMailboxes, readOutbox } from './queries-queues.ts'
import { readRecent } from './queries-samples.ts'
import { type ChannelCounts, type ChannelTrouble, emptyQueues, type ProcessState, type QueueState, type Snapshot } from './snapshot.ts'

const statementTimeout = '2s'
const databaseFreshMs = 60_000
let lastDatabase: { at: number; of: WeakRef<Database>; row: DatabaseRow } | null = null

/**
 * Looks at the whole installation: one cheap statement for each thing, in one read-only transaction. Crosses workspaces, because an operator asks for
 * all of them; it reads numbers and states, never what people wrote.
 */
export async function readSnapshot(db: Database, at: number): Promise<Snapshot> {
  const began = performance.now()
  return db.spine
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`set local statement_timeout = ${sql.lit(statementTimeout)}`.execute(tx)
      const processes = (await readProcesses(tx)).map(toProcess)
      const channels = await readChannels(tx)
      const open = new Set(processes.filter((one) => one.alive).flatMap((one) => one.facts.circuits ?? []))
      return {
        at,
        databaseAwayMs: null,
        staleMs: null,
        queues: toQueues(await readMailboxes(tx), await readOutbox(tx)),
        channelCounts: countChannels(channels),
        channelKinds: countKinds(channels),
        troubles: channels.flatMap((row) => toTrouble(row, open)),
        jobs: await readJobs(tx),
        events: await readEventQueue(tx),
        processes,
        recent: sumRecent(await readRecent(tx)),
        database: toDatabase(await freshDatabase(db, tx, at), performance.now() - began),
      }
    })
}

async function freshDatabase(db: Database, tx: Kysely<Tables>, at: number): Promise<DatabaseRow> {
  if (lastDatabase && lastDatabase.of.deref() === db && at - lastDatabase.at < databaseFreshMs) return lastDatabase.row
  const row = await readDatabase(tx)
  lastDatabase = { at, of: new WeakRef(db), row }
  return row
}

function toDatabase(row: DatabaseRow, readMs: number): Snapshot['database'] {
  return {
    bytes: row.bytes,
    connections: row.connections,
    mostConnections: row.most,
    readMs,
    standbysWanted: row.wanted.trim() !== '',
    standbys: row.connected,
    synchronousStandbys: row.is_known ? row.synchronous : null,
  }
}

function toQueues(mailboxes: readonly MailboxRow[], outbox: readonly OutboxRow[]): Map<string, QueueState> {
  const queues = new Map<string, QueueState>()
  const of = (workspaceId: string): QueueState => {
    const known = queues.get(workspaceId) ?? emptyQueues()
    queues.set(workspaceId, known)
    return known
  }
  for (const row of mailboxes) {
    Object.assign(of(row.workspace_id), { waiting: row.waiting, answering: row.answering, oldestWaitingMs: Math.max(0, row.oldest_ms) })
  }
  for (const row of outbox) {
    const { queued, calling, proving, bulk, oldest_ms: oldest } = row
    Object.assign(of(row.workspace_id), { queued, calling, proving, bulk, outboxOldestMs: oldest === null ? null : Math.max(0, oldest) })
  }
  return queues
}

function countChannels(rows: readonly ChannelRow[]): Map<string, ChannelCounts> {
  const counts = new Map<string, ChannelCounts>()
  for (const { workspace_id: workspaceId, status } of rows) {
    const known = counts.get(workspaceId) ?? { connected: 0, connecting: 0, error: 0, disconnected: 0 }
    known[status] += 1
    counts.set(workspaceId, known)
  }
  return counts
}

function countKinds(rows: readonly ChannelRow[]): Snapshot['channelKinds'] {
  const kinds = new Map<string, { type: string; status: string; count: number }>()
  for (const { type, status } of rows) {
    const key = `${type} ${status}`
    const known = kinds.get(key) ?? { type, status, count: 0 }
    known.count += 1
    kinds.set(key, known)
  }
  return [...kinds.values()]
}

/** What keeps a channel from sending, the worst of it. One that somebody disconnected is in no trouble. */
function toTrouble(row: ChannelRow, openCircuits: ReadonlySet<string>): ChannelTrouble[] {
  if (row.status === 'disconnected') return []
  const { workspace_id: workspaceId, id, name, type } = row
  const about = { workspaceId, id, name, type }
  if (row.status === 'error') return [{ ...about, trouble: 'refused', reason: row.status_reason }]
  if (openCircuits.has(id)) return [{ ...about, trouble: 'circuit-open', reason: null }]
  return row.is_blocked ? [{ ...about, trouble: 'rate-limited', reason: null }] : []
}

function toProcess(row: Awaited<ReturnType<typeof readProcesses>>[number]): ProcessState {
  const { started_at: startedAt, seen_at: seenAt, ...rest } = row
  return { ...rest, startedAt, seenAt }
}

function sumRecent(rows: Awaited<ReturnType<typeof readRecent>>): Map<string, Measures> {
  const recent = new Map<string, Measures>()
  for (const { workspace_id: workspaceId, measures } of rows) {
    const known = recent.get(workspaceId) ?? { counts: {}, times: {} }
    recent.set(workspaceId, addMeasures(known, { counts: measures.measures?.counts ?? {}, times: measures.measures?.times ?? {} }))
  }
  return recent
}
