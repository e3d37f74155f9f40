import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'
import { withdrawnInPart } from './why-not-sent.ts'

let shop: TestShop
let conversationId: string
let waId: string

beforeAll(async () => {
  shop = await testShop({ whatsapp: { statuses: { enabled: false } }, agent: { mode: 'off' } })
  const customer = shop.whatsapp.customer({ phone: '+15551234567', name: 'Status Watcher' })
  waId = customer.person.waId
  await customer.send({ type: 'text', text: 'hi' }).delivered
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')
  conversationId = data[0]?.id ?? ''
})
afterAll(() => shop.close())

type Status = 'sent' | 'delivered' | 'read' | 'failed'

async function sendOne(text: string): Promise<Message> {
  const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${conversationId}/messages`, { text })
  return eventually(async () => {
    const message = await shop.ask<Message>('GET', `/api/v1/messages/${id}`)
    expect(message.status).toBe('sent')
    return message
  })
}

async function report(message: Message, status: Status, minute: number): Promise<void> {
  const base = { id: message.externalId, status, timestamp: String(1_790_000_000 + minute * 60), recipient_id: waId }
  const errors = [
    { code: 131026, title: 'Message undeliverable', message: 'Message undeliverable', error_data: { details: 'not on WhatsApp' } },
  ]
  await shop.whatsapp.deliverChanges([
    {
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId },
        statuses: [status === 'failed' ? { ...base, errors } : base],
      },
    },
  ])
}

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length <= 1
    ? [[...items]]
    : items.flatMap((item, index) => permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]))

describe('meta 3.1: statuses only move forward (F18)', () => {
  it.each(permutations<Status>(['sent', 'delivered', 'read']).map((order) => [order.join(', '), order] as const))(
    '%s comes to read',
    async (_name, order) => {
      const message = await sendOne(`order ${order.join(' ')}`)
      for (const status of order) await report(message, status, { sent: 1, delivered: 2, read: 3, failed: 4 }[status])
      for (const status of order) await report(message, status, { sent: 1, delivered: 2, read: 3, failed: 4 }[status])
      const after = await shop.ask<Message>('GET', `/api/v1/messages/${message.id}`)
      expect(after.status).toBe('read')
      expect(after.deliveredAt).not.toBeNull()
      expect(after.readAt).not.toBeNull()
    },
  )

  it('that it was read says that it was delivered, where nobody says that', async () => {
    const message = await sendOne('read at once')
    await report(message, 'read', 3)
    const after = await shop.ask<Message>('GET', `/api/v1/messages/${message.id}`)
    expect(after).toMatchObject({ status: 'read', deliveredAt: after.readAt })
    expect(after.readAt).not.toBeNull()
  })

  // Went wrong: what was heard of its first part made all of it delivered, though the customer had a part only.
  it('of the parts of a message that was withdrawn after them do not make the whole arrive', async () => {
    const message = await sendOne('the first part')
    const failed = `update messages set status = 'failed', error = $2 where id = $1`
    await shop.app.database.ownerPool.query(failed, [message.id, JSON.stringify({ ...withdrawnInPart, inPart: true })])
    for (const status of ['sent', 'delivered', 'read'] as const) await report(message, status, 5)
    const after = await shop.ask<Message>('GET', `/api/v1/messages/${message.id}`)
    expect(after).toMatchObject({ status: 'failed', error: { providerCode: 'withdrawn-in-part' } })
  })

  it('a late failure counts unless the message was delivered', async () => {
    const lost = await sendOne('lost')
    await report(lost, 'failed', 5)
    expect(await shop.ask<Message>('GET', `/api/v1/messages/${lost.id}`)).toMatchObject({
      status: 'failed',
      error: { code: 'not-on-channel' },
    })
    const arrived = await sendOne('arrived')
    await report(arrived, 'delivered', 5)
    await report(arrived, 'failed', 6)
    expect(await shop.ask<Message>('GET', `/api/v1/messages/${arrived.id}`)).toMatchObject({ status: 'delivered', error: null })
  })
})

describe('one person, several ids (F27)', () => {
  it('meta 2.4: is one contact before and after the number changes, whatever id comes', async () => {
    const customer = shop.whatsapp.customer({ phone: '+15557770001', name: 'Mover' })
    await customer.send({ type: 'text', text: 'old number' }).delivered
    await customer.changeNumber('+15557770002').delivered
    await customer.send({ type: 'text', text: 'new number' }).delivered
    const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Mover')
    expect(data).toHaveLength(1)
    const thread = await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${data[0]?.id}/messages`)
    const texts = thread.data.filter((message) => message.type === 'text').map((message) => message.text)
    expect(texts).toEqual(['old number', 'new number'])
    await shop.ask('POST', `/api/v1/conversations/${data[0]?.id}/messages`, { text: 'found you' })
    await customer.waitForMessage((message) => message.text === 'found you')
  })

  it('meta 2.3: serves a person who hides the number and shows it later', async () => {
    const customer = shop.whatsapp.customer({ phone: '+15557770009', name: 'Shy', username: 'shy', hidesNumber: true })
    await customer.send({ type: 'text', text: 'no number' }).delivered
    const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Shy')
    await shop.ask('POST', `/api/v1/conversations/${data[0]?.id}/messages`, { text: 'hello by id' })
    await customer.waitForMessage((message) => message.text === 'hello by id')
    shop.whatsapp.customer({ phone: '+15557770009', hidesNumber: false })
    await customer.send({ type: 'text', text: 'with number' }).delivered
    const after = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Shy')
    expect(after.data).toHaveLength(1)
  })
})
