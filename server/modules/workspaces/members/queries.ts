import { sql } from 'kysely'
import type { Database, Tx } from '../../../platform/db.ts'
import { isId } from '../../../platform/ids.ts'
import type { Role } from '../../../platform/module.ts'

export interface MemberRow {
  userId: string
  name: string
  email: string
  role: Role
  createdAt: Date
}

/** Oldest first; `after`: the last of the page before. */
export async function listMembers(
  tx: Tx,
  workspaceId: string,
  limit: number,
  after?: { createdAt: string; userId: string },
): Promise<MemberRow[]> {
  const onward = after ? sql`and (date_trunc('milliseconds', m.created_at), m.user_id) > (${after.createdAt}, ${after.userId})` : sql``
  const { rows } = await sql<MemberRow>`
    select m.user_id as "userId", p.name, p.email, m.role, m.created_at as "createdAt"
    from members m join parley_member_profiles() p on p.user_id = m.user_id
    where m.workspace_id = ${workspaceId} and m.removed_at is null ${onward}
    order by date_trunc('milliseconds', m.created_at), m.user_id limit ${limit}`.execute(tx)
  return rows
}

/** A person of the workspace as of now; undefined for who has left. */
export async function findMember(tx: Tx, workspaceId: string, userId: string): Promise<MemberRow | undefined> {
  if (!isId(userId)) return undefined
  const { rows } = await sql<MemberRow>`
    select m.user_id as "userId", p.name, p.email, m.role, m.created_at as "createdAt"
    from members m join parley_member_profiles() p on p.user_id = m.user_id
    where m.workspace_id = ${workspaceId} and m.user_id = ${userId} and m.removed_at is null`.execute(tx)
  return rows[0]
}

/** Owners who want to be told by mail when a channel breaks. */
export async function ownersToTell(tx: Tx, workspaceId: string): Promise<{ userId: string; email: string }[]> {
  const { rows } = await sql<{ userId: string; email: string }>`
    select m.user_id as "userId", p.email from members m join parley_member_profiles() p on p.user_id = m.user_id
    where m.workspace_id = ${workspaceId} and m.role = 'owner' and m.removed_at is null and m.channel_mails order by m.user_id`.execute(tx)
  return rows
}

/** @returns undefined for who is no member */
export async function wantsChannelMails(tx: Tx, workspaceId: string, userId: string): Promise<boolean | undefined> {
  const row = await tx
    .selectFrom('members')
    .select('channel_mails')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.channel_mails
}

export async function setChannelMails(tx: Tx, workspaceId: string, userId: string, wanted: boolean): Promise<void> {
  await tx
    .updateTable('members')
    .set({ channel_mails: wanted })
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
    .execute()
}

/** Names by user id, of those who left as well: for whatever shows who wrote or is assigned. */
export async function memberNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const known = [...new Set(ids)].filter(isId)
  if (known.length === 0) return new Map()
  const { rows } = await sql<{ userId: string; name: string }>`
    select user_id as "userId", name from parley_member_profiles() where user_id = any (${known}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.userId, row.name]))
}

export interface WorkspaceName {
  id: string
  name: string
}

/** Crosses workspaces: for the command line and jobs that go through all of them. */
export async function listWorkspaces(db: Database): Promise<WorkspaceName[]> {
  const { rows } = await sql<WorkspaceName>`select id, name from workspaces order by id`.execute(db.spine)
  return rows
}
