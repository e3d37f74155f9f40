import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/ids.ts'
import { type AuditActor, recordAuditAs } from '../audit/record-audit.ts'
import { fail } from '../errors.ts'

export interface NewWorkspace {
  name: string
  language: string
  timeZone: string
}

/**
 * A workspace with its first owner, in the caller's transaction as `parley_auth`; the audit log begins with it.
 * @returns its id
 */
export async function insertWorkspace(tx: Tx, workspace: NewWorkspace, owner: AuditActor & { id: string }): Promise<string> {
  requireTimeZone(workspace.timeZone)
  const id = newId()
  await sql`
    insert into workspaces (id, name, language, time_zone)
    values (${id}, ${workspace.name}, ${workspace.language}, ${workspace.timeZone})`.execute(tx)
  await sql`insert into members (workspace_id, user_id, role) values (${id}, ${owner.id}, 'owner')`.execute(tx)
  await enterWorkspace(tx, id)
  await recordAuditAs(tx, id, owner, 'workspace.created', { type: 'workspace', id, name: workspace.name })
  return id
}

/** Lets `parley_auth` write the audit log of this one workspace. */
export async function enterWorkspace(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(tx)
}

/** @throws AppError `time-zone-unknown` */
export function requireTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch (cause) {
    throw fail('time-zone-unknown', { cause })
  }
}
