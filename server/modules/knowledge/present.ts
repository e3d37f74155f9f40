import type { Knowledge, Source } from '../../../contract/knowledge.ts'
import type { KnowledgeRow, SourceRow } from './queries.ts'

export function presentKnowledge(row: KnowledgeRow): Knowledge {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    sourceCount: row.source_count,
    passageCount: row.passage_count,
    createdAt: row.created_at.toISOString(),
  }
}

export function presentSource(row: SourceRow): Source {
  return {
    id: row.id,
    knowledgeId: row.knowledge_id,
    type: row.type,
    title: row.title,
    url: row.url,
    fileId: row.file_id,
    mimeType: row.mime_type,
    status: row.status,
    statusReason: row.status_reason,
    progress: row.progress,
    excluded: row.excluded,
    passageCount: row.passage_count,
    characterCount: row.character_count,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
