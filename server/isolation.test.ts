import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from './platform/ids.ts'
import { readDefinerFunctions, readTables } from './testing/declarations/read-catalogue.ts'
import { fillTables, type Planted } from './testing/fill-tables.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

/** F52: what the database itself keeps apart, whatever statement the program sends. Two workspaces with a row in every table. */

let database: TestDatabase
let tables: string[]
const a: Planted = { workspaceId: newId(), id: newId(), canary: 'canary-of-a' }
const b: Planted = { workspaceId: newId(), id: newId(), canary: 'canary-of-b' }

beforeAll(async () => {
  database = await testDatabase()
  for (const planted of [a, b]) tables = await fillTables(database.ownerPool, planted)
})
afterAll(() => database.close())

const refused = '42501'

/** One connection of parley_app, to do with what the program never would. */
async function asApp<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(database.db.connectionFor('parley_app'))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function inWorkspace<T>(client: pg.Client, workspaceId: string, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  await client.query(`select set_config('app.workspace_id', $1, true)`, [workspaceId])
  try {
    return await work()
  } finally {
    await client.query('rollback')
  }
}

const codeOf = (statement: Promise<unknown>): Promise<string> =>
  statement.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'unknown',
  )

async function rowsSeen(client: pg.Client): Promise<string[]> {
  const seen: string[] = []
  for (const table of [...tables, 'workspaces']) {
    const { rows } = await client.query(`select from ${table} limit 1`)
    if (rows.length > 0) seen.push(table)
  }
  return seen
}

test('F52: without a workspace every table is empty, and with one it holds that workspace’s rows only', async () => {
  expect(tables.length).toBeGreaterThan(30)
  await asApp(async (client) => {
    expect(await rowsSeen(client)).toEqual([])
    for (const table of tables) {
      await inWorkspace(client, a.workspaceId, async () => {
        const { rows } = await client.query(`select distinct workspace_id from ${table}`)
        expect([table, rows]).toEqual([table, [{ workspace_id: a.workspaceId }]])
      })
    }
  })
})

test('F52: a connection that comes back from a workspace remembers nothing of it', async () => {
  await asApp(async (client) => {
    for (const end of ['commit', 'rollback']) {
      await client.query('begin')
      await client.query(`select set_config('app.workspace_id', $1, true)`, [a.workspaceId])
      expect((await client.query('select from contacts')).rows).toHaveLength(1)
      await client.query(end)
      expect(await rowsSeen(client)).toEqual([])
    }
  })
  await database.db.withWorkspace(a.workspaceId, async () => {})
  await expect(database.db.withWorkspace('', async () => {})).rejects.toThrow()
})

test('rows of another workspace can be neither written, moved, changed nor deleted', async () => {
  const tablesOfApp = (await readTables(database.ownerPool)).filter(({ name }) => tables.includes(name))
  await asApp(async (client) => {
    for (const { name, appPrivileges } of tablesOfApp) {
      const { rows } = await database.ownerPool.query(`select to_jsonb(t) as row from ${name} t where workspace_id = $1`, [b.workspaceId])
      const may = (privilege: string) => appPrivileges.includes(privilege)
      const insert = `insert into ${name} select (jsonb_populate_record(null::${name}, $1)).*`
      await inWorkspace(client, a.workspaceId, async () => {
        expect([name, await codeOf(client.query(insert, [rows[0]?.row]))]).toEqual([name, refused])
      })
      await inWorkspace(client, a.workspaceId, async () => {
        const moved = codeOf(client.query(`update ${name} set workspace_id = $1`, [b.workspaceId]))
        expect([name, await moved]).toEqual([name, refused])
      })
      await inWorkspace(client, a.workspaceId, async () => {
        if (may('update'))
          expect(
            (await client.query(`update ${name} set workspace_id = workspace_id where workspace_id = $1`, [b.workspaceId])).rowCount,
          ).toBe(0)
        if (may('delete')) expect((await client.query(`delete from ${name} where workspace_id = $1`, [b.workspaceId])).rowCount).toBe(0)
      })
    }
  })
})

test('F52: a reference to another workspace’s row fails as one to a row that never was', async () => {
  await asApp(async (client) => {
    const insert = 'insert into contact_identities (workspace_id, channel_id, external_id, contact_id) values ($1, $2, $3, $4)'
    const errors: unknown[] = []
    for (const contactId of [b.id, newId()]) {
      await inWorkspace(client, a.workspaceId, () =>
        client.query(insert, [a.workspaceId, newId(), 'x', contactId]).catch((error: pg.DatabaseError) => {
          errors.push([error.code, error.message, error.detail?.replaceAll(contactId, '…')])
        }),
      )
    }
    expect(errors).toHaveLength(2)
    expect(errors[0]).toEqual(errors[1])
  })
})

test('F52: functions with rights of their own tell of the running workspace only', async () => {
  const calls: Record<string, (canary: string) => [string, string[]]> = {
    parley_search_contacts: (canary) => ['select id::text as found from parley_search_contacts($1, 10)', [canary]],
    parley_search_messages: (canary) => [
      `select message_id::text as found from parley_search_messages(plainto_tsquery('simple', $1), 10)`,
      [canary],
    ],
    parley_match_contacts: (canary) => ['select id::text as found from parley_match_contacts(array[$1], array[$1])', [canary]],
    parley_member_profiles: () => ['select user_id::text as found from parley_member_profiles()', []],
  }
  const readable = (await readDefinerFunctions(database.ownerPool)).filter(
    ({ appMayCall, returnsNothing }) => appMayCall && !returnsNothing,
  )
  expect(readable.length).toBeGreaterThan(2)
  for (const planted of [a, b]) {
    await database.ownerPool.query(`insert into auth.users (id, name, email) values ($1, $2, $2)`, [planted.id, planted.canary])
  }
  await asApp(async (client) => {
    for (const { name } of readable) {
      const call = calls[name]
      if (!call) throw new Error(`${name}() reads with rights of its own: call it here`)
      const find = async (canary: string) => (await client.query<{ found: string }>(...call(canary))).rows.map(({ found }) => found)
      expect([name, await find(b.canary)]).toEqual([name, []])
      await inWorkspace(client, a.workspaceId, async () => {
        expect([name, await find(a.canary)]).toEqual([name, [a.id]])
        expect(await find(b.canary)).not.toContain(b.id)
      })
    }
  })
})

test('no role of the program makes, changes or drops anything, or takes another role', async () => {
  const forbidden = [
    'create table mine (id int)',
    'alter table contacts add column x int',
    'drop table contacts',
    'create schema mine',
    'create role other',
  ]
  for (const role of ['parley_app', 'parley_spine', 'parley_auth'] as const) {
    const client = new pg.Client(database.db.connectionFor(role))
    await client.connect()
    for (const statement of forbidden) expect([role, statement, await codeOf(client.query(statement))]).toEqual([role, statement, refused])
    const others = ['parley_app', 'parley_spine', 'parley_auth'].filter((other) => other !== role)
    for (const other of others) expect(await codeOf(client.query(`set role ${other}`))).toBe(refused)
    await client.end()
  }
})
