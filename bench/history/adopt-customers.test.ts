import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../server/testing/test-database.ts'
import { phoneOf } from '../rig/load.ts'
import { adoptCustomers } from './adopt-customers.ts'
import { fillHistory } from './fill-history.ts'

const [workspaceId, channelId] = [newId(), newId()]
let database: TestDatabase
let admin: pg.Client

beforeAll(async () => {
  database = await testDatabase()
  const workspace = { workspaceId, channelIds: [newId()], memberIds: [newId()], agentId: newId(), share: 1 }
  await fillHistory(database.owner, { messages: 3_000, conversations: 300, workspaces: [workspace], months: 6 })
  admin = new pg.Client({ host: database.owner.host, user: database.owner.user, database: database.owner.database })
  await admin.connect()
}, 120_000)
afterAll(async () => {
  await admin.end()
  await database.close()
})

test('customers of a load are people of the history, every other one silent for long', async () => {
  expect(await adoptCustomers(admin, { workspaceId, channelId, firstCustomer: 7_000, customers: 40 })).toBe(40)
  const { rows } = await admin.query<{ phone: string; handler: string; is_old: boolean; messages: number }>(
    `select i.external_id as phone, c.handler, c.last_activity_at < now() - interval '45 days' as is_old,
       (select count(*)::int from messages m where m.workspace_id = c.workspace_id and m.conversation_id = c.id) as messages
     from contact_identities i join conversations c on c.workspace_id = i.workspace_id and c.contact_id = i.contact_id and c.recipient_id = i.external_id
       and c.channel_id = i.channel_id
     where i.workspace_id = $1 and i.channel_id = $2 order by 1`,
    [workspaceId, channelId],
  )
  expect(rows.map(({ phone }) => phone)).toEqual(Array.from({ length: 40 }, (_, index) => phoneOf(7_000 + index)))
  expect(rows.map(({ is_old }) => is_old)).toEqual(Array.from({ length: 40 }, (_, index) => index % 2 === 0))
  expect(rows.every(({ handler, messages }) => handler === 'agent' && messages > 0)).toBe(true)
})

test('nobody comes twice, and a history without more people says so', async () => {
  const more = await adoptCustomers(admin, { workspaceId, channelId, firstCustomer: 9_000, customers: 400 })
  expect(more).toBeGreaterThan(200)
  const { rows } = await admin.query('select count(*)::int as left from conversations where workspace_id = $1 and channel_id <> $2', [
    workspaceId,
    channelId,
  ])
  expect(rows).toEqual([{ left: 260 - more }])
})
