import { expect, test } from 'vitest'
import { testDatabase } from './test-database.ts'

test('each call gives a migrated database of its own', async () => {
  const [first, second] = [await testDatabase(), await testDatabase()]
  await first.ownerPool.query(`insert into instance_settings (key, value) values ('only-here', '1')`)
  const here = await first.ownerPool.query(`select value from instance_settings where key = 'only-here'`)
  const there = await second.ownerPool.query(`select value from instance_settings where key = 'only-here'`)
  expect([here.rows, there.rows]).toEqual([[{ value: 1 }], []])
})

test('the program logs in without ownership and without a way round row-level security', async () => {
  const { db } = await testDatabase()
  const { rows } = await db.receivePool.query(
    'select current_user as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
  )
  expect(rows).toEqual([{ name: 'parley_spine', rolsuper: false, rolbypassrls: false }])
})
