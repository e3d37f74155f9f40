import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { AuditRow } from '../tables.ts'
import { hashEntry } from './record-audit.ts'

export interface AuditCheck {
  intact: boolean
  entries: number
  /** The first entry that does not fit: changed, or following one that was removed; `end` when the newest ones are missing. */
  brokenAt: string | null
}

type StoredRow = Omit<AuditRow, 'at' | 'details'> & { at: Date; details: unknown }

const batchSize = 1000

/** Recomputes the whole chain of one workspace. */
export async function checkAuditChain(tx: Tx, workspaceId: string): Promise<AuditCheck> {
  let previousHash = ''
  let sequence = 0
  for (;;) {
    const { rows } = await sql<StoredRow>`
      select * from audit_log where workspace_id = ${workspaceId} and sequence > ${sequence} order by sequence limit ${batchSize}`.execute(
      tx,
    )
    for (const row of rows) {
      if (row.sequence !== sequence + 1 || row.previous_hash !== previousHash || row.hash !== rehash(row)) {
        return { intact: false, entries: sequence, brokenAt: row.id }
      }
      sequence = row.sequence
      previousHash = row.hash
    }
    if (rows.length < batchSize) break
  }
  const head = await sql<{ sequence: number; hash: string }>`
    select sequence, hash from audit_heads where workspace_id = ${workspaceId}`.execute(tx)
  const end = head.rows[0] ?? { sequence: 0, hash: '' }
  const intact = end.sequence === sequence && end.hash === previousHash
  return { intact, entries: sequence, brokenAt: intact ? null : 'end' }
}

function rehash(row: StoredRow): string {
  return hashEntry({
    workspaceId: row.workspace_id,
    sequence: row.sequence,
    id: row.id,
    at: row.at.toISOString(),
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
    action: row.action,
    target: { type: row.target_type, id: row.target_id, name: row.target_name },
    details: row.details,
    previousHash: row.previous_hash,
  })
}
