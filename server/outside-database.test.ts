import { sql } from 'kysely'
import pg from 'pg'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { createDeps } from './open-deps.ts'
import { newId } from './platform/ids.ts'
import { createLogger } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { testConfig } from './testing/test-config.ts'

const log = createLogger({ level: 'silent' })

test('on an outside server, with an owner who is no superuser, it migrates, takes its roles and runs jobs', async () => {
  const { host, user } = inject('postgres')
  const name = `test_${process.pid}_outside`
  const admin = new pg.Client({ host, user, database: 'postgres' })
  await admin.connect()
  await admin.query(`create role ${name} login createrole; grant parley_app, parley_spine, parley_auth to ${name} with admin option`)
  await admin.query(`create database ${name} owner ${name}`)
  onTestFinished(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.query(`drop role ${name}`)
    await admin.end()
  })
  const owner = { connectionString: `postgres://${name}@localhost/${name}?host=${encodeURIComponent(host)}`, loginRoles: false }

  expect((await migrate(owner)).length).toBeGreaterThan(0)
  expect(await migrate(owner)).toEqual([])
  const { deps, close } = await createDeps(testConfig(), log, owner)
  onTestFinished(close)
  const { rows } = await deps.db.receivePool.query('select current_user as name, session_user as login')
  expect(rows).toEqual([{ name: 'parley_spine', login: name }])

  const workspaceId = newId()
  const place = { table: 'channels', column: 'credentials', row: newId() }
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await deps.secrets.seal(tx, workspaceId, place, 'of this workspace')
    await deps.jobs.enqueue(tx, 'test.note', {})
  })
  const foreign = await deps.db.withWorkspace(newId(), (tx) => sql`select 1 from workspace_keys`.execute(tx))
  expect(foreign.rows).toEqual([])

  let ran = 0
  const runner = await deps.jobs.start(
    {
      'test.note': async () => {
        ran += 1
      },
    },
    [],
  )
  onTestFinished(runner.stop)
  await vi.waitFor(() => expect(ran).toBe(1), 5000)
  const living = await admin.query(
    `select count(*)::int as n from pg_stat_activity where datname = $1 and application_name = 'parley:job-heartbeat'`,
    [name],
  )
  expect(living.rows).toEqual([{ n: 1 }])
})
