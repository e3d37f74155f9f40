import { sql } from 'kysely'
import { z } from 'zod'
import { jobHandler } from '../../../platform/jobs.ts'
import type { Deps } from '../../../platform/module.ts'
import { findEmbedder } from './embedder.ts'
import { packVector } from './pack-vector.ts'

const batchSize = 64

/** Job: gives those passages of a source a vector that have none of the workspace's model yet. */
export function embedSource(deps: Deps) {
  return jobHandler(z.object({ workspaceId: z.string(), sourceId: z.string() }), async ({ workspaceId, sourceId }, { signal }) => {
    const embedder = await findEmbedder(deps, workspaceId)
    if (!embedder) return
    for (;;) {
      const passages = await deps.db.withWorkspace(workspaceId, (tx) => passagesWithout(tx, workspaceId, sourceId, embedder.model))
      if (passages.length === 0) return
      const vectors = await embedder.embed(
        passages.map((passage) => passage.content),
        signal,
      )
      if (vectors.length !== passages.length) throw new Error('The embedding model answered with another number of vectors than texts')
      await deps.db.withWorkspace(workspaceId, (tx) =>
        storeVectors(
          tx,
          workspaceId,
          embedder.model,
          passages.map((passage, place) => ({ ...passage, vector: vectors[place] ?? [] })),
        ),
      )
    }
  })
}

interface Unembedded {
  id: string
  knowledge_id: string
  content: string
}

type Runner = Parameters<Parameters<Deps['db']['withWorkspace']>[1]>[0]

async function passagesWithout(tx: Runner, workspaceId: string, sourceId: string, model: string): Promise<Unembedded[]> {
  const { rows } = await sql<Unembedded>`
    select p.id, p.knowledge_id, concat_ws(E'\\n', s.title, p.heading, p.text) as content
    from knowledge_passages p join knowledge_sources s on s.workspace_id = p.workspace_id and s.id = p.source_id
    where p.workspace_id = ${workspaceId} and p.source_id = ${sourceId} and not exists (
      select from knowledge_vectors v
      where v.workspace_id = p.workspace_id and v.knowledge_id = p.knowledge_id and v.model = ${model} and v.passage_id = p.id)
    order by p.position limit ${batchSize}`.execute(tx)
  return rows
}

async function storeVectors(
  tx: Runner,
  workspaceId: string,
  model: string,
  rows: readonly (Unembedded & { vector: number[] })[],
): Promise<void> {
  const packed = rows.map((row) => packVector(row.vector))
  // Passages may be gone by now: the source was read anew while the model thought.
  await sql`
    insert into knowledge_vectors (workspace_id, knowledge_id, model, passage_id, bits, bytes)
    select ${workspaceId}, v.knowledge_id, ${model}, v.passage_id, v.bits::bit varying, decode(v.bytes, 'hex')
    from unnest(${rows.map((row) => row.knowledge_id)}::uuid[], ${rows.map((row) => row.id)}::uuid[], ${packed.map((vector) => vector.bits)}::text[],
      ${packed.map((vector) => vector.bytes.toString('hex'))}::text[]) as v (knowledge_id, passage_id, bits, bytes)
    join knowledge_passages p on p.workspace_id = ${workspaceId} and p.id = v.passage_id
    on conflict do nothing`.execute(tx)
}
