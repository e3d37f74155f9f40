import { getMigrations } from 'better-auth/db/migration'
import { expect, test } from 'vitest'
import { createLogger } from '../../../platform/log.ts'
import { testConfig } from '../../../testing/test-config.ts'
import { testDatabase } from '../../../testing/test-database.ts'
import { authOptions } from './create-auth.ts'

test('our migration made every table and column that this version of better-auth wants', async () => {
  const { db } = await testDatabase()
  const options = authOptions({ config: testConfig(), db, log: createLogger({ level: 'silent' }) }, async () => {})
  const { toBeCreated, toBeAdded } = await getMigrations(options)
  expect(toBeCreated).toEqual([])
  expect(toBeAdded).toEqual([])
})
