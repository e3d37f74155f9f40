import { type Kysely, sql } from 'kysely'
import type { Config } from './config.ts'
import type { Database, Tables } from './db.ts'
import { AppError } from './errors.ts'
import { openWith, sealedKeyId, sealWith } from './sealing.ts'
import { masterKeys, unwrap, wrapContext } from './secrets.ts'

const checkContext = ['instance', 'instance_settings', 'value', 'secret-key-check']
const batchSize = 100

type Keys = Pick<Config, 'secretKey' | 'previousSecretKey'>

/**
 * Compares the master key with the value that it left in this database at its first start, so that a wrong key stops the start
 * instead of sealing new values which the right one cannot open.
 * @returns what has to be done next: nothing, or wrapping all keys anew because SECRET_KEY was changed
 */
export async function checkMasterKey(db: Database, config: Keys): Promise<'same' | 'changed'> {
  const { current, previous } = masterKeys(config)
  const mine = sealWith(current, checkContext, Buffer.from('parley'))
  await sql`insert into instance_settings (key, value) values ('secret-key-check', ${JSON.stringify(mine)}::jsonb) on conflict (key) do nothing`.execute(
    db.spine,
  )
  const { rows } = await sql<{ value: string }>`select value from instance_settings where key = 'secret-key-check'`.execute(db.spine)
  const check = rows[0]?.value ?? ''
  for (const [key, answer] of [[current, 'same'] as const, [previous, 'changed'] as const]) {
    if (key === null || key.id !== sealedKeyId(check)) continue
    openWith(key, checkContext, check)
    return answer
  }
  throw new AppError('secret-key-wrong', {
    status: 500,
    userMessage:
      'SECRET_KEY (or secret.key in DATA_DIR) is not the key that this database was filled with: give every process the same SECRET_KEY, restore the right one, or name the old one in SECRET_KEY_PREVIOUS to change it.',
  })
}

/**
 * Wraps every workspace's key with the current master key. Works while others read and write, may be stopped and started again:
 * each batch stands for itself, and the check value changes last.
 */
export async function rewrapWorkspaceKeys(db: Database, config: Keys): Promise<number> {
  const masters = masterKeys(config)
  let wrapped = 0
  for (;;) {
    const done = await rewrapBatch(db.spine, masters)
    wrapped += done
    if (done < batchSize) break
  }
  const check = JSON.stringify(sealWith(masters.current, checkContext, Buffer.from('parley')))
  await sql`update instance_settings set value = ${check}::jsonb, updated_at = now() where key = 'secret-key-check'`.execute(db.spine)
  return wrapped
}

async function rewrapBatch(spine: Kysely<Tables>, masters: ReturnType<typeof masterKeys>): Promise<number> {
  // Crosses workspaces: the master key belongs to the installation, and every workspace's key hangs on it.
  const { rows } = await sql<{ workspace_id: string; key_id: string; wrapped: string }>`
    select workspace_id, key_id, wrapped from workspace_keys where wrapped not like ${`v1.${masters.current.id}.%`} limit ${batchSize}`.execute(
    spine,
  )
  for (const row of rows) {
    const { key } = unwrap(masters, row.workspace_id, row)
    const again = sealWith(masters.current, wrapContext(row.workspace_id, row.key_id), key)
    await sql`update workspace_keys set wrapped = ${again}
      where workspace_id = ${row.workspace_id} and key_id = ${row.key_id} and wrapped = ${row.wrapped}`.execute(spine)
  }
  return rows.length
}
