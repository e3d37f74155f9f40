import path from 'node:path'
import type { Readable } from 'node:stream'
import { AppError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { deleteFile, storeFile } from '../conversations/index.ts'
import { recordAudit } from '../workspaces/index.ts'
import { readSourceJob } from './add-sources.ts'
import { changeKnowledge } from './change-knowledge.ts'
import { fail } from './errors.ts'
import type { SourceRow } from './queries.ts'

export const largestUpload = 25 * 1024 * 1024

/**
 * Stores an uploaded document and queues it to be read.
 * @throws AppError `knowledge-not-found`, `upload-too-large`, `upload-empty`
 */
export async function addFile(
  deps: Deps,
  access: Access,
  knowledgeId: string,
  upload: { stream: Readable; name: string | null; claimedType: string | null; title?: string | undefined },
): Promise<SourceRow> {
  const { workspaceId } = access
  const file = await storeFile(deps, workspaceId, { ...upload, maxBytes: largestUpload }).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'file-too-large' ? fail('upload-too-large', { cause: error }) : error
  })
  try {
    if (file.size === 0) throw fail('upload-empty')
    return await changeKnowledge(deps, workspaceId, knowledgeId, async (tx, revision) => {
      const values = {
        id: newId(),
        knowledge_id: knowledgeId,
        type: 'file' as const,
        title: upload.title?.trim().slice(0, 500) || titleOf(file.name),
        file_id: file.id,
        url: null,
        // What the bytes do not tell the name may: it decides between the kinds of plain text.
        mime_type: file.mimeType === 'application/octet-stream' ? plainTypeOf(file.name) : file.mimeType,
        status: 'queued' as const,
        status_reason: null,
      }
      await tx
        .insertInto('knowledge_sources')
        .values({ ...values, workspace_id: workspaceId, content: null, revision })
        .execute()
      await deps.jobs.enqueue(tx, readSourceJob, { workspaceId, sourceId: values.id }, { maxAttempts: 3 })
      await publish(tx, workspaceId, 'knowledge.source-updated', { knowledgeId, sourceId: values.id, status: 'queued' })
      await recordAudit(
        tx,
        access,
        'knowledge.source-added',
        { type: 'knowledge-source', id: values.id, name: values.title },
        { knowledgeId, type: 'file' },
      )
      const now = deps.clock.now()
      return { ...values, progress: 0, excluded: false, passage_count: 0, character_count: 0, created_at: now, updated_at: now }
    })
  } catch (error) {
    await deleteFile(deps, workspaceId, file.id)
    throw error
  }
}

function titleOf(name: string | null): string {
  return (name ? path.parse(name).name : '').slice(0, 500) || name || 'Document'
}

const plainTypes: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  md: 'text/markdown',
  markdown: 'text/markdown',
  csv: 'text/csv',
  txt: 'text/plain',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

function plainTypeOf(name: string | null): string {
  return (
    plainTypes[
      path
        .extname(name ?? '')
        .slice(1)
        .toLowerCase()
    ] ?? 'application/octet-stream'
  )
}
