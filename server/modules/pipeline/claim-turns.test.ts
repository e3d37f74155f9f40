import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { claimTurns, releaseTurn, renewLeases, type TurnClaim } from './claim-turns.ts'
import { type FinishedTurn, finishBatch } from './finish-turns.ts'

let database: TestDatabase
let pool: TestDatabase['db']['answerPool']
const workspaceId = newId()
const channelId = newId()
const contactId = newId()
let conversationId: string
let messageId: string

beforeAll(async () => {
  database = await testDatabase()
  pool = database.db.answerPool
})
afterAll(() => database.close())

beforeEach(async () => {
  conversationId = newId()
  messageId = newId()
  await database.ownerPool.query('delete from mailbox')
  await database.ownerPool.query('delete from conversations')
  await database.ownerPool.query(
    `insert into conversations (workspace_id, id, channel_id, contact_id, recipient_id, handler) values ($1, $2, $3, $4, '1', 'agent')`,
    [workspaceId, conversationId, channelId, contactId],
  )
  await database.ownerPool.query('insert into mailbox (workspace_id, conversation_id, last_in, due_at) values ($1, $2, $3, now())', [
    workspaceId,
    conversationId,
    messageId,
  ])
})

async function claimOne(): Promise<TurnClaim> {
  const [claim] = await claimTurns(pool, 10)
  if (!claim) throw new Error('nothing was claimed')
  return claim
}

function finished(claim: TurnClaim, changes: Partial<FinishedTurn> = {}): FinishedTurn {
  return {
    workspaceId,
    conversationId,
    channelId,
    contactId,
    claim: claim.claim,
    lastIn: messageId,
    answersUpTo: 0,
    epoch: 0,
    insist: false,
    agent: null,
    run: null,
    replies: [],
    result: 'left',
    reason: null,
    language: null,
    disclosed: false,
    failed: false,
    ...changes,
  }
}

async function mailbox(): Promise<{ due: boolean; locked: boolean }> {
  const { rows } = await database.ownerPool.query<{ due: boolean; locked: boolean }>(
    `select due_at < 'infinity' as due, locked_until > now() as locked from mailbox`,
  )
  return rows[0] as { due: boolean; locked: boolean }
}

describe('leases of turns', () => {
  it('gives a due conversation to one claimer only', async () => {
    const claims = await Promise.all([claimTurns(pool, 10), claimTurns(pool, 10), claimTurns(pool, 10)])
    expect(claims.flat()).toHaveLength(1)
  })

  it('frees the conversation when the turn ends, and a late renewal does not lock it again', async () => {
    // What went wrong: a renewal that met a turn in its last moment locked the conversation for eight seconds.
    const claim = await claimOne()
    await finishBatch(pool, [finished(claim)])
    expect(await renewLeases(pool, [claim])).toEqual([claim])
    expect(await mailbox()).toEqual({ due: false, locked: false })
  })

  it('keeps a message that came while the turn decided to leave the conversation alone', async () => {
    const claim = await claimOne()
    await database.ownerPool.query('update mailbox set last_in = $1', [newId()])
    const { results } = await finishBatch(pool, [finished(claim)])
    expect(results).toMatchObject([{ kind: 'done', hasMore: true }])
    expect(await mailbox()).toEqual({ due: true, locked: false })
  })

  it('fences off whoever lost the lease (F13)', async () => {
    const late = await claimOne()
    await database.ownerPool.query(`update mailbox set locked_until = '-infinity', due_at = now()`)
    const current = await claimOne()
    const { results } = await finishBatch(pool, [finished(late)])
    expect(results).toEqual([{ kind: 'fenced' }])
    await releaseTurn(pool, late, 0)
    expect(await mailbox()).toMatchObject({ locked: true })
    expect((await finishBatch(pool, [finished(current)])).results).toMatchObject([{ kind: 'done' }])
  })

  it('says so when the customer wrote again, unless it has been thought over often enough', async () => {
    const claim = await claimOne()
    await database.ownerPool.query('update mailbox set last_in = $1', [newId()])
    const answer = {
      result: 'answered' as const,
      agent: { id: newId(), name: 'Sam' },
      replies: [{ id: newId(), text: 'hello', interactive: null }],
    }
    expect((await finishBatch(pool, [finished(claim, answer)])).results).toEqual([{ kind: 'newer' }])
    expect((await finishBatch(pool, [finished(claim, { ...answer, insist: true })])).results).toMatchObject([
      { kind: 'done', hasMore: true },
    ])
    expect(await mailbox()).toEqual({ due: true, locked: false })
  })

  it('throws an answer away that was thought out under another handler', async () => {
    const claim = await claimOne()
    await database.ownerPool.query(`update conversations set handler = 'user', handler_epoch = handler_epoch + 1`)
    expect((await finishBatch(pool, [finished(claim, { result: 'answered' })])).results).toEqual([{ kind: 'disturbed' }])
    const { rows } = await database.ownerPool.query('select 1 from messages where conversation_id = $1', [conversationId])
    expect(rows).toEqual([])
  })
})
