import type { Tx } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/module.ts'
import { mayEmbed } from './embedder.ts'

export const embedSourceJob = 'knowledge.embed-source'

/** In the transaction that writes the passages. Whether the workspace has a model is asked when the job runs. */
export async function queueEmbedding(tx: Tx, deps: Deps, workspaceId: string, sourceIds: readonly string[]): Promise<void> {
  if (!mayEmbed(deps)) return
  // One queue a workspace: a model provider's rate limit is not for one customer's upload alone.
  await deps.jobs.enqueueMany(
    tx,
    embedSourceJob,
    sourceIds.map((sourceId) => ({ workspaceId, sourceId })),
    {
      queue: `knowledge-embedding:${workspaceId}`,
      maxAttempts: 6,
      priority: 10,
    },
  )
}
