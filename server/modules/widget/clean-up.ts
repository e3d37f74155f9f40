import type { Deps } from '../../platform/module.ts'
import { deleteFile } from '../conversations/index.ts'
import { deleteStaleVisitors, takeAbandonedUploads } from './queries.ts'

/** Once a day: visitors nobody has seen for long, and files that were uploaded and never sent. */
export async function cleanUpVisitors(deps: Deps): Promise<void> {
  for (const { workspaceId, fileId } of await takeAbandonedUploads(deps.db)) await deleteFile(deps, workspaceId, fileId)
  await deleteStaleVisitors(deps.db)
}
