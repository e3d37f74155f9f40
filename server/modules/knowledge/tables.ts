import type { ColumnType, Generated } from 'kysely'
import type { sourceStatuses } from '../../../contract/knowledge.ts'

export type SourceType = 'text' | 'faq' | 'url' | 'file'
export type SourceStatus = (typeof sourceStatuses)[number]

export interface KnowledgeBaseTable {
  workspace_id: string
  id: string
  name: string
  description: string | null
  revision: Generated<number>
  created_at: Generated<Date>
}

export interface KnowledgeSourceTable {
  workspace_id: string
  id: string
  knowledge_id: string
  type: SourceType
  title: string
  url: string | null
  file_id: string | null
  mime_type: string | null
  content: string | null
  status: SourceStatus
  status_reason: string | null
  progress: Generated<number>
  excluded: Generated<boolean>
  passage_count: Generated<number>
  character_count: Generated<number>
  revision: Generated<number>
  created_at: Generated<Date>
  updated_at: ColumnType<Date, Date | undefined, Date>
}

export interface KnowledgePassageTable {
  workspace_id: string
  source_id: string
  position: number
  knowledge_id: string
  id: string
  heading: string | null
  text: string
}

export interface KnowledgeVectorTable {
  workspace_id: string
  knowledge_id: string
  model: string
  passage_id: string
  bits: string
  bytes: Buffer
}

declare module '../../platform/db.ts' {
  interface Tables {
    knowledge_bases: KnowledgeBaseTable
    knowledge_sources: KnowledgeSourceTable
    knowledge_passages: KnowledgePassageTable
    knowledge_vectors: KnowledgeVectorTable
  }
}
