import type { Knowledge } from '../../../contract/knowledge.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { deleteFile } from '../conversations/index.ts'
import { recordAudit } from '../workspaces/index.ts'
import { changeKnowledge } from './change-knowledge.ts'
import { fail } from './errors.ts'
import { presentKnowledge } from './present.ts'
import { findKnowledge } from './queries.ts'

interface KnowledgeFields {
  name: string
  description?: string | null | undefined
}

export async function createKnowledge(deps: Deps, access: Access, fields: KnowledgeFields): Promise<Knowledge> {
  const { workspaceId } = access
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const made = { id: newId(), name: fields.name, description: fields.description ?? null, created_at: deps.clock.now() }
    await tx
      .insertInto('knowledge_bases')
      .values({ ...made, workspace_id: workspaceId })
      .execute()
    await recordAudit(tx, access, 'knowledge.created', { type: 'knowledge', id: made.id, name: made.name })
    return presentKnowledge({ ...made, source_count: 0, passage_count: 0 })
  })
}

/** @throws AppError `knowledge-not-found` */
export async function updateKnowledge(deps: Deps, access: Access, id: string, patch: Partial<KnowledgeFields>): Promise<Knowledge> {
  const { workspaceId } = access
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const values = {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(patch.description === undefined ? {} : { description: patch.description }),
    }
    if (Object.keys(values).length > 0)
      await tx.updateTable('knowledge_bases').set(values).where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
    const row = await findKnowledge(tx, workspaceId, id)
    if (!row) throw fail('knowledge-not-found')
    await recordAudit(tx, access, 'knowledge.updated', { type: 'knowledge', id, name: row.name }, { ...patch })
    return presentKnowledge(row)
  })
}

/** With everything in it. @throws AppError `knowledge-not-found` */
export async function deleteKnowledge(deps: Deps, access: Access, id: string): Promise<void> {
  const { workspaceId } = access
  const files = await changeKnowledge(deps, workspaceId, id, async (tx) => {
    const held = await tx
      .selectFrom('knowledge_sources')
      .where('workspace_id', '=', workspaceId)
      .where('knowledge_id', '=', id)
      .where('file_id', 'is not', null)
      .select('file_id')
      .execute()
    const deleted = await tx
      .deleteFrom('knowledge_bases')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, access, 'knowledge.deleted', { type: 'knowledge', id, name: deleted.name })
    return held.flatMap((row) => (row.file_id === null ? [] : [row.file_id]))
  })
  for (const fileId of files) await deleteFile(deps, workspaceId, fileId)
}
