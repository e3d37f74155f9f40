import type { Database } from '../../../platform/db.ts'

const keptMs = 5000
const mostEntries = 10_000

/**
 * What a session or key may do, remembered for seconds so that a request costs no query. Everything is forgotten whenever anything of it
 * changes, in this process or another (watch-access-changes.ts); without that watch nothing is remembered.
 */
export interface AccessCache {
  /** `key` must not be guessable from one kind of principal to another: `session:…`, `api-key:…`. Nothing found is not remembered. */
  get<T>(key: string, load: () => Promise<T | undefined>): Promise<T | undefined>
  forgetAll(): void
  setWatched(watched: boolean): void
}

const caches = new WeakMap<Database, AccessCache>()

/** The one of this process and database: shared by the authenticator and by those who change rights. */
export function accessCacheOf(db: Database): AccessCache {
  const existing = caches.get(db)
  if (existing) return existing
  const made = createAccessCache()
  caches.set(db, made)
  return made
}

function createAccessCache(): AccessCache {
  const entries = new Map<string, { loading: Promise<unknown>; until: number }>()
  let isWatched = false
  return {
    get: <T>(key: string, load: () => Promise<T | undefined>) => {
      const entry = entries.get(key)
      if (entry && entry.until > performance.now()) return entry.loading as Promise<T | undefined>
      const loading = load()
      if (!isWatched) return loading
      if (entries.size >= mostEntries) entries.clear()
      // The promise goes in before its answer: when all is forgotten meanwhile, an answer read before the change is not kept.
      const kept = { loading, until: performance.now() + keptMs }
      entries.set(key, kept)
      const drop = () => {
        if (entries.get(key) === kept) entries.delete(key)
      }
      loading.then((value) => value === undefined && drop(), drop)
      return loading
    },
    forgetAll: () => entries.clear(),
    setWatched: (watched) => {
      isWatched = watched
      entries.clear()
    },
  }
}
