import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/module.ts'
import { changedSources, passagesOf, readRevisions, type StoredPassage } from './index-queries.ts'
import { addPassage, createTermIndex, indexSize, removePassage, type TermIndex } from './term-index.ts'

/** One knowledge base in memory: its terms, and the passages to answer with. */
export interface LoadedKnowledge {
  terms: TermIndex
  /** By number, like the index's passages. */
  passages: (StoredPassage | null)[]
  numberOf: Map<string, number>
}

interface Entry extends LoadedKnowledge {
  workspaceId: string
  knowledgeId: string
  /** Of the database's row, when this was read; -1: never. */
  revision: number
  sources: Map<string, { revision: number; numbers: number[] }>
  textSize: number
  checkedAt: number
  /** Counts announcements: a comparison that began before one does not count as newer than it. */
  announced: number
  refreshing: Promise<void> | null
  stopListening: () => void
}

/** Bytes of indexes that a process keeps; the least recently asked go first. */
const memoryBudget = 512 * 1024 * 1024
const passagesPerRead = 4000
const longestWorkMs = 8

const stores = new WeakMap<Database, Map<string, Entry>>()

/**
 * The knowledge bases' indexes, as new as `maxAgeMs` asks: 0 compares with the database, more trusts the announcements of changes (in this
 * process at once, from others within some 30 ms) and compares only when the last time is longer ago.
 */
export async function loadKnowledge(
  deps: Deps,
  workspaceId: string,
  knowledgeIds: readonly string[],
  maxAgeMs: number,
): Promise<LoadedKnowledge[]> {
  const store = stores.get(deps.db) ?? new Map<string, Entry>()
  stores.set(deps.db, store)
  const entries = [...new Set(knowledgeIds)].map((knowledgeId) => touch(store, deps, workspaceId, knowledgeId))
  const oldest = deps.clock.now().getTime() - maxAgeMs
  const old = entries.filter((entry) => maxAgeMs === 0 || entry.revision < 0 || entry.checkedAt < oldest)
  if (old.length > 0) {
    const checkedAt = deps.clock.now().getTime()
    const announced = old.map((entry) => entry.announced)
    const revisions = await readRevisions(
      deps.db,
      workspaceId,
      old.map((entry) => entry.knowledgeId),
    )
    for (const [place, entry] of old.entries()) {
      const revision = revisions.get(entry.knowledgeId)
      while (revision !== undefined && entry.revision < revision) await refreshOnce(deps, entry)
      if (revision === undefined) empty(entry)
      if (entry.announced === announced[place]) entry.checkedAt = Math.max(entry.checkedAt, checkedAt)
    }
    keepWithinBudget(store)
  }
  return entries
}

/** After the commit of a change of passages: whoever holds an index of this knowledge base looks again. */
export function announceChange(deps: Pick<Deps, 'live'>, workspaceId: string, knowledgeId: string): void {
  deps.live.wake(topic(workspaceId, knowledgeId))
}

function topic(workspaceId: string, knowledgeId: string): string {
  return `knowledge:${workspaceId}:${knowledgeId}`
}

/** Finds or makes the entry and moves it to the end, so that the map is in order of use. */
function touch(store: Map<string, Entry>, deps: Deps, workspaceId: string, knowledgeId: string): Entry {
  const key = topic(workspaceId, knowledgeId)
  const entry = store.get(key) ?? newEntry(deps, workspaceId, knowledgeId)
  store.delete(key)
  store.set(key, entry)
  return entry
}

function newEntry(deps: Deps, workspaceId: string, knowledgeId: string): Entry {
  const entry: Entry = {
    workspaceId,
    knowledgeId,
    terms: createTermIndex(),
    passages: [],
    numberOf: new Map(),
    revision: -1,
    sources: new Map(),
    textSize: 0,
    checkedAt: 0,
    announced: 0,
    refreshing: null,
    stopListening: deps.live.onWake(topic(workspaceId, knowledgeId), () => {
      entry.checkedAt = 0
      entry.announced += 1
    }),
  }
  return entry
}

