import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { outboxStatement, readOutbox } from './queries-queues.ts'

let database: TestDatabase
const workspaceId = newId()
const channelId = newId()

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.ownerPool.query('truncate outbox, mailbox, conversations, messages'))

describe('messages on their way out', () => {
  test('are counted by the lanes’ own indexes: nothing reads the whole table', async () => {
    await database.ownerPool.query(
      `insert into outbox (workspace_id, message_id, conversation_id, channel_id, priority)
       select $1, gen_random_uuid(), gen_random_uuid(), $2, case when i <= 20 then 0 else 10 end from generate_series(1, 200000) i`,
      [workspaceId, channelId],
    )
    await database.ownerPool.query('analyze outbox')
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${outboxStatement}`.execute(database.db.spine)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('outbox_due')
    expect(plan).toContain('outbox_bulk')
    expect(plan).not.toContain('Seq Scan')
    expect(await readOutbox(database.db.spine)).toMatchObject([{ queued: 20, bulk: 50_000 }])
  })
})
