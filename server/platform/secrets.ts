import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Config } from './config.ts'
import type { Tables, Tx } from './db.ts'
import { AppError } from './errors.ts'
import { nameKey, openWith, type SealingKey, sealedKeyId, sealWith } from './sealing.ts'

/** Where a sealed value lies. A value moved to another workspace, table, column or row does not open. */
export interface SecretPlace {
  table: string
  column: string
  row: string
}

export interface Secrets {
  seal(tx: Tx, workspaceId: string, place: SecretPlace, plaintext: string): Promise<string>
  /** @throws AppError `secret-unreadable` when the value, its place or the key is not the one it was sealed with */
  open(tx: Tx, workspaceId: string, place: SecretPlace, sealed: string): Promise<string>
}

const cachedKeys = 5_000

/** A master key wraps one key per workspace, which seals that workspace's values: destroying its row destroys them all. */
export function createSecrets(config: Pick<Config, 'secretKey' | 'previousSecretKey'>): Secrets {
  const masters = masterKeys(config)
  // Unwrapped keys, by workspace and key id. Only keys read from the database: one made in this transaction may yet be rolled back.
  const cache = new Map<string, SealingKey>()
  const remember = (workspaceId: string, key: SealingKey): SealingKey => {
    if (cache.size >= cachedKeys) cache.delete(cache.keys().next().value ?? '')
    cache.set(`${workspaceId} ${key.id}`, key)
    return key
  }

  const currentKey = async (tx: Tx, workspaceId: string): Promise<SealingKey> => {
    const row = await newestKey(tx, workspaceId)
    if (row) return cache.get(`${workspaceId} ${row.key_id}`) ?? remember(workspaceId, unwrap(masters, workspaceId, row))
    const made: SealingKey = { id: randomBytes(6).toString('hex'), key: randomBytes(32) }
    await sql`insert into workspace_keys (workspace_id, key_id, wrapped)
      values (${workspaceId}, ${made.id}, ${sealWith(masters.current, wrapContext(workspaceId, made.id), made.key)})`.execute(tx)
    return made
  }

  return {
    seal: async (tx, workspaceId, place, plaintext) => {
      const key = await currentKey(tx, workspaceId)
      return sealWith(key, [workspaceId, place.table, place.column, place.row], Buffer.from(plaintext))
    },
    open: async (tx, workspaceId, place, sealed) => {
      const keyId = sealedKeyId(sealed) ?? ''
      let key = cache.get(`${workspaceId} ${keyId}`)
      if (!key) {
        const row = await keyById(tx, workspaceId, keyId)
        if (!row) throw unreadable(`The key ${keyId} of workspace ${workspaceId} is gone`)
        key = remember(workspaceId, unwrap(masters, workspaceId, row))
      }
      try {
        return openWith(key, [workspaceId, place.table, place.column, place.row], sealed).toString()
      } catch (cause) {
        throw unreadable(`A value of ${place.table}.${place.column} does not open`, cause)
      }
    },
  }
}

interface Masters {
  current: SealingKey
  previous: SealingKey | null
}

interface WrappedKey {
  key_id: string
  wrapped: string
}

export function masterKeys(config: Pick<Config, 'secretKey' | 'previousSecretKey'>): Masters {
  return { current: nameKey(config.secretKey), previous: config.previousSecretKey ? nameKey(config.previousSecretKey) : null }
}

export function wrapContext(workspaceId: string, keyId: string): string[] {
  return [workspaceId, 'workspace_keys', 'wrapped', keyId]
}

export function unwrap(masters: Masters, workspaceId: string, row: WrappedKey): SealingKey {
  const master = [masters.current, masters.previous].find((candidate) => candidate?.id === sealedKeyId(row.wrapped))
  if (!master) throw unreadable(`The key ${row.key_id} was wrapped by another master key`)
  try {
    return { id: row.key_id, key: openWith(master, wrapContext(workspaceId, row.key_id), row.wrapped) }
  } catch (cause) {
    throw unreadable(`The key ${row.key_id} does not open`, cause)
  }
}

async function newestKey(tx: Kysely<Tables>, workspaceId: string): Promise<WrappedKey | undefined> {
  const { rows } = await sql<WrappedKey>`select key_id, wrapped from workspace_keys
    where workspace_id = ${workspaceId} order by created_at desc, key_id limit 1`.execute(tx)
  return rows[0]
}

async function keyById(tx: Kysely<Tables>, workspaceId: string, keyId: string): Promise<WrappedKey | undefined> {
  const { rows } =
    await sql<WrappedKey>`select key_id, wrapped from workspace_keys where workspace_id = ${workspaceId} and key_id = ${keyId}`.execute(tx)
  return rows[0]
}

function unreadable(message: string, cause?: unknown): AppError {
  return new AppError('secret-unreadable', {
    status: 500,
    message,
    cause,
    userMessage: 'A stored credential cannot be read. Enter it again.',
  })
}
