import type { Database } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/module.ts'

/** A model that places texts in a space of meaning. */
export interface Embedder {
  /** Stored with each vector: those of other models are passed over. */
  model: string
  /** One vector a text, in order, all of one length. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<number[][]>
}

export type EmbedderProvider = (workspaceId: string) => Promise<Embedder | null>

interface Registered {
  provider: EmbedderProvider
  found: Map<string, { embedder: Embedder | null; until: number }>
}

const registered = new WeakMap<Database, Registered>()

/** Finding the model reads the workspace's settings: once in this while is often enough for searches that come by the hundred. */
const rememberedMs = 10_000
const rememberedWorkspaces = 10_000

/** Called once when the modules are put together: the agents know the models, and knowledge lies no higher than they. */
export function registerEmbedder(deps: Pick<Deps, 'db'>, provider: EmbedderProvider): void {
  registered.set(deps.db, { provider, found: new Map() })
}

/** null: this workspace has no model that offers embeddings, or it cannot be used at the moment. */
export async function findEmbedder(deps: Pick<Deps, 'db' | 'log' | 'clock'>, workspaceId: string): Promise<Embedder | null> {
  const own = registered.get(deps.db)
  if (!own) return null
  const now = deps.clock.now().getTime()
  const known = own.found.get(workspaceId)
  if (known && known.until > now) return known.embedder
  const embedder = await own.provider(workspaceId).catch((error: unknown) => {
    deps.log.warn({ err: error, workspaceId }, 'no embedding model')
    return null
  })
  if (own.found.size >= rememberedWorkspaces) own.found.clear()
  own.found.set(workspaceId, { embedder, until: now + rememberedMs })
  return embedder
}

/** After a failure: for a minute the workspace is searched by words alone, instead of every customer waiting for the same failure. */
export function pauseEmbedder(deps: Pick<Deps, 'db' | 'clock'>, workspaceId: string): void {
  registered.get(deps.db)?.found.set(workspaceId, { embedder: null, until: deps.clock.now().getTime() + pausedMs })
}

const pausedMs = 60_000

export function mayEmbed(deps: Pick<Deps, 'db'>): boolean {
  return registered.has(deps.db)
}
