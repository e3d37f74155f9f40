import { sql } from 'kysely'
import { z } from 'zod'
import { jobHandler } from '../../../platform/jobs.ts'
import type { Deps } from '../../../platform/module.ts'
import { findEmbedder } from './embedder.ts'
import { queueEmbedding } from './queue-embedding.ts'

export const embedMissingJob = 'knowledge.embed-missing'

/** When each knowledge base was last looked through, so that every search does not ask again. */
const asked = new Map<string, number>()
const pauseMs = 10 * 60_000
const mostRemembered = 10_000

/**
 * A model of embeddings was connected, or exchanged, after the passages were written: the first search that misses vectors has them made.
 * Until then words alone find.
 */
export async function requestMissingVectors(
  deps: Deps,
  workspaceId: string,
  knowledgeIds: readonly string[],
  model: string,
): Promise<void> {
  const now = deps.clock.now().getTime()
  const due = knowledgeIds.filter((id) => (asked.get(`${id} ${model}`) ?? 0) + pauseMs <= now)
  if (due.length === 0) return
  if (asked.size > mostRemembered) asked.clear()
  for (const id of due) asked.set(`${id} ${model}`, now)
  await deps.db.withWorkspace(workspaceId, (tx) =>
    deps.jobs.enqueueMany(
      tx,
      embedMissingJob,
      due.map((knowledgeId) => ({ workspaceId, knowledgeId })),
      { maxAttempts: 3, priority: 10 },
    ),
  )
}

/** Job: queues each source that has passages without a vector of the present model. */
export function embedMissing(deps: Deps) {
  return jobHandler(z.object({ workspaceId: z.string(), knowledgeId: z.string() }), async ({ workspaceId, knowledgeId }) => {
    const embedder = await findEmbedder(deps, workspaceId)
    if (!embedder) return
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      const { rows } = await sql<{ source_id: string }>`
        select distinct p.source_id from knowledge_passages p
        where p.workspace_id = ${workspaceId} and p.knowledge_id = ${knowledgeId} and not exists (
          select from knowledge_vectors v
          where v.workspace_id = p.workspace_id and v.knowledge_id = p.knowledge_id and v.model = ${embedder.model} and v.passage_id = p.id)`.execute(
        tx,
      )
      await queueEmbedding(
        tx,
        deps,
        workspaceId,
        rows.map((row) => row.source_id),
      )
    })
  })
}
