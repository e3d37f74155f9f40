import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import { newId } from './ids.ts'
import { checkMasterKey, rewrapWorkspaceKeys } from './master-key.ts'
import { createSecrets } from './secrets.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const place = { table: 'channels', column: 'credentials', row: newId() }
const config = () => ({ secretKey: randomBytes(32), previousSecretKey: null })

test('promise-45: a sealed value opens in its place, and its plain text is nowhere in the row', async () => {
  const secrets = createSecrets(config())
  const workspaceId = newId()
  const sealed = await database.db.withWorkspace(workspaceId, (tx) => secrets.seal(tx, workspaceId, place, 'EAA-planted-token'))
  expect(sealed).toMatch(/^v1\.[0-9a-f]{12}\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/)
  expect(sealed).not.toContain(Buffer.from('EAA-planted-token').toString('base64url'))
  expect(await database.db.withWorkspace(workspaceId, (tx) => secrets.open(tx, workspaceId, place, sealed))).toBe('EAA-planted-token')
})

test('moved to another row, column, table or workspace, or altered by one character, it does not open', async () => {
  const secrets = createSecrets(config())
  const [workspaceId, other] = [newId(), newId()]
  const sealed = await database.db.withWorkspace(workspaceId, (tx) => secrets.seal(tx, workspaceId, place, 'secret'))
  await database.db.withWorkspace(other, (tx) => secrets.seal(tx, other, place, 'gives the other workspace a key'))
  const open = (id: string, at: typeof place, value: string) => database.db.withWorkspace(id, (tx) => secrets.open(tx, id, at, value))
  const [version, keyId, iv, ciphertext = '', tag] = sealed.split('.')
  const altered = [version, keyId, iv, (ciphertext.startsWith('A') ? 'B' : 'A') + ciphertext.slice(1), tag].join('.')
  for (const attempt of [
    () => open(workspaceId, { ...place, row: newId() }, sealed),
    () => open(workspaceId, { ...place, column: 'config' }, sealed),
    () => open(workspaceId, { ...place, table: 'agents' }, sealed),
    () => open(other, place, sealed),
    () => open(workspaceId, place, altered),
    () => open(workspaceId, place, 'not sealed at all'),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'secret-unreadable' })
  }
})

test('a key made in a transaction that was rolled back seals nothing later', async () => {
  const keys = config()
  const secrets = createSecrets(keys)
  const workspaceId = newId()
  await expect(
    database.db.withWorkspace(workspaceId, async (tx) => {
      await secrets.seal(tx, workspaceId, place, 'lost')
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  const sealed = await database.db.withWorkspace(workspaceId, (tx) => secrets.seal(tx, workspaceId, place, 'kept'))
  const afterRestart = createSecrets(keys)
  expect(await database.db.withWorkspace(workspaceId, (tx) => afterRestart.open(tx, workspaceId, place, sealed))).toBe('kept')
})

test('F99: a wrong master key stops the start, a changed one wraps every key anew and old values still open', async () => {
  const { db, close } = await testDatabase()
  const old = config()
  expect(await checkMasterKey(db, old)).toBe('same')
  const workspaces = [newId(), newId(), newId()]
  const sealed = await Promise.all(workspaces.map((id) => db.withWorkspace(id, (tx) => createSecrets(old).seal(tx, id, place, `of ${id}`))))

  await expect(checkMasterKey(db, config())).rejects.toMatchObject({ code: 'secret-key-wrong' })

  const changed = { secretKey: randomBytes(32), previousSecretKey: old.secretKey }
  expect(await checkMasterKey(db, changed)).toBe('changed')
  const during = createSecrets(changed)
  const first = workspaces[0] ?? ''
  expect(await db.withWorkspace(first, (tx) => during.open(tx, first, place, sealed[0] ?? ''))).toBe(`of ${first}`)
  expect(await rewrapWorkspaceKeys(db, changed)).toBe(3)
  expect(await rewrapWorkspaceKeys(db, changed)).toBe(0)

  const alone = { secretKey: changed.secretKey, previousSecretKey: null }
  expect(await checkMasterKey(db, alone)).toBe('same')
  await expect(checkMasterKey(db, old)).rejects.toMatchObject({ code: 'secret-key-wrong' })
  const opened = await Promise.all(
    workspaces.map((id, index) => db.withWorkspace(id, (tx) => createSecrets(alone).open(tx, id, place, sealed[index] ?? ''))),
  )
  expect(opened).toEqual(workspaces.map((id) => `of ${id}`))
  await close()
})
