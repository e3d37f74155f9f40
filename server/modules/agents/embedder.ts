import type { Deps } from '../../platform/module.ts'
import { defaultProvider, instanceProvider, openWorkspaceProvider } from './model-providers.ts'
import { listProviders } from './queries.ts'

export interface Embedder {
  /** Stored with each vector: vectors of different models are never compared. */
  model: string
  embed(texts: readonly string[]): Promise<number[][]>
}

const timeoutMs = 60_000

/**
 * What turns this workspace's texts into vectors: its default provider, else another of its own; the
 * instance's only where it has none at all, for who brings a provider has chosen who gets the texts. Null if none can.
 */
export async function embedderFor(deps: Deps, workspaceId: string): Promise<Embedder | null> {
  const provider = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const preferred = await defaultProvider(deps, tx, workspaceId)
    if (preferred?.embed) return preferred
    const own = await listProviders(tx, workspaceId)
    const able = own.find((row) => row.models.embedding && row.kind !== 'anthropic')
    if (able) return openWorkspaceProvider(deps, tx, able)
    return own.length === 0 ? instanceProvider(deps) : null
  })
  const found = provider?.embed
  return found ? { model: found.model, embed: (texts) => found.embed(texts, AbortSignal.timeout(timeoutMs)) } : null
}
