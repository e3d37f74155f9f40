import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { claimLane, findLanes } from './claim-lanes.ts'
import { claimSends } from './claim-sends.ts'

let database: TestDatabase
let pool: TestDatabase['db']['answerPool']
const workspaceId = newId()
const channelId = newId()
const pace = { workspaceId, channelId, kind: 'bulk' as const, perSecond: 80, burst: 80, spent: 0, limit: 50 }

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
    await claimLane(pool, pace)
    expect(await claimLane(pool, pace)).toHaveLength(0)
  })

  it('are granted from one bucket, however many processes ask at once', async () => {
    await queue(120, 10)
    // The first one makes the bucket.
    expect(await claimLane(pool, pace)).toHaveLength(0)
    await database.ownerPool.query('update channel_pacing set tokens = 80, refilled_at = now()')
    const granted = (await Promise.all(Array.from({ length: 6 }, () => claimLane(pool, pace)))).map((claimed) => claimed.length)
    const total = granted.reduce((sum, one) => sum + one, 0)
    // It may have filled by some drops since it was made.
    expect(total).toBeLessThanOrEqual(72 + 20)
    const { rows } = await database.ownerPool.query<{ tokens: number }>('select tokens from channel_pacing')
    expect(rows[0]?.tokens).toBeGreaterThanOrEqual(0)
  })

  it('make room for what is sent live on the same account', async () => {
    await queue(100, 10)
    await claimLane(pool, pace)
    await database.ownerPool.query('update channel_pacing set tokens = 80, refilled_at = now()')
    const claimed = await claimLane(pool, { ...pace, spent: 60, limit: 80 })
    expect(claimed.length).toBeGreaterThanOrEqual(12)
    expect(claimed.length).toBeLessThan(40)
  })

  it('stand still while the provider has asked for a pause', async () => {
    await queue(3, 10)
    await claimLane(pool, pace)
    await database.ownerPool.query(`update channel_pacing set tokens = 80, blocked_until = now() + interval '1 minute'`)
    expect(await claimLane(pool, pace)).toHaveLength(0)
  })

  it('are found by their accounts, each once', async () => {
    const other = newId()
    await queue(5, 10)
    await queue(4, 10, null, other)
    await queue(2, 0, null, newId())
    expect((await findLanes(pool)).map((lane) => lane.channelId).sort()).toEqual([channelId, other].sort())
  })

  // Went wrong: any live message that had been put off for minutes kept all broadcasts of its account waiting.
  it('do not wait for an answer that is not due for minutes', async () => {
    await queue(3, 10)
    await queue(1, 0)
    await database.ownerPool.query(`update outbox set next_at = now() + interval '5 minutes' where priority = 0`)
    await claimLane(pool, pace)
    await database.ownerPool.query('update channel_pacing set tokens = 80')
    expect(await claimLane(pool, pace)).toHaveLength(3)
  })
})

describe('an account that its provider found too fast', () => {
  const live = { ...pace, kind: 'live' as const }
  const slowDown = (tokens: number) =>
    database.ownerPool.query(
      `insert into channel_pacing (workspace_id, channel_id, tokens, paced_until) values ($1, $2, $3, now() + interval '1 minute')
       on conflict (workspace_id, channel_id) do update set tokens = excluded.tokens, paced_until = excluded.paced_until, refilled_at = now()`,
      [workspaceId, channelId, tokens],
    )

  // Went wrong: each waiting message was claimed and put back for each message that went out, and the database did nothing else.
  it('has its messages claimed by its bucket alone, as many as that grants, the oldest first', async () => {
    await queue(40, 0)
    await queue(2, 0, null, newId())
    await slowDown(10)
    expect((await claimSends(pool, 100)).map((one) => one.channelId)).not.toContain(channelId)
    expect(await findLanes(pool)).toEqual([{ workspaceId, channelId, kind: 'live' }])
    const granted = await claimLane(pool, live)
    expect(granted.length).toBeGreaterThanOrEqual(10)
    expect(granted.length).toBeLessThan(25)
    const { rows } = await database.ownerPool.query<{ attempt: number; count: number }>(
      'select attempt, count(*)::int as count from outbox where channel_id = $1 group by 1 order by 1',
      [channelId],
    )
    expect(rows).toEqual([
      { attempt: 0, count: 40 - granted.length },
      { attempt: 1, count: granted.length },
    ])
  })

  it('is nobody’s lane once its minute is over', async () => {
    await queue(2, 0)
    await slowDown(10)
    await database.ownerPool.query(`update channel_pacing set paced_until = now() - interval '1 second'`)
    expect(await findLanes(pool)).toEqual([])
    expect(await claimSends(pool, 100)).toHaveLength(2)
  })
})

describe('live messages', () => {
  it('of an account that has as many calls under way as one may have are left to others', async () => {
    const other = newId()
    await queue(3, 0)
    await queue(2, 0, null, other)
    expect((await claimSends(pool, 10, [channelId])).map((one) => one.channelId)).toEqual([other, other])
  })

  // The id of a message from a machine whose clock is late may be smaller than that of one which is at the provider already.
  it('wait for what has begun to be sent in their conversation, whatever its id', async () => {
    const conversationId = newId()
    await queue(2, 0, conversationId)
    await database.ownerPool.query(
      `update outbox set state = 'calling', locked_until = now() + interval '5 seconds' where message_id = (select message_id from outbox order by message_id desc limit 1)`,
    )
    expect(await claimSends(pool, 10)).toEqual([])
    await database.ownerPool.query(`update outbox set locked_until = '-infinity'`)
    const [first] = await claimSends(pool, 10)
    expect(first?.oldState).toBe('calling')
  })
})
