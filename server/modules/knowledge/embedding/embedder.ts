import type { Database } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/module.ts'

/** A model that places texts in a space of meaning. */
export interface Embedder {
  /** Stored with each vector: those of other models are passed over. */
  model: string
  /** One vector a text, in order, all of one length. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]>
}

export type EmbedderProvider = (workspaceId: string) => Promise<Embedder | null>

const providers = new WeakMap<Database, EmbedderProvider>()

/** Called once when the modules are put together: the agents know the models, and knowledge lies no higher than they. */
export function registerEmbedder(deps: Pick<Deps, 'db'>, provider: EmbedderProvider): void {
  providers.set(deps.db, provider)
}

/** null: this workspace has no model that offers embeddings, or it cannot be used at the moment. */
export async function findEmbedder(deps: Pick<Deps, 'db' | 'log'>, workspaceId: string): Promise<Embedder | null> {
  try {
    return (await providers.get(deps.db)?.(workspaceId)) ?? null
  } catch (error) {
    deps.log.warn({ err: error, workspaceId }, 'no embedding model')
    return null
  }
}

export function mayEmbed(deps: Pick<Deps, 'db'>): boolean {
  return providers.has(deps.db)
}
