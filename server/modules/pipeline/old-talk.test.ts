import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'

/* Chats that are brought along, or that another program answers, are there to be read; and a call is a line. */

let shop: TestShop
beforeAll(async () => {
  shop = await testShop()
  shop.openai.script(() => ({ text: 'From nine to six.' }))
}, 60_000)
afterAll(() => shop.close())

const metadata = { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId }
const deliver = (field: string, value: object) =>
  shop.whatsapp.deliverChanges([{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }])
const seconds = (ago: number) => String(Math.floor(Date.now() / 1000) - ago)

async function conversationOf(waId: string): Promise<Conversation> {
  const { rows } = await shop.app.database.ownerPool.query<{ id: string }>('select id from conversations where recipient_id = $1', [waId])
  return shop.ask<Conversation>('GET', `/api/v1/conversations/${rows[0]?.id}`)
}
const thread = async (id: string) => (await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages`)).data

test('imported chats wait for nobody, and open with the customer’s next word', async () => {
  const waId = '15552020001'
  const history = [
    {
      threads: [
        {
          id: waId,
          messages: [
            {
              from: waId,
              id: 'wamid.h1',
              timestamp: seconds(9000),
              type: 'text',
              text: { body: 'Old question' },
              history_context: { status: 'READ' },
            },
            {
              from: '15550000000',
              to: waId,
              id: 'wamid.h2',
              timestamp: seconds(8000),
              type: 'text',
              text: { body: 'Old answer' },
              history_context: {},
            },
          ],
        },
      ],
    },
  ]
  await deliver('history', { history })
  const before = await conversationOf(waId)
  expect(before).toMatchObject({ status: 'resolved', handler: 'none', unreadCount: 0, waitingSince: null })
  expect((await thread(before.id)).map(({ text }) => text)).toEqual(['Old question', 'Old answer'])

  const customer = shop.whatsapp.customer({ phone: `+${waId}`, name: 'Old friend' })
  await customer.send({ type: 'text', text: 'When do you open?' }).delivered
  expect((await customer.waitForMessage()).text).toBe('From nine to six.')
  await eventually(async () => expect(await conversationOf(waId)).toMatchObject({ id: before.id, status: 'pending', handler: 'agent' }))
})

test('what customers say to Meta’s own agent is in the inbox and answered by nobody here', async () => {
  const waId = '15552020002'
  const message = { from: waId, id: 'wamid.s1', timestamp: seconds(5), type: 'text', text: { body: 'Do you deliver?' } }
  await deliver('standby', { contacts: [{ wa_id: waId, profile: { name: 'Standby' } }], messages: [message] })
  const { id } = await conversationOf(waId)
  expect(await thread(id)).toMatchObject([{ text: 'Do you deliver?', direction: 'inbound' }])
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(await thread(id)).toHaveLength(1)
})

test('a call is a line in the thread, and lets us write for a day as a message would', async () => {
  const customer = shop.whatsapp.customer({ phone: '+15552020003', name: 'Caller' })
  await customer.send({ type: 'text', text: 'Hi' }).delivered
  await customer.waitForMessage()
  const { id } = await conversationOf('15552020003')
  await shop.app.database.ownerPool.query(`update conversations set last_inbound_at = now() - interval '2 days' where id = $1`, [id])
  const call = {
    id: 'wacid.1',
    from: '15552020003',
    to: '15550000000',
    timestamp: seconds(2),
    event: 'connect',
    direction: 'USER_INITIATED',
  }
  await deliver('calls', { calls: [call] })
  expect(await thread(id)).toContainEqual(
    expect.objectContaining({ type: 'call', direction: 'inbound', author: expect.objectContaining({ type: 'contact' }) }),
  )
  const { replyWindowEndsAt } = await conversationOf('15552020003')
  expect(Date.parse(replyWindowEndsAt ?? '')).toBeGreaterThan(Date.now() + 23 * 3600_000)
  await new Promise((resolve) => setTimeout(resolve, 800))
  expect(customer.inbox).toHaveLength(1)
})
