import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { newId } from '../../platform/ids.ts'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'
import { recordBatch } from './record.ts'
import { recordFailures, recordSent, type SendFailure } from './record-receipts.ts'

/*
 * Went wrong: a status came while its message's receipt was being committed. The statement that had waited for the row found it no more, or lost
 * every row after it, because bounds on ids had PostgreSQL leave out partitions before it looked again: statuses were lost though their provider had
 * heard 200, and messages stayed "sending" for ever.
 */

let shop: TestShop
let conversationId: string

beforeAll(async () => {
  shop = await testShop({ whatsapp: { statuses: { enabled: false } }, agent: { mode: 'off' } })
  await shop.whatsapp.customer({ phone: '+15551239999', name: 'Racer' }).send({ type: 'text', text: 'hi' }).delivered
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')
  conversationId = data[0]?.id ?? ''
})
afterAll(() => shop.close())

const read = (id: string) => shop.ask<Message>('GET', `/api/v1/messages/${id}`)

/** Messages that are just being sent, and what is done about them while another transaction changes the third one's row. */
async function whileARowChanges(change: string, work: (messages: Message[]) => Promise<unknown>): Promise<Message[]> {
  const messages: Message[] = []
  for (let number = 0; number < 6; number += 1) {
    const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${conversationId}/messages`, { text: `race ${number}` })
    messages.push(await eventually(async () => sentOne(await read(id))))
  }
  const pool = shop.app.database.ownerPool
  await pool.query(`update messages set status = 'sending' where id = any ($1)`, [messages.map(({ id }) => id)])
  const other = await pool.connect()
  await other.query('begin')
  await other.query(`update messages set ${change} where id = $1`, [messages[2]?.id])
  const waiting = work(messages)
  await sleep(300)
  await other.query('commit')
  other.release()
  await waiting
  return Promise.all(messages.map(({ id }) => read(id)))
}

function sentOne(message: Message): Message {
  expect(message.status).toBe('sent')
  return message
}

const statusesOf = (messages: Message[]) => messages.map(({ status }) => status)

describe('one row of a batch is being changed by somebody else', () => {
  it('receipts: no status is taken back, and none of the others is left out', async () => {
    const after = await whileARowChanges(`status = 'read', read_at = now()`, (messages) =>
      recordSent(
        shop.app.deps.db.answerPool,
        messages.map(({ id, externalId }) => ({
          workspaceId: shop.owner.workspaceId,
          channelId: shop.channelId,
          conversationId,
          messageId: id,
          externalIds: [externalId ?? ''],
          at: Date.now(),
        })),
      ),
    )
    expect(statusesOf(after)).toEqual(['sent', 'sent', 'read', 'sent', 'sent', 'sent'])
  })

  it('statuses: none is lost', async () => {
    const after = await whileARowChanges(`status = 'sent', sent_at = now()`, (messages) => {
      const statuses = messages.map(({ id, externalId }) => ({
        id: externalId,
        status: 'read',
        timestamp: '1790000000',
        recipient_id: '15551239999',
        biz_opaque_callback_data: `${id}.0`,
      }))
      const metadata = { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId }
      return shop.whatsapp.deliverChanges([{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, statuses } }])
    })
    expect(statusesOf(after)).toEqual(['read', 'read', 'read', 'read', 'read', 'read'])
  })

  it('failures: none is lost', async () => {
    const after = await whileARowChanges('sent_at = now()', async (messages) => {
      await lease(messages)
      await recordFailures(shop.app.deps.db.answerPool, failuresOf(messages))
    })
    expect(statusesOf(after)).toEqual(['failed', 'failed', 'failed', 'failed', 'failed', 'failed'])
  })
})

// Went wrong: with a table of some size the statement that locks the rows lost some of them as well.
describe('several processes at once, on a table of some size', () => {
  it('statuses and receipts of the same messages: none is lost', async () => {
    const pool = shop.app.database.ownerPool
    const { workspaceId } = shop.owner
    const [conversation] = (await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')).data
    const place = [workspaceId, conversationId, shop.channelId, conversation?.contactId]
    const outbound = `insert into messages (workspace_id, conversation_id, channel_id, contact_id, id, direction, author_type, type, text, status, created_at)
      select $1, $2, $3, $4, id, 'outbound', 'agent', 'text', 'race', $5, now() from`
    await pool.query(
      `${outbound} (select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - i), 12, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid as id from generate_series(1, 200000) i) old`,
      [...place, 'read'],
    )
    await pool.query('vacuum analyze messages')
    // Plans are made by connections that have seen the table as it is now.
    await pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    )
    await eventually(async () => void (await shop.app.deps.db.receivePool.query('select 1')))
    const channel = { workspaceId, id: shop.channelId, agent: null, hasProfiles: false }
    for (let round = 0; round < 25; round += 1) {
      const ids = Array.from({ length: 40 }, () => newId())
      await pool.query(`${outbound} unnest($6::uuid[]) id`, [...place, 'sending', ids])
      const parts = [0, 10, 20, 30].map((from) => ids.slice(from, from + 10))
      const tell = (part: string[], status: 'sent' | 'delivered' | 'read') => {
        const event = (id: string) =>
          ({
            kind: 'status',
            eventId: `${status}:${id}`,
            at: Date.now(),
            raw: {},
            externalId: `wamid.${id}`,
            clientId: id,
            clientCall: 0,
            status,
          }) as const
        return recordBatch(shop.app.deps.db, [{ channel, events: part.map(event) }])
      }
      const receipt = (messageId: string) => ({
        workspaceId,
        channelId: shop.channelId,
        conversationId,
        messageId,
        externalIds: [],
        at: Date.now(),
      })
      await Promise.all(
        parts.flatMap((part) => [
          ...(['sent', 'delivered', 'read'] as const).map((status) => tell(part, status)),
          recordSent(shop.app.deps.db.answerPool, part.map(receipt)),
        ]),
      )
      const { rows } = await pool.query('select status, count(*)::int from messages where id = any ($1) group by 1', [ids])
      expect(rows).toEqual([{ status: 'read', count: 40 }])
    }
  }, 60_000)
})

describe('a receipt that comes late', () => {
  const receiptOf = ({ id }: Message) => ({
    workspaceId: shop.owner.workspaceId,
    channelId: shop.channelId,
    conversationId,
    messageId: id,
    externalIds: [],
    at: Date.now(),
  })

  it('takes back our own withdrawal, and no failure that the provider has reported', async () => {
    for (const [providerCode, status] of [
      ['131026', 'failed'],
      ['withdrawn', 'sent'],
    ] as const) {
      const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${conversationId}/messages`, { text: providerCode })
      const message = await eventually(async () => sentOne(await read(id)))
      await shop.app.database.ownerPool.query(`update messages set status = 'failed', error = $2 where id = $1`, [
        id,
        { code: 'invalid', providerCode, title: 'No.', retryable: false },
      ])
      await recordSent(shop.app.deps.db.answerPool, [receiptOf(message)])
      const after = await read(id)
      expect([after.status, after.error?.providerCode ?? null]).toEqual([status, status === 'failed' ? providerCode : null])
    }
  })
})

