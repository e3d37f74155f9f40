import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'
import { recordFailures, recordSent } from './record-receipts.ts'

/*
 * Went wrong: a status came while its message's receipt was being committed. The statement that waited for the row then found it no more (its bounds
 * on ids had PostgreSQL leave out partitions before it looked again), and the status was lost, though its provider had heard 200.
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

/** A message that is just being sent, and what is done about it while another transaction changes its row. */
async function whileItsRowChanges(change: string, work: (message: Message) => Promise<unknown>): Promise<Message> {
  const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${conversationId}/messages`, { text: 'race' })
  await eventually(async () => expect((await read(id)).status).toBe('sent'))
  const sent = await read(id)
  const pool = shop.app.database.ownerPool
  await pool.query(`update messages set status = 'sending' where id = $1`, [id])
  const other = await pool.connect()
  await other.query('begin')
  await other.query(`update messages set ${change} where id = $1`, [id])
  const waiting = work(sent)
  await sleep(300)
  await other.query('commit')
  other.release()
  await waiting
  return read(id)
}

describe('what waits for a message that somebody else is changing', () => {
  it('a receipt does not take back the status', async () => {
    const after = await whileItsRowChanges(`status = 'read', read_at = now()`, ({ id, externalId }) =>
      recordSent(shop.app.deps.db.answerPool, [
        {
          workspaceId: shop.owner.workspaceId,
          channelId: shop.channelId,
          conversationId,
          messageId: id,
          externalIds: [externalId ?? ''],
          at: Date.now(),
        },
      ]),
    )
    expect(after.status).toBe('read')
  })

  it('a status is not lost', async () => {
    const after = await whileItsRowChanges(`status = 'sent', sent_at = now()`, ({ id, externalId }) => {
      const status = { id: externalId, status: 'read', timestamp: '1790000000', recipient_id: '15551239999' }
      const metadata = { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId }
      const value = { messaging_product: 'whatsapp', metadata, statuses: [{ ...status, biz_opaque_callback_data: `${id}.0` }] }
      return shop.whatsapp.deliverChanges([{ field: 'messages', value }])
    })
    expect(after.status).toBe('read')
  })

  it('a failure is not lost', async () => {
    const error = { code: 'invalid', providerCode: '100', title: 'Refused.', retryable: false } as const
    const after = await whileItsRowChanges('sent_at = now()', ({ id }) =>
      recordFailures(shop.app.deps.db.answerPool, [{ workspaceId: shop.owner.workspaceId, conversationId, messageId: id, error }]),
    )
    expect(after).toMatchObject({ status: 'failed', error })
  })
})
