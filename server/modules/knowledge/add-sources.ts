import { sql } from 'kysely'
import type { NewSource } from '../../../contract/knowledge.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import { cutPassages } from './cut-passages.ts'
import { queueEmbedding } from './embedding/queue-embedding.ts'
import { insertPassages, type SourceRow } from './queries.ts'

type AddedSource = SourceRow & { content: string | null; revision: number }

/** The name of the job that reads pages and files. */
export const readSourceJob = 'knowledge.read-source'

/** Adds sources, inside `changeKnowledge`. What was typed in is cut and searchable with the commit; pages are queued to be read. */
export async function addSources(
  tx: Tx,
  deps: Deps,
  workspaceId: string,
  { knowledgeId, revision }: { knowledgeId: string; revision: number },
  sources: readonly NewSource[],
): Promise<SourceRow[]> {
  const now = deps.clock.now()
  const passages = []
  const rows: AddedSource[] = []
  for (const source of sources) {
    const row = newRow(source, { knowledgeId, revision, now })
    if (row.content !== null) {
      const cut = cutPassages(row.content).map((passage, position) => ({ ...passage, sourceId: row.id, position, id: newId() }))
      row.passage_count = cut.length
      passages.push(...cut)
    }
    rows.push(row)
  }
  await insertSources(tx, workspaceId, rows)
  await insertPassages(tx, workspaceId, knowledgeId, passages)
  for (const row of rows) await publish(tx, workspaceId, 'knowledge.source-updated', { knowledgeId, sourceId: row.id, status: row.status })
  const queued = rows.filter((row) => row.status === 'queued')
  await deps.jobs.enqueueMany(
    tx,
    readSourceJob,
    queued.map((row) => ({ workspaceId, sourceId: row.id })),
    { maxAttempts: 3 },
  )
  await queueEmbedding(
    tx,
    deps,
    workspaceId,
    rows.filter((row) => row.passage_count > 0).map((row) => row.id),
  )
  return rows
}

function newRow(source: NewSource, base: { knowledgeId: string; revision: number; now: Date }): AddedSource {
  const content = source.type === 'text' ? source.text : source.type === 'faq' ? source.answer : null
  return {
    id: newId(),
    knowledge_id: base.knowledgeId,
    type: source.type,
    title: (source.type === 'text' ? source.title : source.type === 'faq' ? source.question : source.url).replaceAll('\0', ''),
    url: source.type === 'url' ? source.url : null,
    file_id: null,
    mime_type: null,
    content: content?.replaceAll('\0', '') ?? null,
    status: content === null ? 'queued' : 'ready',
    status_reason: null,
    progress: content === null ? 0 : 1,
    excluded: false,
    passage_count: 0,
    character_count: content?.length ?? 0,
    revision: base.revision,
    created_at: base.now,
    updated_at: base.now,
  }
}

async function insertSources(tx: Tx, workspaceId: string, rows: readonly AddedSource[]): Promise<void> {
  await sql`
    insert into knowledge_sources (workspace_id, id, knowledge_id, type, title, url, content, status, progress, passage_count, character_count,
      revision, created_at, updated_at)
    select ${workspaceId}, s.id, s.knowledge_id, s.type, s.title, s.url, s.content, s.status, s.progress, s.passage_count, s.character_count,
      s.revision, s.created_at, s.created_at
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.knowledge_id)}::uuid[], ${rows.map((row) => row.type)}::text[],
      ${rows.map((row) => row.title)}::text[], ${rows.map((row) => row.url)}::text[], ${rows.map((row) => row.content)}::text[],
      ${rows.map((row) => row.status)}::text[], ${rows.map((row) => row.progress)}::real[], ${rows.map((row) => row.passage_count)}::int[],
      ${rows.map((row) => row.character_count)}::int[], ${rows.map((row) => row.revision)}::bigint[],
      ${rows.map((row) => row.created_at.toISOString())}::timestamptz[]
    ) as s (id, knowledge_id, type, title, url, content, status, progress, passage_count, character_count, revision, created_at)`.execute(
    tx,
  )
}