describe('a refusal that comes late', () => {
  it('leaves a message alone whose lease has gone to another process, and one whose call was proven meanwhile', async () => {
    const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${conversationId}/messages`, { text: 'late' })
    const message = await eventually(async () => sentOne(await read(id)))
    const outbox = async () => (await shop.app.database.ownerPool.query('select 1 from outbox where message_id = $1', [id])).rowCount
    await lease([message])
    await recordFailures(shop.app.deps.db.answerPool, [{ ...failuresOf([message])[0], claim: 6 } as SendFailure])
    expect([(await read(id)).status, await outbox()]).toEqual(['sent', 1])
    await shop.app.database.ownerPool.query('update outbox set calls_done = 1 where message_id = $1', [id])
    await recordFailures(shop.app.deps.db.answerPool, failuresOf([message]))
    expect([(await read(id)).status, await outbox()]).toEqual(['sent', 1])
    await recordFailures(shop.app.deps.db.answerPool, [{ ...failuresOf([message])[0], callsDone: 1 } as SendFailure])
    expect([(await read(id)).status, await outbox()]).toEqual(['failed', 0])
  })
})

const claim = 7

/** As if a process were sending them at this moment. */
async function lease(messages: readonly Message[]): Promise<void> {
  await shop.app.database.ownerPool.query(
    `insert into outbox (workspace_id, message_id, conversation_id, channel_id, state, claim, locked_until)
     select $1, id, $2, $3, 'calling', ${claim}, now() + interval '1 minute' from unnest($4::uuid[]) as id`,
    [shop.owner.workspaceId, conversationId, shop.channelId, messages.map(({ id }) => id)],
  )
}

function failuresOf(messages: readonly Message[]): SendFailure[] {
  const error = { code: 'invalid', providerCode: '100', title: 'Refused.', retryable: false } as const
  return messages.map(({ id }) => ({ workspaceId: shop.owner.workspaceId, messageId: id, claim, callsDone: 0, error }))
}
