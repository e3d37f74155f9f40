import type { Database } from '../../../platform/db.ts'

export interface StoredPassage {
  id: string
  sourceId: string
  knowledgeId: string
  title: string
  heading: string | null
  text: string
}

/** Revisions of those knowledge bases that exist in the workspace. */
export async function readRevisions(db: Database, workspaceId: string, knowledgeIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.withWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('knowledge_bases')
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', [...knowledgeIds])
      .select(['id', 'revision'])
      .execute(),
  )
  return new Map(rows.map((row) => [row.id, row.revision]))
}

export interface SourceVersion {
  id: string
  revision: number
  passageCount: number
}

/**
 * Everything that is searched, with the revision it belongs to. Two statements, the revision first: a change between them is then read
 * twice, never missed.
 */
export async function changedSources(
  db: Database,
  workspaceId: string,
  knowledgeId: string,
): Promise<{ revision: number; sources: SourceVersion[] }> {
  return db.withWorkspace(workspaceId, async (tx) => {
    const base = await tx
      .selectFrom('knowledge_bases')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', knowledgeId)
      .select('revision')
      .executeTakeFirst()
    if (!base) return { revision: Number.MAX_SAFE_INTEGER, sources: [] }
    const sources = await tx
      .selectFrom('knowledge_sources')
      .where('workspace_id', '=', workspaceId)
      .where('knowledge_id', '=', knowledgeId)
      .where('excluded', '=', false)
      .where('passage_count', '>', 0)
      .select(['id', 'revision', 'passage_count as passageCount'])
      .orderBy('id')
      .execute()
    return { revision: base.revision, sources }
  })
}

export async function passagesOf(db: Database, workspaceId: string, sourceIds: readonly string[]): Promise<StoredPassage[]> {
  return db.withWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('knowledge_passages as p')
      .innerJoin('knowledge_sources as s', (join) => join.onRef('s.workspace_id', '=', 'p.workspace_id').onRef('s.id', '=', 'p.source_id'))
      .where('p.workspace_id', '=', workspaceId)
      .where('p.source_id', 'in', [...sourceIds])
      .select(['p.id', 'p.source_id as sourceId', 'p.knowledge_id as knowledgeId', 's.title', 'p.heading', 'p.text'])
      .orderBy('p.source_id')
      .orderBy('p.position')
      .execute(),
  )
}
