import { hashPassword } from 'better-auth/crypto'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/ids.ts'
import { fail } from '../errors.ts'

export interface NewAccount {
  name: string
  email: string
  password: string
}

export interface PreparedAccount {
  id: string
  name: string
  email: string
  passwordHash: string
}

/** Hashes the password (scrypt, some 80 ms) before any transaction begins. */
export async function prepareAccount(account: NewAccount): Promise<PreparedAccount> {
  return { id: newId(), name: account.name, email: account.email.trim().toLowerCase(), passwordHash: await hashPassword(account.password) }
}

/**
 * Writes the rows that better-auth signs in with, in the caller's transaction as `parley_auth`, so that an account and its workspace come
 * into being together or not at all.
 * @throws AppError `email-taken`
 */
export async function insertAccount(tx: Tx, account: PreparedAccount): Promise<void> {
  const made = await sql`
    insert into auth.users (id, name, email) values (${account.id}, ${account.name}, ${account.email})
    on conflict (email) do nothing returning id`.execute(tx)
  if (made.rows.length === 0) throw fail('email-taken')
  await sql`
    insert into auth.accounts (id, user_id, account_id, provider_id, password)
    values (${newId()}, ${account.id}, ${account.id}, 'credential', ${account.passwordHash})`.execute(tx)
}
