import { sql } from 'kysely'
import { publish } from '../../platform/events.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { deleteFile } from '../conversations/index.ts'
import { recordAudit } from '../workspaces/index.ts'
import { readSourceJob } from './add-sources.ts'
import { changeKnowledge } from './change-knowledge.ts'
import { fail } from './errors.ts'
import { findSource, type SourceRow } from './queries.ts'

/** @throws AppError `knowledge-not-found`, `source-not-found` */
export async function patchSource(
  deps: Deps,
  access: Access,
  knowledgeId: string,
  sourceId: string,
  patch: { title?: string | undefined; excluded?: boolean | undefined },
): Promise<SourceRow> {
  const { workspaceId } = access
  return changeKnowledge(deps, workspaceId, knowledgeId, async (tx, revision) => {
    const changed = await tx
      .updateTable('knowledge_sources')
      .set({
        revision,
        updated_at: sql<Date>`now()`,
        ...(patch.title === undefined ? {} : { title: patch.title }),
        ...(patch.excluded === undefined ? {} : { excluded: patch.excluded }),
      })
      .where('workspace_id', '=', workspaceId)
      .where('knowledge_id', '=', knowledgeId)
      .where('id', '=', sourceId)
      .executeTakeFirst()
    const source = changed.numUpdatedRows > 0n ? await findSource(tx, workspaceId, knowledgeId, sourceId) : undefined
    if (!source) throw fail('source-not-found')
    await publish(tx, workspaceId, 'knowledge.source-updated', { knowledgeId, sourceId, status: source.status })
    await recordAudit(tx, access, 'knowledge.source-updated', { type: 'knowledge-source', id: sourceId, name: source.title }, { ...patch })
    return source
  })
}

/** Reads a source again: a page as it is today, a file or a text with the present program. @throws AppError `source-not-found` */
export async function resyncSource(deps: Deps, access: Access, knowledgeId: string, sourceId: string): Promise<SourceRow> {
  const { workspaceId } = access
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const changed = await tx
      .updateTable('knowledge_sources')
      .set({ status: 'queued', status_reason: null, progress: 0, updated_at: sql<Date>`now()` })
      .where('workspace_id', '=', workspaceId)
      .where('knowledge_id', '=', knowledgeId)
      .where('id', '=', sourceId)
      .executeTakeFirst()
    const source = changed.numUpdatedRows > 0n ? await findSource(tx, workspaceId, knowledgeId, sourceId) : undefined
    if (!source) throw fail('source-not-found')
    await deps.jobs.enqueue(tx, readSourceJob, { workspaceId, sourceId }, { maxAttempts: 3 })
    await publish(tx, workspaceId, 'knowledge.source-updated', { knowledgeId, sourceId, status: 'queued' })
    await recordAudit(tx, access, 'knowledge.source-resynced', { type: 'knowledge-source', id: sourceId, name: source.title })
    return source
  })
}

/** With its passages, vectors and file. @throws AppError `knowledge-not-found`, `source-not-found` */
export async function deleteSource(deps: Deps, access: Access, knowledgeId: string, sourceId: string): Promise<void> {
  const { workspaceId } = access
  const fileId = await changeKnowledge(deps, workspaceId, knowledgeId, async (tx) => {
    const deleted = await tx
      .deleteFrom('knowledge_sources')
      .where('workspace_id', '=', workspaceId)
      .where('knowledge_id', '=', knowledgeId)
      .where('id', '=', sourceId)
      .returning(['title', 'file_id'])
      .executeTakeFirst()
    if (!deleted) throw fail('source-not-found')
    await recordAudit(
      tx,
      access,
      'knowledge.source-deleted',
      { type: 'knowledge-source', id: sourceId, name: deleted.title },
      { knowledgeId },
    )
    return deleted.file_id
  })
  if (fileId !== null) await deleteFile(deps, workspaceId, fileId)
}
