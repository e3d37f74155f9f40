import type { Deps } from '../../platform/module.ts'
import { changedTopic } from './load-agent.ts'
import { defaultProvider, instanceProvider, openWorkspaceProvider } from './model-providers.ts'
import { measureProvider } from './models/measure-provider.ts'
import { listProviders } from './queries.ts'

export interface Embedder {
  /** Stored with each vector: vectors of different models are never compared. */
  model: string
  embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]>
}

const timeoutMs = 60_000
const freshMs = 10_000

interface Known {
  at: number
  embedder: Promise<Embedder | null>
}

const caches = new WeakMap<Deps['db'], Map<string, Known>>()

/**
 * What turns this workspace's texts into vectors: its default provider, else another of its own; the instance's only where it has none at
 * all, for who brings a provider has chosen who gets the texts. Null if none can. From memory: every question to the knowledge asks for it.
 */
export function embedderFor(deps: Deps, workspaceId: string): Promise<Embedder | null> {
  const cache = cacheOf(deps)
  const known = cache.get(workspaceId)
  if (known && Date.now() - known.at < freshMs) return known.embedder
  const reading: Known = { at: Date.now(), embedder: findEmbedder(deps, workspaceId) }
  cache.set(workspaceId, reading)
  reading.embedder.catch(() => cache.delete(workspaceId))
  return reading.embedder
}

function cacheOf(deps: Deps): Map<string, Known> {
  const known = caches.get(deps.db)
  if (known) return known
  const cache = new Map<string, Known>()
  caches.set(deps.db, cache)
  deps.live.onWake(changedTopic, () => cache.clear())
  return cache
}

async function findEmbedder(deps: Deps, workspaceId: string): Promise<Embedder | null> {
  const provider = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const preferred = await defaultProvider(deps, tx, workspaceId)
    if (preferred?.embed) return preferred
    const own = await listProviders(tx, workspaceId)
    const able = own.find((row) => row.models.embedding && row.kind !== 'anthropic')
    if (able) return openWorkspaceProvider(deps, tx, able)
    return own.length === 0 ? instanceProvider(deps) : null
  })
  const found = provider && measureProvider(deps.metrics, workspaceId, provider).embed
  return found ? { model: found.model, embed: (texts, signal) => found.embed(texts, signal ?? AbortSignal.timeout(timeoutMs)) } : null
}
