import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/ids.ts'
import type { Deps, Role } from '../../../platform/module.ts'
import { recordSystemAudit } from '../audit/record-audit.ts'
import { fail } from '../errors.ts'

export interface NewApiKey {
  name: string
  role: Role
}

export interface MadeApiKey {
  id: string
  /** Shown once; only its hash is kept. */
  key: string
  hint: string
  createdAt: Date
}

export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

export async function insertApiKey(tx: Tx, workspaceId: string, key: NewApiKey, createdBy: string | null): Promise<MadeApiKey> {
  const secret = `pk_${randomBytes(32).toString('base64url')}`
  const id = newId()
  const hint = secret.slice(-4)
  const { rows } = await sql<{ created_at: Date }>`
    insert into api_keys (workspace_id, id, name, role, key_hash, hint, created_by)
    values (${workspaceId}, ${id}, ${key.name}, ${key.role}, ${hashApiKey(secret)}, ${hint}, ${createdBy}) returning created_at`.execute(tx)
  return { id, key: secret, hint, createdAt: rows[0]?.created_at ?? new Date() }
}

/**
 * For the command line, while the server runs or not.
 * @throws AppError `workspace-not-found`, `workspace-ambiguous`
 */
export async function createApiKey(
  deps: Pick<Deps, 'db'>,
  input: NewApiKey & ({ workspaceId: string } | { workspaceName: string }),
): Promise<{ id: string; key: string; workspaceId: string }> {
  const workspaceId = 'workspaceId' in input ? input.workspaceId : await findWorkspaceByName(deps, input.workspaceName)
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql`select 1 from workspaces where id = ${workspaceId}`.execute(tx)
    if (rows.length === 0) throw fail('workspace-not-found')
    const { id, key } = await insertApiKey(tx, workspaceId, input, null)
    await recordSystemAudit(tx, workspaceId, 'api-key.created', { type: 'api-key', id, name: input.name }, { role: input.role })
    return { id, key, workspaceId }
  })
}

/** Crosses workspaces: the operator names one. */
async function findWorkspaceByName(deps: Pick<Deps, 'db'>, name: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from workspaces where name = ${name} limit 2`.execute(deps.db.auth)
  const [workspace, another] = rows
  if (!workspace) throw fail('workspace-not-found')
  if (another) throw fail('workspace-ambiguous')
  return workspace.id
}

/**
 * @returns the key's name
 * @throws AppError `api-key-not-found`, also for one that was revoked before
 */
export async function revokeApiKey(tx: Tx, workspaceId: string, id: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    update api_keys set revoked_at = now() where workspace_id = ${workspaceId} and id = ${id} and revoked_at is null returning name`.execute(
    tx,
  )
  if (!rows[0]) throw fail('api-key-not-found')
  return rows[0].name
}
