import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../server/testing/test-database.ts'
import { fillHistory } from './fill-history.ts'
import { monthOf } from './months.ts'

const messages = 4_000
const conversations = 400
const workspaceOf = (share: number, channels: number) => ({
  workspaceId: newId(),
  channelIds: Array.from({ length: channels }, () => newId()),
  memberIds: [newId(), newId()],
  agentId: newId(),
  share,
})

let database: TestDatabase
let before: unknown
const workspaces = [workspaceOf(0.9, 2), workspaceOf(0.1, 1)]

beforeAll(async () => {
  database = await testDatabase()
  before = await indexesOf('conversations', 'contacts', 'contact_identities', 'mailbox', 'messages')
  await fillHistory(database.owner, { messages, conversations, workspaces, months: 4 })
}, 120_000)
afterAll(() => database.close())

async function ask<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.ownerPool.query<Row>(text, values)).rows
}

function indexesOf(...tables: string[]): Promise<object[]> {
  return ask(
    `select i.indrelid::regclass::text as table_name, pg_get_indexdef(i.indexrelid) as definition, i.indisvalid from pg_index i
     where i.indrelid = any ($1::regclass[]) order by 1, 2`,
    [tables],
  )
}

/** All that a partition has besides its bounds and rows, without its own name. */
async function shapeOf(partition: string): Promise<string> {
  const shape = await ask(
    `select c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
       (select array_agg(pg_get_indexdef(i.indexrelid) || i.indisvalid order by pg_get_indexdef(i.indexrelid)) from pg_index i where i.indrelid = c.oid) as indexes,
       (select array_agg(format('%s %s', conname, pg_get_constraintdef(oid)) order by conname) from pg_constraint where conrelid = c.oid) as constraints,
       (select array_agg(format('%s %s %s %s', attname, atttypid::regtype, attnotnull, pg_get_expr(adbin, adrelid)) order by attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and attnum > 0) as columns
     from pg_class c where c.oid = $1::regclass`,
    [partition],
  )
  return JSON.stringify(shape).replaceAll(partition, 'partition')
}

test('a filled month is as one that the installation made itself', async () => {
  const now = Date.now()
  const [filled, next] = [`messages_${monthOf(now)}`, `messages_${monthOf(now + 35 * 24 * 3600 * 1000)}`]
  expect(await shapeOf(filled)).toBe(await shapeOf(next))
})

test('the other tables have the indexes that they had', async () => {
  expect(await indexesOf('conversations', 'contacts', 'contact_identities', 'mailbox', 'messages')).toEqual(before)
})

test('everything is there, in the workspace and the month where it belongs', async () => {
  const [counted] = await ask<Record<string, number>>(
    `select (select count(*)::int from messages) as messages, (select count(*)::int from messages_default) as misplaced,
       (select count(*)::int from conversations) as conversations, (select count(*)::int from contacts) as contacts,
       (select count(*)::int from messages m left join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id where c.id is null) as orphans,
       (select count(*)::int from conversations c left join messages m on m.workspace_id = c.workspace_id and m.id = c.last_message_id where m.id is null) as without_last`,
  )
  expect(counted).toEqual({ messages, misplaced: 0, conversations, contacts: conversations, orphans: 0, without_last: 0 })
  const shares = await ask<{ count: number }>('select count(*)::int as count from conversations group by workspace_id order by 1')
  expect(shares).toHaveLength(workspaces.length)
})

test('a database with messages is not filled again', async () => {
  await expect(fillHistory(database.owner, { messages, conversations, workspaces })).rejects.toThrow(/empty database/)
})
