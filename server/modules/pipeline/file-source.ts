import { ProviderError } from '../../platform/errors.ts'
import type { Deps } from '../../platform/module.ts'
import type { FileSource } from '../channels/index.ts'
import { linkFile } from '../conversations/index.ts'

/** Opens a workspace's stored files for an adapter that uploads them. */
export function fileSource(deps: Deps, workspaceId: string): FileSource {
  return {
    open: async (fileId) => {
      const file = await deps.db.withWorkspace(workspaceId, (tx) =>
        tx
          .selectFrom('files')
          .select(['mime_type', 'name', 'size'])
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', fileId)
          .executeTakeFirst(),
      )
      if (!file) throw new ProviderError({ provider: 'files', code: 'media', retryable: false, message: 'The file is no longer there.' })
      return { stream: await deps.files.read({ workspaceId, fileId }), size: file.size, mimeType: file.mime_type, name: file.name }
    },
    link: async (fileId) => linkFile(deps, workspaceId, fileId),
  }
}
