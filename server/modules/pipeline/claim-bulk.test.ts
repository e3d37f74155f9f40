import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { claimBulk, claimSends, findBulkLanes } from './claim-sends.ts'

let database: TestDatabase
let pool: TestDatabase['db']['answerPool']
const workspaceId = newId()
const channelId = newId()
const pace = { workspaceId, channelId, perSecond: 80, burst: 80, spent: 0, limit: 50 }

beforeAll(async () => {
  database = await testDatabase()
  pool = database.db.answerPool
})
afterAll(() => database.close())
beforeEach(() => database.ownerPool.query('truncate outbox, channel_pacing'))

async function queue(count: number, priority: number, conversationId: string | null = null, channel = channelId): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await database.ownerPool.query(
      `insert into outbox (workspace_id, message_id, conversation_id, channel_id, priority) values ($1, $2, $3, $4, $5)`,
      [workspaceId, newId(), conversationId ?? newId(), channel, priority],
    )
  }
}

describe('broadcasts waiting to be sent', () => {
  it('never hold up an answer in the same conversation', async () => {
    const conversationId = newId()
    await queue(1, 10, conversationId)
    await queue(1, 0, conversationId)
    expect(await claimSends(pool, 10)).toHaveLength(1)
  })

  it('wait for an earlier answer of their own conversation', async () => {
    const conversationId = newId()
    await queue(1, 0, conversationId)
    await queue(1, 10, conversationId)
    await claimBulk(pool, pace)
    expect(await claimBulk(pool, pace)).toHaveLength(0)
  })

  it('are granted from one bucket, however many processes ask at once', async () => {
    await queue(120, 10)
    // The first one makes the bucket.
    expect(await claimBulk(pool, pace)).toHaveLength(0)
    await database.ownerPool.query('update channel_pacing set tokens = 80, refilled_at = now()')
    const granted = (await Promise.all(Array.from({ length: 6 }, () => claimBulk(pool, pace)))).map((claimed) => claimed.length)
    const total = granted.reduce((sum, one) => sum + one, 0)
    // It may have filled by some drops since it was made.
    expect(total).toBeLessThanOrEqual(72 + 20)
    const { rows } = await database.ownerPool.query<{ tokens: number }>('select tokens from channel_pacing')
    expect(rows[0]?.tokens).toBeGreaterThanOrEqual(0)
  })

  it('make room for what is sent live on the same account', async () => {
    await queue(100, 10)
    await claimBulk(pool, pace)
    await database.ownerPool.query('update channel_pacing set tokens = 80, refilled_at = now()')
    const claimed = await claimBulk(pool, { ...pace, spent: 60, limit: 80 })
    expect(claimed.length).toBeGreaterThanOrEqual(12)
    expect(claimed.length).toBeLessThan(40)
  })

  it('stand still while the provider has asked for a pause', async () => {
    await queue(3, 10)
    await claimBulk(pool, pace)
    await database.ownerPool.query(`update channel_pacing set tokens = 80, blocked_until = now() + interval '1 minute'`)
    expect(await claimBulk(pool, pace)).toHaveLength(0)
  })

  it('are found by their accounts, each once', async () => {
    const other = newId()
    await queue(5, 10)
    await queue(4, 10, null, other)
    await queue(2, 0, null, newId())
    expect((await findBulkLanes(pool)).map((lane) => lane.channelId).sort()).toEqual([channelId, other].sort())
  })
})
