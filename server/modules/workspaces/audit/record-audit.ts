import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/ids.ts'
import type { Access } from '../../../platform/module.ts'
import type { ActorType } from '../tables.ts'

export interface AuditTarget {
  type: string
  id: string | null
  /** What people call it; null where that would be a customer's name. */
  name: string | null
}

export interface AuditActor {
  type: ActorType
  id: string | null
  name: string
}

/**
 * Records an administrative act in the transaction that does it. `details` holds settings and ids: no secrets, nothing that customers wrote.
 * Call it last: from here on the workspace's other administrative acts wait for the commit.
 */
export async function recordAudit(
  tx: Tx,
  access: Access,
  action: string,
  target: AuditTarget,
  details: Record<string, unknown> = {},
): Promise<void> {
  const { type, id, name } = access.actor
  await recordAuditAs(tx, access.workspaceId, { type, id, name }, action, target, details)
}

/** The same for what the program did by itself or at the command line. */
export async function recordSystemAudit(
  tx: Tx,
  workspaceId: string,
  action: string,
  target: AuditTarget,
  details: Record<string, unknown> = {},
): Promise<void> {
  await recordAuditAs(tx, workspaceId, { type: 'system', id: null, name: 'Parley' }, action, target, details)
}

/** What a row's hash covers: everything in it, and through `previousHash` every row before. */
export interface ChainedEntry {
  workspaceId: string
  sequence: number
  id: string
  at: string
  actor: AuditActor
  action: string
  target: AuditTarget
  details: unknown
  previousHash: string
}

export function hashEntry(entry: ChainedEntry): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(entry)))
    .digest('hex')
}

/** The same for an actor without an Access: a person who has just come in. The chain starts from the empty hash. */
export async function recordAuditAs(
  tx: Tx,
  workspaceId: string,
  actor: AuditActor,
  action: string,
  target: AuditTarget,
  details: Record<string, unknown> = {},
): Promise<void> {
  // Locks the end of the chain until the commit.
  const { rows } = await sql<{ sequence: number; hash: string }>`
    insert into audit_heads (workspace_id, sequence, hash) values (${workspaceId}, 0, '')
    on conflict (workspace_id) do update set sequence = audit_heads.sequence returning sequence, hash`.execute(tx)
  const head = rows[0] ?? { sequence: 0, hash: '' }
  // As the database will give it back: no undefined, no dates.
  const plainDetails: unknown = JSON.parse(JSON.stringify(details))
  const entry: ChainedEntry = {
    workspaceId,
    sequence: head.sequence + 1,
    id: newId(),
    at: new Date().toISOString(),
    actor,
    action,
    target,
    details: plainDetails,
    previousHash: head.hash,
  }
  const hash = hashEntry(entry)
  await sql`
    with entry as (
      insert into audit_log (workspace_id, id, sequence, at, actor_type, actor_id, actor_name, action, target_type, target_id, target_name,
        details, previous_hash, hash)
      values (${workspaceId}, ${entry.id}, ${entry.sequence}, ${entry.at}, ${actor.type}, ${actor.id}, ${actor.name}, ${action}, ${target.type},
        ${target.id}, ${target.name}, ${JSON.stringify(plainDetails)}::jsonb, ${entry.previousHash}, ${hash})
    )
    update audit_heads set sequence = ${entry.sequence}, hash = ${hash} where workspace_id = ${workspaceId}`.execute(tx)
}

/** jsonb keeps keys in an order of its own: the hash must not depend on it. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  )
}
