import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError, ProviderError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { claimSends, postponeSend } from './claim-sends.ts'
import { keepLeases, leasedFrom, mayGoOn, mayStillSend } from './send-leases.ts'
import { isUncertain } from './uncertain-failure.ts'

let database: TestDatabase
let pool: TestDatabase['db']['answerPool']
const workspaceId = newId()
let messageId: string
let conversationId: string

beforeAll(async () => {
  database = await testDatabase()
  pool = database.db.answerPool
})
afterAll(() => database.close())
beforeEach(async () => {
  messageId = newId()
  conversationId = newId()
  await database.ownerPool.query('truncate outbox')
  const channelId = newId()
  await database.ownerPool.query(
    `insert into conversations (workspace_id, id, channel_id, contact_id, recipient_id, handler, handler_epoch) values ($1, $2, $3, $4, '1', 'agent', 3)`,
    [workspaceId, conversationId, channelId, newId()],
  )
  await database.ownerPool.query(
    `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
     values ($1, $2, $3, $4, $5, 'outbound', 'agent', 'text', 'Hello', 'sending', now())`,
    [workspaceId, messageId, conversationId, channelId, newId()],
  )
  await database.ownerPool.query(
    'insert into outbox (workspace_id, message_id, conversation_id, channel_id, epoch) values ($1, $2, $3, $4, 3)',
    [workspaceId, messageId, conversationId, channelId],
  )
})

async function lease() {
  const [claimed] = await claimSends(pool, 1)
  if (!claimed) throw new Error('nothing was claimed')
  return { workspaceId, claim: claimed.claim, attempt: claimed.attempt, message: { id: messageId }, leasedUntil: leasedFrom() }
}

describe('a message that a process holds', () => {
  it('is sent without a question while the lease certainly runs', async () => {
    const held = await lease()
    await database.ownerPool.query('truncate outbox')
    expect(await mayStillSend(pool, held)).toBe('yes')
  })

  it('is asked about when the process was held up: still ours', async () => {
    const held = { ...(await lease()), leasedUntil: performance.now() - 200 }
    expect(await mayStillSend(pool, held)).toBe('yes')
    expect(held.leasedUntil).toBeGreaterThan(performance.now() + 3_000)
  })

  it('is left alone when another process has it by now', async () => {
    const held = { ...(await lease()), leasedUntil: performance.now() - 200 }
    await database.ownerPool.query(`update outbox set locked_until = '-infinity'`)
    await lease()
    expect(await mayStillSend(pool, held)).toBe('lost')
  })

  it('is withdrawn when a person took over in that time', async () => {
    const held = { ...(await lease()), leasedUntil: performance.now() - 200 }
    await database.ownerPool.query('update conversations set handler_epoch = 4 where id = $1', [conversationId])
    expect(await mayStillSend(pool, held)).toBe('withdrawn')
  })

  it('is withdrawn when a person took over while it waited here for its call, though its lease was kept', async () => {
    const held = { ...(await lease()), leasedUntil: performance.now() + 2_000 }
    await keepLeases(pool, [held])
    expect(held.leasedUntil).toBeGreaterThan(performance.now() + 4_000)
    held.leasedUntil = performance.now() + 2_000
    await database.ownerPool.query('update conversations set handler_epoch = 4 where id = $1', [conversationId])
    await keepLeases(pool, [held])
    expect(await mayStillSend(pool, held)).toBe('withdrawn')
  })

  it('ends between two of its calls when a person took over during the first, however long its lease runs', async () => {
    const held = { ...(await lease()), leasedUntil: leasedFrom() }
    expect(await mayGoOn(pool, held)).toBe('yes')
    await database.ownerPool.query('update conversations set handler_epoch = 4 where id = $1', [conversationId])
    expect(await mayGoOn(pool, held)).toBe('withdrawn')
  })

  it('that is in doubt: what its provider has said of it since it was claimed counts', async () => {
    const held = { ...(await lease()), callsDone: 0 }
    expect([await mayGoOn(pool, held), held.callsDone]).toEqual(['yes', 0])
    await database.ownerPool.query('update outbox set calls_done = 1 where message_id = $1', [messageId])
    expect([await mayGoOn(pool, held), held.callsDone]).toEqual(['yes', 1])
  })

  it('has an attempt less when it was only waited for', async () => {
    const first = await lease()
    await postponeSend(pool, { ...first, inDoubt: false }, 0, { called: false })
    const second = await lease()
    expect(second.attempt).toBe(1)
    await postponeSend(pool, { ...second, inDoubt: false }, 0, { called: true })
    expect((await lease()).attempt).toBe(2)
  })

  // Went wrong: put off because its account was at its pace, it was taken for one that had never been sent; the provider's word proved nothing, and it went out again.
  it.each([true, false])('stays in doubt, if it is, for whatever reason it is put off: %s', async (inDoubt) => {
    await postponeSend(pool, { ...(await lease()), inDoubt }, 0, { called: false })
    const { rows } = await database.ownerPool.query('select state from outbox where message_id = $1', [messageId])
    expect(rows).toEqual([{ state: inDoubt ? 'waiting' : 'queued' }])
  })
})

describe('after a failed call the provider may have the message', () => {
  const provider = (uncertain: boolean) => new ProviderError({ provider: 'x', code: 'provider', retryable: true, uncertain })
  const outside = (code: string, cause?: object) =>
    new AppError(code, { status: 502, cause: cause && Object.assign(new Error('socket'), cause) })

  it.each([
    ['its own refusal', provider(false), false],
    ['half an answer', provider(true), true],
    ['a connection that was refused', outside('outside-unreachable', { code: 'ECONNREFUSED' }), false],
    ['a connection that broke', outside('outside-unreachable', { code: 'ECONNRESET' }), true],
    ['silence', outside('outside-timeout'), true],
    ['an address that we refuse', outside('address-refused'), false],
  ])('%s', (_name, error, uncertain) => expect(isUncertain(error)).toBe(uncertain))
})
