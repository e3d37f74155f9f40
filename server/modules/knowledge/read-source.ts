import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { jobHandler } from '../../platform/jobs.ts'
import type { Deps } from '../../platform/module.ts'
import { changeKnowledge } from './change-knowledge.ts'
import { cutPassages } from './cut-passages.ts'
import { queueEmbedding } from './embedding/queue-embedding.ts'
import { unreadable } from './errors.ts'
import { insertPassages } from './queries.ts'
import { chooseFormat } from './reading/choose-format.ts'
import { fetchPage } from './reading/fetch-page.ts'
import { parseDocument } from './reading/parse-document.ts'
import type { SourceType } from './tables.ts'

/**
 * Job: reads a page or a file (or cuts typed text anew) and puts its passages in the place of those before. What cannot be read is
 * `failed` with a reason, and whatever was read of it earlier stays searchable.
 */
export function readSource(deps: Deps) {
  return jobHandler(
    z.object({ workspaceId: z.string(), sourceId: z.string() }),
    async ({ workspaceId, sourceId }, { signal, isLastAttempt, log }) => {
      const source = await deps.db.withWorkspace(workspaceId, (tx) => startReading(tx, workspaceId, sourceId))
      if (!source) return
      try {
        const document = await readDocument(deps, workspaceId, source, signal)
        await deps.db.withWorkspace(workspaceId, (tx) => setProgress(tx, workspaceId, sourceId, 0.8))
        await replacePassages(deps, workspaceId, source, document)
      } catch (error) {
        if (signal.aborted) throw error
        const decided = error instanceof AppError && error.status < 500
        if (!decided) log.error({ err: error, sourceId }, 'a source could not be read')
        if (!decided && !isLastAttempt) throw error
        const reason = decided ? error.userMessage : 'Something went wrong on our side. Try again, and look at the log if it stays so.'
        await deps.db.withWorkspace(workspaceId, (tx) => markFailed(tx, workspaceId, source, reason))
      }
    },
  )
}

interface ReadableSource {
  id: string
  knowledge_id: string
  type: SourceType
  title: string
  url: string | null
  file_id: string | null
  mime_type: string | null
  content: string | null
}

interface Document {
  title: string | null
  text: string
  mimeType: string | null
}

async function startReading(tx: Tx, workspaceId: string, sourceId: string): Promise<ReadableSource | undefined> {
  const source = await tx
    .updateTable('knowledge_sources')
    .set({ status: 'reading', status_reason: null, progress: 0.1, updated_at: sql<Date>`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sourceId)
    .returning(['id', 'knowledge_id', 'type', 'title', 'url', 'file_id', 'mime_type', 'content'])
    .executeTakeFirst()
  if (source) await publish(tx, workspaceId, 'knowledge.source-updated', { knowledgeId: source.knowledge_id, sourceId, status: 'reading' })
  return source
}

async function readDocument(deps: Deps, workspaceId: string, source: ReadableSource, signal: AbortSignal): Promise<Document> {
  if (source.content !== null) return { title: null, text: source.content, mimeType: source.mime_type }
  const { bytes, contentType, charset, name } = await readBytes(deps, workspaceId, source, signal)
  await deps.db.withWorkspace(workspaceId, (tx) => setProgress(tx, workspaceId, source.id, 0.4))
  const format = await chooseFormat(bytes, { name, claimedType: contentType })
  const url = source.type === 'url' ? source.url : null
  const parsed = await parseDocument({ format, bytes, url, charset }, {}, signal)
  return { ...parsed, mimeType: mimeTypes[format] }
}

const mimeTypes = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  csv: 'text/csv',
  text: 'text/plain',
} as const

async function readBytes(deps: Deps, workspaceId: string, source: ReadableSource, signal: AbortSignal) {
  if (source.url !== null) return fetchPage(deps, source.url, signal)
  if (source.file_id === null) throw unreadable('document-damaged')
  const bytes = await deps.files.readBytes({ workspaceId, fileId: source.file_id })
  return { bytes, contentType: source.mime_type, charset: null, name: source.title }
}

async function setProgress(tx: Tx, workspaceId: string, sourceId: string, progress: number): Promise<void> {
  await tx.updateTable('knowledge_sources').set({ progress }).where('workspace_id', '=', workspaceId).where('id', '=', sourceId).execute()
}

async function replacePassages(deps: Deps, workspaceId: string, source: ReadableSource, document: Document): Promise<void> {
  const passages = cutPassages(document.text).map((passage, position) => ({ ...passage, sourceId: source.id, position, id: newId() }))
  if (passages.length === 0) throw unreadable('document-without-text')
  const knowledgeId = source.knowledge_id
  await changeKnowledge(deps, workspaceId, knowledgeId, async (tx, revision) => {
    await tx.deleteFrom('knowledge_passages').where('workspace_id', '=', workspaceId).where('source_id', '=', source.id).execute()
    const updated = await tx
      .updateTable('knowledge_sources')
      .set({
        status: 'ready',
        status_reason: null,
        progress: 1,
        mime_type: document.mimeType,
        passage_count: passages.length,
        character_count: document.text.length,
        revision,
        updated_at: sql<Date>`now()`,
        // A page is listed under its address until its own title is known; a title that a person gave stays.
        ...(source.type === 'url' && source.title === source.url && document.title ? { title: document.title } : {}),
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', source.id)
      .returning('id')
      .executeTakeFirst()
    // Deleted while it was being read.
    if (!updated) return
    await insertPassages(tx, workspaceId, knowledgeId, passages)
    await publish(tx, workspaceId, 'knowledge.source-updated', { knowledgeId, sourceId: source.id, status: 'ready' })
    await queueEmbedding(tx, deps, workspaceId, [source.id])
  }).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'knowledge-not-found')) throw error
  })
}

async function markFailed(tx: Tx, workspaceId: string, source: ReadableSource, reason: string): Promise<void> {
  const updated = await tx
    .updateTable('knowledge_sources')
    .set({ status: 'failed', status_reason: reason, progress: 0, updated_at: sql<Date>`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', source.id)
    .returning('id')
    .executeTakeFirst()
  if (updated)
    await publish(tx, workspaceId, 'knowledge.source-updated', { knowledgeId: source.knowledge_id, sourceId: source.id, status: 'failed' })
}
