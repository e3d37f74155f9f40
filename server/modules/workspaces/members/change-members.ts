import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/events.ts'
import type { Access, Role } from '../../../platform/module.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { fail } from '../errors.ts'
import { findMember, type MemberRow } from './queries.ts'

/**
 * Gives a member another role. Only owners make owners or take that role away, and one always stays.
 * @throws AppError `member-not-found`, `owner-needed`, `last-owner`
 */
export async function changeRole(tx: Tx, access: Access, userId: string, role: Role): Promise<MemberRow> {
  const member = await lockMember(tx, access, userId)
  if (member.role === role) return member
  if ((member.role === 'owner' || role === 'owner') && access.role !== 'owner') throw fail('owner-needed')
  if (member.role === 'owner') await keepAnOwner(tx, access.workspaceId, userId)
  await sql`update members set role = ${role} where workspace_id = ${access.workspaceId} and user_id = ${userId}`.execute(tx)
  await publish(tx, access.workspaceId, 'member.updated', { userId })
  await recordAudit(tx, access, 'member.role-changed', targetOf(member), { from: member.role, to: role })
  return { ...member, role }
}

/**
 * Ends a membership; the row stays so that what the person wrote keeps its author.
 * @throws AppError `member-not-found`, `owner-needed`, `last-owner`
 */
export async function removeMember(tx: Tx, access: Access, userId: string): Promise<void> {
  const member = await lockMember(tx, access, userId)
  if (member.role === 'owner' && access.role !== 'owner') throw fail('owner-needed')
  if (member.role === 'owner') await keepAnOwner(tx, access.workspaceId, userId)
  await sql`update members set removed_at = now() where workspace_id = ${access.workspaceId} and user_id = ${userId}`.execute(tx)
  await publish(tx, access.workspaceId, 'member.updated', { userId })
  await recordAudit(tx, access, 'member.removed', targetOf(member), { role: member.role })
}

/** Locks the owners too: two owners who remove each other at the same moment must not both succeed. */
async function lockMember(tx: Tx, access: Access, userId: string): Promise<MemberRow> {
  await sql`
    select 1 from members where workspace_id = ${access.workspaceId} and (user_id = ${userId} or role = 'owner')
    order by user_id for update`.execute(tx)
  const member = await findMember(tx, access.workspaceId, userId)
  if (!member) throw fail('member-not-found')
  return member
}

async function keepAnOwner(tx: Tx, workspaceId: string, leaving: string): Promise<void> {
  const { rows } = await sql`
    select 1 from members where workspace_id = ${workspaceId} and role = 'owner' and removed_at is null and user_id <> ${leaving} limit 1`.execute(
    tx,
  )
  if (rows.length === 0) throw fail('last-owner')
}

function targetOf(member: MemberRow) {
  return { type: 'member', id: member.userId, name: member.name }
}
