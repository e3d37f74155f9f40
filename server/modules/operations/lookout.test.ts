import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { askDatabase } from './ask-database.ts'
import { findAlarms } from './find-alarms.ts'
import { lookoutOf } from './lookout.ts'

const untilOldMs = 4_100

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
  await database.ownerPool.query(
    `insert into operation_processes (id, roles, version, host, pid, started_at, seen_at, facts)
     values ($1, '{web,worker}', '1', 'here', 7, now(), now(), '{}')`,
    [newId()],
  )
})
afterEach(() => database.close())

/** Whoever reads the mailbox waits until `free`: so slow is a database that has too much to do. */
async function makeBusy(): Promise<{ free(): Promise<void> }> {
  const client = await database.ownerPool.connect()
  await client.query('begin')
  await client.query('lock table mailbox in access exclusive mode')
  return {
    free: async () => {
      await client.query('rollback')
      client.release()
    },
  }
}

test('a database that is too busy to be counted in is not called away: the last numbers stand, with their age', {
  timeout: 40_000,
}, async () => {
  const lookout = lookoutOf(database.db)
  expect(await lookout.look()).toMatchObject({ databaseAwayMs: null, staleMs: null, processes: [{ host: 'here' }] })
  const busy = await makeBusy()
  await sleep(untilOldMs)
  for (let times = 0; times < 2; times += 1) {
    const seen = await lookout.look()
    expect(seen).toMatchObject({ databaseAwayMs: null, processes: [{ host: 'here' }] })
    expect(seen.staleMs).toBeGreaterThan(untilOldMs)
    await sleep(untilOldMs)
  }
  await busy.free()
  await expect.poll(() => lookout.look(), { timeout: 10_000 }).toMatchObject({ databaseAwayMs: null, staleMs: null })
})

test('before anything was seen a busy database is busy all the same, and one that is away is away', { timeout: 40_000 }, async () => {
  const busy = await makeBusy()
  const lookout = lookoutOf(database.db)
  const seen = await lookout.look()
  expect(seen).toMatchObject({ databaseAwayMs: null, processes: [] })
  expect(findAlarms({ ...seen, staleMs: 30_000 }).map(({ name }) => name)).toEqual(['database-busy'])
  await busy.free()
  database.db.presence.set('The database cannot be reached.')
  expect((await lookout.look()).databaseAwayMs).not.toBeNull()
  database.db.presence.set(null)
})

test('a full pool is not waited for by the clock that measures the database', async () => {
  const slow = database.db.spine.connection().execute((taken) => sql`select pg_sleep(0.5)`.execute(taken))
  const all = Array.from({ length: 5 }, () => database.db.spine.connection().execute((taken) => sql`select pg_sleep(0.5)`.execute(taken)))
  await sleep(50)
  expect(await askDatabase(database.db)).toBeLessThan(200)
  await Promise.all([slow, ...all])
})

test('a process that is held up does not call its database slow', async () => {
  const asked = askDatabase(database.db)
  // The question is under way when the processor is taken for half a second.
  await sleep(5)
  const until = performance.now() + 500
  while (performance.now() < until);
  expect(await asked).toBeLessThan(200)
})
