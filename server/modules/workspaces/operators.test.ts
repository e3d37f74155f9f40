import { expect, test } from 'vitest'
import { migrate } from '../../platform/migrate.ts'
import { testDatabase } from '../../testing/test-database.ts'
import { addOperator, createFirstOwner, createOwner, listOperators, removeOperator } from './index.ts'

const owner = (email: string) => ({ email, password: 'a good long password', workspaceName: `Shop of ${email}` })

test('the first account runs the installation, by whichever door it came; later ones do not', { timeout: 60_000 }, async () => {
  for (const create of [createFirstOwner, createOwner]) {
    const { db } = await testDatabase()
    await create({ db }, owner('first@example.test'))
    await createOwner({ db }, owner('second@example.test'))
    expect((await listOperators({ db })).map(({ email }) => email)).toEqual(['first@example.test'])
  }
})

test('others are added and removed by their address', { timeout: 60_000 }, async () => {
  const { db } = await testDatabase()
  await createFirstOwner({ db }, owner('first@example.test'))
  await createOwner({ db }, owner('second@example.test'))
  await addOperator({ db }, ' Second@Example.test ')
  await addOperator({ db }, 'second@example.test')
  await removeOperator({ db }, 'first@example.test')
  expect((await listOperators({ db })).map(({ email }) => email)).toEqual(['second@example.test'])
  await expect(addOperator({ db }, 'nobody@example.test')).rejects.toMatchObject({ code: 'account-not-found' })
})

test('in an installation from before, the oldest account that owns a workspace becomes the operator', { timeout: 60_000 }, async () => {
  const { db, owner: connection, ownerPool } = await testDatabase()
  for (const email of ['left@example.test', 'agent@example.test', 'oldest@example.test', 'younger@example.test']) {
    await createOwner({ db }, owner(email))
  }
  await ownerPool.query(`
    update members m set removed_at = now() from auth.users u where u.id = m.user_id and u.email = 'left@example.test';
    update members m set role = 'agent' from auth.users u where u.id = m.user_id and u.email = 'agent@example.test';
    drop table auth.operators;
    delete from parley_migrations where name = '0014_operators'`)
  expect(await migrate(connection)).toEqual(['0014_operators'])
  expect((await listOperators({ db })).map(({ email }) => email)).toEqual(['oldest@example.test'])
})
