import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/ids.ts'
import type { Access, Deps, Role } from '../../../platform/module.ts'
import { insertAccount, type PreparedAccount } from '../accounts/create-account.ts'
import { enterWorkspace } from '../accounts/create-workspace.ts'
import { recordAudit, recordAuditAs } from '../audit/record-audit.ts'
import { fail } from '../errors.ts'

const validDays = 7

export interface InvitationRow {
  workspace_id: string
  id: string
  email: string | null
  role: Role
  invited_by_name: string
  expires_at: Date
  accepted_at: Date | null
  revoked_at: Date | null
  created_at: Date
}

/** An invitation that can still be accepted, found by the secret of its link alone. */
export interface OpenInvitation {
  workspace_id: string
  workspace_name: string
  id: string
  email: string | null
  role: Role
  invited_by_name: string
  expires_at: Date
}

export async function createInvitation(
  tx: Tx,
  access: Access,
  invitation: { email: string | null; role: Role },
): Promise<{ row: InvitationRow; token: string }> {
  const token = randomBytes(32).toString('base64url')
  const { rows } = await sql<InvitationRow>`
    insert into invitations (workspace_id, id, email, role, token_hash, invited_by, invited_by_name, expires_at)
    values (${access.workspaceId}, ${newId()}, ${invitation.email?.toLowerCase() ?? null}, ${invitation.role}, ${hashToken(token)},
      ${access.actor.id}, ${access.actor.name}, now() + make_interval(days => ${validDays}))
    returning *`.execute(tx)
  const row = rows[0]
  if (!row) throw new Error('the invitation was not written')
  await recordAudit(tx, access, 'invitation.created', { type: 'invitation', id: row.id, name: row.email }, { role: row.role })
  return { row, token }
}

/** @throws AppError `invitation-not-found`, also for one that was used */
export async function revokeInvitation(tx: Tx, access: Access, id: string): Promise<void> {
  const { rows } = await sql<{ email: string | null }>`
    update invitations set revoked_at = now()
    where workspace_id = ${access.workspaceId} and id = ${id} and accepted_at is null and revoked_at is null returning email`.execute(tx)
  if (!rows[0]) throw fail('invitation-not-found')
  await recordAudit(tx, access, 'invitation.revoked', { type: 'invitation', id, name: rows[0].email })
}

/** Crosses workspaces: the secret says which one it is for. */
export async function findOpenInvitation(deps: Pick<Deps, 'db'>, token: string): Promise<OpenInvitation> {
  const { rows } = await sql<OpenInvitation>`
    select i.workspace_id, w.name as workspace_name, i.id, i.email, i.role, i.invited_by_name, i.expires_at
    from invitations i join workspaces w on w.id = i.workspace_id
    where i.token_hash = ${hashToken(token)} and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()`.execute(
    deps.db.auth,
  )
  if (!rows[0]) throw fail('invitation-not-found')
  return rows[0]
}

/** Who comes in: somebody who has an account, or one that is made in the same transaction. */
export type Joiner = { account: { id: string; name: string; email: string } } | { newAccount: PreparedAccount }

/**
 * Uses an invitation up: once, however many try at the same moment.
 * @throws AppError `invitation-not-found`, `invitation-for-another`, `already-member`, `email-taken`
 */
export async function acceptInvitation(deps: Pick<Deps, 'db'>, invitation: OpenInvitation, joiner: Joiner): Promise<void> {
  const person = 'account' in joiner ? joiner.account : joiner.newAccount
  if (invitation.email && invitation.email !== person.email.toLowerCase()) throw fail('invitation-for-another')
  await deps.db.auth.transaction().execute(async (tx) => {
    const { workspace_id: workspaceId, id, role } = invitation
    if ('newAccount' in joiner) await insertAccount(tx, joiner.newAccount)
    const used = await sql`
      update invitations set accepted_at = now(), accepted_by = ${person.id}
      where workspace_id = ${workspaceId} and id = ${id} and accepted_at is null and revoked_at is null and expires_at > now()
      returning id`.execute(tx)
    if (used.rows.length === 0) throw fail('invitation-not-found')
    const joined = await sql`
      insert into members (workspace_id, user_id, role) values (${workspaceId}, ${person.id}, ${role})
      on conflict (workspace_id, user_id) do update set role = excluded.role, removed_at = null, created_at = now()
      where members.removed_at is not null returning user_id`.execute(tx)
    if (joined.rows.length === 0) throw fail('already-member')
    await enterWorkspace(tx, workspaceId)
    const target = { type: 'member', id: person.id, name: person.name }
    await recordAuditAs(tx, workspaceId, { type: 'user', id: person.id, name: person.name }, 'member.joined', target, {
      role,
      invitationId: id,
    })
  })
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
