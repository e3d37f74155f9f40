import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { KnowledgeSourceTable, SourceStatus } from './tables.ts'

export type SourceRow = Omit<Selectable<KnowledgeSourceTable>, 'content' | 'workspace_id' | 'revision'>

export interface KnowledgeRow {
  id: string
  name: string
  description: string | null
  created_at: Date
  source_count: number
  passage_count: number
}

const sourceColumns = [
  'id',
  'knowledge_id',
  'type',
  'title',
  'url',
  'file_id',
  'mime_type',
  'status',
  'status_reason',
  'progress',
  'excluded',
  'passage_count',
  'character_count',
  'created_at',
  'updated_at',
] as const

/** Newest first; `before`: the id that the page before ended with. */
export async function listKnowledge(tx: Tx, workspaceId: string, page: { before: string | null; limit: number }): Promise<KnowledgeRow[]> {
  return knowledgeRows(tx, workspaceId)
    .$if(page.before !== null, (query) => query.where('b.id', '<', page.before ?? ''))
    .orderBy('b.id', 'desc')
    .limit(page.limit)
    .execute()
}

export async function knownKnowledge(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('knowledge_bases')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...ids])
    .execute()
  return new Set(rows.map((row) => row.id))
}

export async function findKnowledge(tx: Tx, workspaceId: string, id: string): Promise<KnowledgeRow | undefined> {
  return knowledgeRows(tx, workspaceId).where('b.id', '=', id).executeTakeFirst()
}

function knowledgeRows(tx: Tx, workspaceId: string) {
  return tx
    .selectFrom('knowledge_bases as b')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('knowledge_sources as s')
          .whereRef('s.workspace_id', '=', 'b.workspace_id')
          .whereRef('s.knowledge_id', '=', 'b.id')
          .select([sql<number>`count(*)`.as('sources'), sql<number>`coalesce(sum(s.passage_count), 0)`.as('passages')])
          .as('c'),
      (join) => join.onTrue(),
    )
    .where('b.workspace_id', '=', workspaceId)
    .select(['b.id', 'b.name', 'b.description', 'b.created_at', 'c.sources as source_count', 'c.passages as passage_count'])
    .$castTo<KnowledgeRow>()
}

/** Locks the knowledge base and gives its next revision; null: it does not exist. Every change of passages starts here. */
export async function nextRevision(tx: Tx, workspaceId: string, knowledgeId: string): Promise<number | null> {
  const row = await tx
    .updateTable('knowledge_bases')
    .set({ revision: sql`revision + 1` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', knowledgeId)
    .returning('revision')
    .executeTakeFirst()
  return row?.revision ?? null
}

export async function listSources(
  tx: Tx,
  workspaceId: string,
  knowledgeId: string,
  page: { before: string | null; limit: number; status?: SourceStatus | undefined },
): Promise<SourceRow[]> {
  return tx
    .selectFrom('knowledge_sources')
    .where('workspace_id', '=', workspaceId)
    .where('knowledge_id', '=', knowledgeId)
    .$if(page.before !== null, (query) => query.where('id', '<', page.before ?? ''))
    .$if(page.status !== undefined, (query) => query.where('status', '=', page.status ?? 'ready'))
    .select(sourceColumns)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
}

export async function findSource(tx: Tx, workspaceId: string, knowledgeId: string, id: string): Promise<SourceRow | undefined> {
  return tx
    .selectFrom('knowledge_sources')
    .where('workspace_id', '=', workspaceId)
    .where('knowledge_id', '=', knowledgeId)
    .where('id', '=', id)
    .select(sourceColumns)
    .executeTakeFirst()
}

export async function listPassages(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  page: { after: number; limit: number },
): Promise<{ id: string; position: number; heading: string | null; text: string }[]> {
  return tx
    .selectFrom('knowledge_passages')
    .where('workspace_id', '=', workspaceId)
    .where('source_id', '=', sourceId)
    .where('position', '>', page.after)
    .select(['id', 'position', 'heading', 'text'])
    .orderBy('position')
    .limit(page.limit)
    .execute()
}

export interface NewPassage {
  sourceId: string
  position: number
  id: string
  heading: string | null
  text: string
}

/** Many at once, in one statement: three hundred thousand rows a minute instead of three thousand. */
export async function insertPassages(tx: Tx, workspaceId: string, knowledgeId: string, passages: readonly NewPassage[]): Promise<void> {
  for (let start = 0; start < passages.length; start += 2000) {
    const some = passages.slice(start, start + 2000)
    await sql`
      insert into knowledge_passages (workspace_id, knowledge_id, source_id, position, id, heading, text)
      select ${workspaceId}, ${knowledgeId}, * from unnest(
        ${some.map((p) => p.sourceId)}::uuid[], ${some.map((p) => p.position)}::int[], ${some.map((p) => p.id)}::uuid[],
        ${some.map((p) => p.heading)}::text[], ${some.map((p) => p.text)}::text[])`.execute(tx)
  }
}
