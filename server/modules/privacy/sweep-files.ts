import { sql } from 'kysely'
import { idTime } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import { deleteFile } from '../conversations/index.ts'

/**
 * Deletes files that belong to nothing: uploaded and never sent, left behind when their message went, or never written down. A day's grace, because a file is there
 * before the message or the document that it is for.
 */
export async function sweepFiles(deps: Deps): Promise<void> {
  // Crosses workspaces for their ids alone; everything else happens inside each.
  const { rows: workspaces } = await sql<{ id: string }>`select id from workspaces order by id`.execute(deps.db.spine)
  for (const { id: workspaceId } of workspaces) {
    for (const fileId of await findUnused(deps, workspaceId)) await deleteFile(deps, workspaceId, fileId)
    await removeUnknown(deps, workspaceId)
  }
}

const graceMs = 86_400_000
const batchSize = 1_000

/** Bytes of which no row speaks: a process died between writing one and the other. Imports of contacts lie there under their own ids. */
async function removeUnknown(deps: Deps, workspaceId: string): Promise<void> {
  let batch: string[] = []
  const flush = async (): Promise<void> => {
    const ids = batch
    batch = []
    if (ids.length === 0) return
    const { rows } = await deps.db.withWorkspace(workspaceId, (tx) =>
      sql<{ id: string }>`
        select i.id from unnest(${ids}::uuid[]) as i(id)
        where not exists (select from files f where f.workspace_id = ${workspaceId} and f.id = i.id)
          and not exists (select from contact_imports c where c.workspace_id = ${workspaceId} and c.id = i.id and c.status in ('queued', 'running'))`.execute(
        tx,
      ),
    )
    for (const { id: fileId } of rows) await deps.files.remove({ workspaceId, fileId })
  }
  for await (const id of deps.files.list(workspaceId)) {
    if (idTime(id) > deps.clock.now().getTime() - graceMs) continue
    batch.push(id)
    if (batch.length >= batchSize) await flush()
  }
  await flush()
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
