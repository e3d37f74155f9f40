import type { z } from 'zod'
import type { AuditEntry, auditQuerySchema } from '../../../../contract/workspaces.ts'
import type { Tx } from '../../../platform/db.ts'
import { type Page, pageFrom, readCursor } from '../paging.ts'

/** Newest first. */
export async function listAuditLog(tx: Tx, workspaceId: string, query: z.output<typeof auditQuerySchema>): Promise<Page<AuditEntry>> {
  let rows = tx
    .selectFrom('audit_log')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('sequence', 'desc')
    .limit(query.limit + 1)
  const [before] = readCursor(query.cursor, ['number'])
  if (before !== undefined) rows = rows.where('sequence', '<', Number(before))
  if (query.actorId) rows = rows.where('actor_id', '=', query.actorId)
  if (query.action?.endsWith('.')) rows = rows.where('action', '>=', query.action).where('action', '<', `${query.action.slice(0, -1)}/`)
  else if (query.action) rows = rows.where('action', '=', query.action)
  return pageFrom(
    await rows.execute(),
    query.limit,
    (row) => [row.sequence],
    (row) => ({
      id: row.id,
      at: row.at.toISOString(),
      actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
      action: row.action,
      target: { type: row.target_type, id: row.target_id, name: row.target_name },
      details: row.details,
    }),
  )
}