async function refreshOnce(deps: Deps, entry: Entry): Promise<void> {
  entry.refreshing ??= refresh(deps, entry).finally(() => {
    entry.refreshing = null
  })
  await entry.refreshing
}

/** Brings the index to the database's present state by reading only the sources that changed. */
async function refresh(deps: Deps, entry: Entry): Promise<void> {
  const { revision, sources } = await changedSources(deps.db, entry.workspaceId, entry.knowledgeId)
  const present = new Set(sources.map((source) => source.id))
  for (const [id, known] of entry.sources) if (!present.has(id)) forget(entry, id, known.numbers)
  const changed = sources.filter((source) => entry.sources.get(source.id)?.revision !== source.revision)
  let pauseAt = performance.now() + longestWorkMs
  for (let start = 0; start < changed.length; ) {
    const batch: typeof changed = []
    for (let size = 0; start < changed.length && size < passagesPerRead; start += 1) {
      const source = changed[start]
      if (!source) break
      batch.push(source)
      size += source.passageCount
    }
    const passages = await passagesOf(
      deps.db,
      entry.workspaceId,
      batch.map((source) => source.id),
    )
    for (const source of batch) {
      forget(entry, source.id, entry.sources.get(source.id)?.numbers ?? [])
      entry.sources.set(source.id, { revision: source.revision, numbers: [] })
    }
    for (const passage of passages) {
      add(entry, passage)
      if (performance.now() < pauseAt) continue
      await nextTurn()
      pauseAt = performance.now() + longestWorkMs
    }
  }
  entry.revision = revision
  if (entry.passages.length > 1000 && entry.terms.live < entry.passages.length / 2) compact(entry)
}

function add(entry: Entry, passage: StoredPassage): void {
  const number = entry.passages.push(passage) - 1
  const title = passage.heading ? `${passage.title}\n${passage.heading}` : passage.title
  addPassage(entry.terms, { title, text: passage.text })
  entry.numberOf.set(passage.id, number)
  entry.sources.get(passage.sourceId)?.numbers.push(number)
  entry.textSize += passage.text.length
}

function forget(entry: Entry, sourceId: string, numbers: readonly number[]): void {
  for (const number of numbers) {
    const passage = entry.passages[number]
    if (!passage) continue
    removePassage(entry.terms, number)
    entry.passages[number] = null
    entry.numberOf.delete(passage.id)
    entry.textSize -= passage.text.length
  }
  entry.sources.delete(sourceId)
}

/** Removed passages leave holes; when half are holes, the rest is indexed anew. */
function compact(entry: Entry): void {
  const passages = entry.passages.filter((passage): passage is StoredPassage => passage !== null)
  const sources = [...entry.sources].map(([id, { revision }]) => [id, { revision, numbers: [] }] as const)
  Object.assign(entry, { terms: createTermIndex(), passages: [], numberOf: new Map(), sources: new Map(sources), textSize: 0 })
  for (const passage of passages) add(entry, passage)
}

/** The knowledge base is gone, or never was in this workspace. */
function empty(entry: Entry): void {
  Object.assign(entry, { terms: createTermIndex(), passages: [], numberOf: new Map(), sources: new Map(), textSize: 0, revision: -1 })
}

function keepWithinBudget(store: Map<string, Entry>): void {
  let total = 0
  for (const entry of store.values()) total += sizeOf(entry)
  for (const [key, entry] of store) {
    if (total <= memoryBudget || store.size === 1) return
    if (entry.refreshing) continue
    total -= sizeOf(entry)
    entry.stopListening()
    store.delete(key)
  }
}

function sizeOf(entry: Entry): number {
  return indexSize(entry.terms) + entry.textSize * 2 + 10_000
}
