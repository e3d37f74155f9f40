import { type Selectable, sql } from 'kysely'
import type { ContactImport } from '../../../../contract/contacts.ts'
import type { Database, Tables, Tx } from '../../../platform/db.ts'
import type { ImportOptions } from './import-options.ts'
import type { RowFault } from './read-person.ts'

export type ImportRow = Selectable<Tables['contact_imports']>

export const keptFaults = 100

export async function insertImport(tx: Tx, workspaceId: string, id: string, options: ImportOptions): Promise<ImportRow> {
  return tx
    .insertInto('contact_imports')
    .values({ workspace_id: workspaceId, id, status: 'queued', status_reason: null, options: JSON.stringify(options), total: null })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function findImport(tx: Tx, workspaceId: string, id: string): Promise<ImportRow | undefined> {
  return tx.selectFrom('contact_imports').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}

export interface Progress {
  processed: number
  created: number
  updated: number
  skipped: number
  failed: number
  faults: readonly RowFault[]
}

/** The file has been read from end to end: so many rows, and from now on they count. */
export async function startImport(tx: Tx, workspaceId: string, id: string, total: number): Promise<void> {
  await tx
    .updateTable('contact_imports')
    .set({ status: 'running', total })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** A dry run that was broken off has kept nothing, so its counts begin anew. */
export async function resetImport(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx
    .updateTable('contact_imports')
    .set({ processed: 0, created: 0, updated: 0, skipped: 0, failed: 0, errors: '[]' })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function addProgress(tx: Tx, workspaceId: string, id: string, progress: Progress): Promise<void> {
  const { processed, created, updated, skipped, failed, faults } = progress
  await sql`
    update contact_imports set processed = processed + ${processed}, created = created + ${created}, updated = updated + ${updated},
      skipped = skipped + ${skipped}, failed = failed + ${failed},
      errors = case when jsonb_array_length(errors) >= ${keptFaults} then errors
        else jsonb_path_query_array(errors || ${JSON.stringify(faults.slice(0, keptFaults))}::jsonb, '$[0 to 99]') end
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
}

export async function endImport(tx: Tx, workspaceId: string, id: string, failure: string | null): Promise<void> {
  await tx
    .updateTable('contact_imports')
    .set({ status: failure === null ? 'done' : 'failed', status_reason: failure, finished_at: new Date() })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

export function presentImport(row: ImportRow): ContactImport {
  return {
    id: row.id,
    status: row.status,
    statusReason: row.status_reason,
    dryRun: row.options.dryRun,
    duplicates: row.options.duplicates,
    total: row.total,
    processed: row.processed,
    created: row.created,
    updated: row.updated,
    skipped: row.skipped,
    failed: row.failed,
    errors: row.errors,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

/** Crosses workspaces: reports of imports older than a month, by age alone. */
export async function deleteOldImports(db: Database): Promise<void> {
  await sql`delete from contact_imports where created_at < now() - interval '30 days'`.execute(db.spine)
}
