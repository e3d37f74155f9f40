import { sql } from 'kysely'
import type { Deps } from '../../platform/module.ts'
import { deleteFile } from '../conversations/index.ts'

/**
 * Deletes files that belong to nothing: uploaded and never sent, or left behind when their message went. A day's grace, because a file is there
 * before the message or the document that it is for.
 */
export async function sweepFiles(deps: Deps): Promise<void> {
  // Crosses workspaces for their ids alone; everything else happens inside each.
  const { rows: workspaces } = await sql<{ id: string }>`select id from workspaces order by id`.execute(deps.db.spine)
  for (const { id: workspaceId } of workspaces) {
    for (const fileId of await findUnused(deps, workspaceId)) await deleteFile(deps, workspaceId, fileId)
  }
}

async function findUnused(deps: Deps, workspaceId: string): Promise<string[]> {
  const { rows } = await deps.db.withWorkspace(workspaceId, (tx) =>
    sql<{ id: string }>`
      select f.id from files f where f.workspace_id = ${workspaceId} and f.created_at < now() - interval '1 day'
        and not exists (select from attachments a where a.workspace_id = f.workspace_id and a.file_id = f.id)
        and not exists (select from knowledge_sources s where s.workspace_id = f.workspace_id and s.file_id = f.id)
      order by f.id limit 10000`.execute(tx),
  )
  return rows.map((row) => row.id)
}
