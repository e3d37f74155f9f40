import { sql } from 'kysely'
import type { Database } from '../../../platform/db.ts'
import type { Role } from '../../../platform/module.ts'

export interface Membership {
  workspaceId: string
  name: string
  role: Role
}

export interface SessionRow {
  id: string
  user_id: string
  name: string
  email: string
  expires_at: Date
  updated_at: Date
  active_workspace_id: string | null
  is_operator: boolean
  memberships: Membership[]
}

/** Crosses workspaces: a session belongs to a person, who may be in several. */
export async function findSession(db: Database, token: string): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.user_id, u.name, u.email, s.expires_at, s.updated_at, s.active_workspace_id,
      exists (select from auth.operators o where o.user_id = s.user_id) as is_operator, (
      select coalesce(jsonb_agg(jsonb_build_object('workspaceId', w.id, 'name', w.name, 'role', m.role) order by m.created_at, w.id), '[]')
      from members m join workspaces w on w.id = m.workspace_id where m.user_id = s.user_id and m.removed_at is null
    ) as memberships
    from auth.sessions s join auth.users u on u.id = s.user_id where s.token = ${token}`.execute(db.auth)
  return rows[0]
}

export interface ApiKeyRow {
  workspace_id: string
  id: string
  name: string
  role: Role
  last_used_at: Date | null
}

/** Crosses workspaces: the key says which one it is for. */
export async function findApiKey(db: Database, keyHash: string): Promise<ApiKeyRow | undefined> {
  const { rows } = await sql<ApiKeyRow>`
    select workspace_id, id, name, role, last_used_at from api_keys where key_hash = ${keyHash} and revoked_at is null`.execute(db.auth)
  return rows[0]
}

export async function touchSession(db: Database, sessionId: string, now: Date): Promise<void> {
  await sql`update auth.sessions set updated_at = ${now} where id = ${sessionId}`.execute(db.auth)
}

export async function touchApiKey(db: Database, workspaceId: string, keyId: string, now: Date): Promise<void> {
  await sql`update api_keys set last_used_at = ${now} where workspace_id = ${workspaceId} and id = ${keyId}`.execute(db.auth)
}

export async function useWorkspace(db: Database, sessionId: string, workspaceId: string): Promise<void> {
  await sql`update auth.sessions set active_workspace_id = ${workspaceId} where id = ${sessionId}`.execute(db.auth)
}

export interface SessionListRow {
  id: string
  user_agent: string | null
  created_at: Date
  updated_at: Date
  expires_at: Date
}

/** The living ones, last used first. */
export async function listSessions(db: Database, userId: string, now: Date): Promise<SessionListRow[]> {
  const { rows } = await sql<SessionListRow>`
    select id, user_agent, created_at, updated_at, expires_at from auth.sessions
    where user_id = ${userId} and expires_at > ${now} order by updated_at desc limit 100`.execute(db.auth)
  return rows
}

/** @returns whether the person had such a session */
export async function endSession(db: Database, userId: string, sessionId: string): Promise<boolean> {
  const { rows } = await sql`delete from auth.sessions where user_id = ${userId} and id = ${sessionId} returning id`.execute(db.auth)
  return rows.length > 0
}

export async function endExpiredSessions(db: Database, now: Date): Promise<void> {
  await sql`delete from auth.sessions where expires_at < ${now}`.execute(db.auth)
}

/** The language of the workspace that a person joined first; null for who is in none. Crosses workspaces: before anybody is signed in. */
export async function findAccountLanguage(db: Database, email: string): Promise<string | null> {
  const { rows } = await sql<{ language: string }>`
    select w.language from auth.users u join members m on m.user_id = u.id and m.removed_at is null join workspaces w on w.id = m.workspace_id
    where u.email = ${email.toLowerCase()} order by m.created_at, w.id limit 1`.execute(db.auth)
  return rows[0]?.language ?? null
}
