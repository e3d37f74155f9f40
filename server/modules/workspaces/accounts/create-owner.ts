import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/module.ts'
import { recordAuditAs } from '../audit/record-audit.ts'
import { fail } from '../errors.ts'
import { insertAccount, type PreparedAccount, prepareAccount } from './create-account.ts'
import { enterWorkspace, insertWorkspace, type NewWorkspace } from './create-workspace.ts'
import { insertOperator } from './operators.ts'

export interface NewOwner {
  email: string
  password: string
  /** Default: what stands before the @. */
  name?: string
  workspaceName: string
  language?: string
  timeZone?: string
}

export interface Owner {
  userId: string
  workspaceId: string
}

/** What the operator sets in the environment or types at the command line may be shorter than what the dashboard asks for. */
const shortestOperatorPassword = 8

/** True until the first account exists. */
export async function needsSetup(deps: Pick<Deps, 'db'>): Promise<boolean> {
  const { rows } = await sql`select 1 from auth.users limit 1`.execute(deps.db.auth)
  return rows.length === 0
}

/**
 * The very first account, as an owner with a workspace, who also runs the installation.
 * @returns null when another one was faster, or there long before: of several at once exactly one makes it
 */
export async function createFirstOwner(deps: Pick<Deps, 'db'>, owner: NewOwner): Promise<Owner | null> {
  const account = await prepare(owner)
  return deps.db.auth.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('parley:first-account'))`.execute(tx)
    const { rows } = await sql`select 1 from auth.users limit 1`.execute(tx)
    if (rows.length > 0) return null
    return insertOwner(tx, account, workspaceOf(owner))
  })
}

/**
 * Another owner, at the command line: of the workspace with that name, or of a new one when there is none. Works while the server runs.
 * @throws AppError `email-taken`, `email-invalid`, `password-too-short`, `workspace-ambiguous`
 */
export async function createOwner(deps: Pick<Deps, 'db'>, owner: NewOwner): Promise<Owner> {
  const account = await prepare(owner)
  return deps.db.auth.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('parley:first-account'))`.execute(tx)
    const existing = await sql<{ id: string }>`select id from workspaces where name = ${owner.workspaceName} limit 2`.execute(tx)
    const [workspace, another] = existing.rows
    if (another) throw fail('workspace-ambiguous')
    if (!workspace) return insertOwner(tx, account, workspaceOf(owner))
    await insertAccount(tx, account)
    await sql`insert into members (workspace_id, user_id, role) values (${workspace.id}, ${account.id}, 'owner')`.execute(tx)
    await enterWorkspace(tx, workspace.id)
    const target = { type: 'member', id: account.id, name: account.name }
    await recordAuditAs(tx, workspace.id, { type: 'system', id: null, name: 'Command line' }, 'member.added', target, { role: 'owner' })
    return { userId: account.id, workspaceId: workspace.id }
  })
}

async function insertOwner(tx: Tx, account: PreparedAccount, workspace: NewWorkspace): Promise<Owner> {
  await insertAccount(tx, account)
  await insertFirstOperator(tx, account.id)
  const workspaceId = await insertWorkspace(tx, workspace, { type: 'user', id: account.id, name: account.name })
  return { userId: account.id, workspaceId }
}

/** Whoever made the first account runs the installation, by whichever door they came: callers hold the lock of the first account. */
async function insertFirstOperator(tx: Tx, userId: string): Promise<void> {
  const { rows } = await sql`select 1 from auth.users where id <> ${userId} limit 1`.execute(tx)
  if (rows.length === 0) await insertOperator(tx, userId)
}

async function prepare(owner: NewOwner): Promise<PreparedAccount> {
  if (!z.email().max(320).safeParse(owner.email.trim()).success) throw fail('email-invalid')
  if (owner.password.length < shortestOperatorPassword) {
    throw fail('password-too-short', { userMessage: `The password needs at least ${shortestOperatorPassword} characters.` })
  }
  return prepareAccount({ name: owner.name ?? owner.email.split('@', 1)[0] ?? owner.email, email: owner.email, password: owner.password })
}

function workspaceOf(owner: NewOwner): NewWorkspace {
  return { name: owner.workspaceName, language: owner.language ?? 'en', timeZone: owner.timeZone ?? 'UTC' }
}
