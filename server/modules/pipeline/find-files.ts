import type { Tx } from '../../platform/module.ts'
import { fail } from './errors.ts'

export interface AttachedFile {
  id: string
  mime_type: string
  name: string | null
  size: number
}

/** In the order asked for. A file belongs to one conversation, with which it is seen and erased. */
export async function findFiles(tx: Tx, workspaceId: string, conversationId: string, ids: readonly string[]): Promise<AttachedFile[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('files')
    .select(['id', 'mime_type', 'name', 'size', 'conversation_id'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...ids])
    .execute()
  return ids.map((id) => {
    const file = rows.find((row) => row.id === id)
    if (!file) throw fail('file-not-found', { message: id })
    if (file.conversation_id !== null && file.conversation_id !== conversationId) throw fail('file-elsewhere', { message: id })
    return file
  })
}
