import type { z } from 'zod'
import type { Me, workspaceSchema } from '../../../../contract/workspaces.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/module.ts'
import { type Account, membershipOf } from '../access/create-authenticator.ts'
import { fail } from '../errors.ts'

/** Who is signed in, and the workspace they work in; one they have left since is passed over. */
export async function describeMe(deps: Pick<Deps, 'db'>, account: Account, asked?: string | string[]): Promise<Me> {
  const membership = membershipOf(account, asked) ?? membershipOf(account)
  const workspace = membership
    ? await deps.db.withWorkspace(membership.workspaceId, (tx) => findWorkspace(tx, membership.workspaceId))
    : null
  return {
    user: { id: account.userId, name: account.name, email: account.email },
    workspace,
    role: membership?.role ?? null,
    isOperator: account.isOperator,
    workspaces: account.memberships.map(({ workspaceId, name, role }) => ({ id: workspaceId, name, role })),
  }
}

export async function findWorkspace(tx: Tx, workspaceId: string): Promise<z.infer<typeof workspaceSchema>> {
  const row = await tx.selectFrom('workspaces').selectAll().where('id', '=', workspaceId).executeTakeFirst()
  if (!row) throw fail('workspace-not-found')
  return { id: row.id, name: row.name, language: row.language, timeZone: row.time_zone, createdAt: row.created_at.toISOString() }
}
