import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { idFloor, newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { outboxStatement, readMailboxes, readOutbox } from './queries-queues.ts'

let database: TestDatabase
const workspaceId = newId()
const channelId = newId()
const minute = 60_000

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.ownerPool.query('truncate outbox, mailbox, conversations, messages'))

function ago(ms: number): Date {
  return new Date(Date.now() - ms)
}

/** A conversation whose customer wrote at these times and that is due. */
async function waiting(writtenAgo: number[], change: { waitingSince: Date | null; doneIn?: string }): Promise<void> {
  const [conversationId, contactId] = [newId(), newId()]
  await database.ownerPool.query(
    'insert into conversations (workspace_id, id, channel_id, contact_id, recipient_id, waiting_since) values ($1, $2, $3, $4, $5, $6)',
    [workspaceId, conversationId, channelId, contactId, '1', change.waitingSince],
  )
  const ids = writtenAgo.map((ms) => idFloor(Date.now() - ms))
  for (const [index, id] of ids.entries())
    await database.ownerPool.query(
      `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at, sort_at)
       values ($1, $2, $3, $4, $5, 'inbound', 'contact', 'text', 'Hello?', 'received', $6, $6)`,
      [workspaceId, id, conversationId, channelId, contactId, ago(writtenAgo[index] as number)],
    )
  await database.ownerPool.query(
    'insert into mailbox (workspace_id, conversation_id, last_in, done_in, due_at) values ($1, $2, $3, $4, now())',
    [workspaceId, conversationId, ids.at(-1), change.doneIn ?? null],
  )
}

async function longestWait(): Promise<number> {
  return Math.round(((await readMailboxes(database.db.spine))[0]?.oldest_ms ?? 0) / minute)
}

describe('the longest that a customer waits', () => {
  test('begins with the first message, however often the customer writes again', async () => {
    await waiting([10 * minute, 5 * minute, 100], { waitingSince: ago(10 * minute) })
    expect(await longestWait()).toBe(10)
  })

  test('begins after what a turn has dealt with, though the team has not answered it', async () => {
    // As an agent leaves it that only drafts: the customer waits for a person since yesterday, and for the agent since four minutes.
    const yesterday = 24 * 60 * minute
    await waiting([yesterday, 4 * minute, 100], { waitingSince: ago(yesterday), doneIn: idFloor(Date.now() - yesterday + 1_000) })
    expect(await longestWait()).toBe(4)
  })

  test('goes on where an answer came while the customer wrote again', async () => {
    await waiting([20 * minute, 3 * minute], { waitingSince: null, doneIn: idFloor(Date.now() - 20 * minute + 1_000) })
    expect(await longestWait()).toBe(3)
  })
})

describe('messages on their way out', () => {
  test('wait since they were queued: an old one that is tried again is a young one', async () => {
    await database.ownerPool.query('insert into outbox (workspace_id, message_id, conversation_id, channel_id) values ($1, $2, $3, $4)', [
      workspaceId,
      idFloor(Date.now() - 7 * 24 * 60 * minute),
      newId(),
      channelId,
    ])
    expect((await readOutbox(database.db.spine))[0]?.oldest_ms).toBeLessThan(minute)
  })

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
