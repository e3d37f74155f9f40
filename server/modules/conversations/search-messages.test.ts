import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idFloor, newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'

let database: TestDatabase
const workspace = newId()
const neighbour = newId()
const dayMs = 24 * 3600 * 1000
const now = Date.now()

/** Rows as they lie after years: in the partitions of the last months, and in the default one, which holds what is older than all of them. */
async function fill(workspaceId: string, count: number, from: number, to: number, text: string): Promise<void> {
  await database.ownerPool.query(
    `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
     select $1, (left(parley_id_floor(to_timestamp(($3::float8 + ($4::float8 - $3::float8) * n / $2::int) / 1000))::text, 18) || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'inbound', 'contact', 'text', replace($5::text, '#', n::text), 'received', now()
     from generate_series(1, $2::int) n`,
    [workspaceId, count, from, to, text],
  )
}

beforeAll(async () => {
  database = await testDatabase()
  // Twenty thousand of this month and the last, some of years ago.
  await fill(workspace, 20_000, now - 40 * dayMs, now, 'where is order number#')
  await fill(workspace, 300, now - 900 * dayMs, now - 100 * dayMs, 'an ancient order about the blue kettle')
  await fill(workspace, 400, now - 20 * dayMs, now, 'the kettle is blue')
  await fill(neighbour, 50, now - 20 * dayMs, now, 'our own order')
  await database.ownerPool.query('analyze messages')
}, 60_000)
afterAll(() => database.close())

function search(workspaceId: string, query: string, limit: number): Promise<string[]> {
  return database.db.withWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select message_id as id from parley_search_messages(websearch_to_tsquery('simple', ${query}), ${limit})`.execute(tx)
    return rows.map(({ id }) => id)
  })
}

/** The same by reading every message. */
async function readAll(workspaceId: string, query: string, limit: number): Promise<string[]> {
  const { rows } = await database.ownerPool.query<{ id: string }>(
    `select id from messages where workspace_id = $1 and deleted_at is null and to_tsvector('simple', coalesce(text, '')) @@ websearch_to_tsquery('simple', $2)
     order by id desc limit $3`,
    [workspaceId, query, limit],
  )
  return rows.map(({ id }) => id)
}

describe('the search through messages', () => {
  test.each([
    ['a word in all of them', 'order'],
    ['a word in few of them', 'kettle'],
    ['a word of long ago', 'ancient'],
    ['two words', 'blue kettle'],
    ['words side by side', '"blue kettle"'],
    ['words that are never side by side', '"kettle blue"'],
    ['one or the other', 'ancient or number5'],
    ['one without the other', 'kettle -ancient'],
    ['a word of one message', 'number12345'],
    ['nothing', 'teapot'],
  ])('finds the newest, newest first, over all partitions: %s', async (_what, query) => {
    for (const limit of [1, 50, 350, 1_000]) expect(await search(workspace, query, limit)).toEqual(await readAll(workspace, query, limit))
  })

  test('shows a workspace its own, however much a neighbour has', async () => {
    expect(await search(neighbour, 'order', 500)).toEqual(await readAll(neighbour, 'order', 500))
    expect(await search(neighbour, 'kettle', 500)).toEqual([])
    expect(await search(newId(), 'order', 500)).toEqual([])
  })

  test('shows nothing outside a workspace, and to no other role', async () => {
    const { rows } = await sql`select * from parley_search_messages(websearch_to_tsquery('simple', 'order'), 10)`.execute(database.db.spine)
    expect(rows).toEqual([])
    await expect(sql`select * from parley_search_messages('order', 10)`.execute(database.db.auth)).rejects.toThrow(/permission denied/)
  })

  test('leaves out what was taken back, and finds what comes in meanwhile', async () => {
    const [newest = ''] = await search(workspace, 'number19999', 1)
    await database.ownerPool.query('update messages set deleted_at = now() where workspace_id = $1 and id = $2', [workspace, newest])
    expect(await search(workspace, 'number19999', 1)).toEqual([])
    const id = idFloor(Date.now() + 1_000)
    await database.ownerPool.query(
      `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
       values ($1, $2, $2, $2, $2, 'inbound', 'contact', 'text', 'a late order', 'received', now())`,
      [workspace, id],
    )
    expect((await search(workspace, 'order', 3))[0]).toBe(id)
  })
})
