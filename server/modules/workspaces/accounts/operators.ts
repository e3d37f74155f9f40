import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../platform/db.ts'
import type { Deps } from '../../../platform/module.ts'
import { fail } from '../errors.ts'

export interface Operator {
  name: string
  email: string
}

export async function insertOperator(tx: Kysely<Tables>, userId: string): Promise<void> {
  await sql`insert into auth.operators (user_id) values (${userId}) on conflict do nothing`.execute(tx)
}

/**
 * Lets the account see the installation's own numbers. Works while the server runs: every process forgets at once what it knew of rights.
 * @throws AppError `account-not-found`
 */
export async function addOperator(deps: Pick<Deps, 'db'>, email: string): Promise<void> {
  await insertOperator(deps.db.auth, await findAccountId(deps, email))
}

/** @throws AppError `account-not-found` */
export async function removeOperator(deps: Pick<Deps, 'db'>, email: string): Promise<void> {
  const userId = await findAccountId(deps, email)
  await sql`delete from auth.operators where user_id = ${userId}`.execute(deps.db.auth)
}

/** Oldest first. */
export async function listOperators(deps: Pick<Deps, 'db'>): Promise<Operator[]> {
  const { rows } = await sql<Operator>`
    select u.name, u.email from auth.operators o join auth.users u on u.id = o.user_id order by o.created_at, u.id`.execute(deps.db.auth)
  return rows
}

async function findAccountId({ db }: Pick<Deps, 'db'>, email: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from auth.users where email = ${email.trim().toLowerCase()}`.execute(db.auth)
  if (!rows[0]) throw fail('account-not-found')
  return rows[0].id
}
