import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'

let shop: TestShop

const offer = {
  name: 'spring_sale',
  language: 'en',
  category: 'marketing' as const,
  status: 'APPROVED' as const,
  body: 'Everything for half the price.',
}
const notice = { ...offer, name: 'order_ready', category: 'utility' as const, body: 'Your order is ready.' }
const asTemplate = ({ name, language }: typeof offer | typeof notice) => ({ template: { name, language } })

beforeAll(async () => {
  shop = await testShop({ agent: { mode: 'off' } })
  for (const template of [offer, notice]) shop.whatsapp.addTemplate(shopNumber.businessAccountId, template)
  await shop.ask('POST', `/api/v1/channels/${shop.channelId}/templates/sync`)
})
afterAll(() => shop?.close())

async function meet(person: { phone: string; name: string }) {
  const customer = shop.whatsapp.customer(person)
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${person.name}`)
  const [conversation] = data
  if (!conversation) throw new Error('no conversation')
  const path = `/api/v1/conversations/${conversation.id}/messages`
  return {
    customer,
    path,
    contact: () => shop.ask<Contact>('GET', `/api/v1/contacts/${conversation.contactId}`),
    thread: async () => (await shop.ask<{ data: Message[] }>('GET', path)).data,
    send: (body: object) => shop.owner.call('POST', path, body),
  }
}

test('who has stopped marketing gets none, but everything else, until they resume it', async () => {
  const { customer, contact, thread, send } = await meet({ phone: '+15557770001', name: 'Stopper' })
  expect((await contact()).identities[0]?.marketing).toBeUndefined()
  expect(await send(asTemplate(offer))).toMatchObject({ status: 201 })
  await customer.waitForMessage(({ text }) => text === offer.body)

  await customer.stopMarketing()
  expect((await contact()).identities.map(({ marketing }) => marketing?.allowed)).toEqual([false, false])
  expect((await thread()).at(-1)?.event?.name).toBe('marketing-stopped')
  shop.whatsapp.ledger.clear()
  expect(await send(asTemplate(offer))).toMatchObject({
    status: 409,
    body: { type: 'urn:parley:problem:marketing-unwanted', errors: [{ path: 'template.name' }] },
  })
  expect(await send(asTemplate(notice))).toMatchObject({ status: 201 })
  await customer.waitForMessage(({ text }) => text === notice.body)
  expect(await send({ text: 'And how is the kettle?' })).toMatchObject({ status: 201 })
  expect(shop.whatsapp.ledger.entries().map(({ body }) => JSON.stringify(body))).not.toContainEqual(expect.stringContaining(offer.name))

  await customer.resumeMarketing()
  expect((await thread()).at(-1)?.event?.name).toBe('marketing-resumed')
  expect(await send(asTemplate(offer))).toMatchObject({ status: 201 })
})

test('what was queued before they stopped does not go out after it', async () => {
  const { customer, send, thread } = await meet({ phone: '+15557770002', name: 'Quick' })
  shop.whatsapp.faults.add({ kind: 'status', status: 503, times: 1, match: { path: '/messages$' } })
  const { body } = await send(asTemplate(offer))
  const { id } = body as Message
  await eventually(async () => expect(shop.whatsapp.faults.list()).toEqual([]), 15_000)
  await customer.stopMarketing()
  await eventually(async () => {
    const message = (await thread()).find((one) => one.id === id)
    expect(message).toMatchObject({
      status: 'failed',
      error: { code: 'blocked', providerCode: null, title: expect.stringMatching(/marketing/) },
    })
  }, 15_000)
  expect(customer.inbox.filter(({ text }) => text === offer.body)).toEqual([])
})

test('a word that comes late does not undo a later one; one of somebody unknown waits for them', async () => {
  const { customer, contact } = await meet({ phone: '+15557770003', name: 'Wavering' })
  const wish = (value: string, timestamp: number, wa_id = customer.person.waId) =>
    shop.whatsapp.deliverChanges([
      {
        field: 'user_preferences',
        value: {
          metadata: { phone_number_id: shopNumber.phoneNumberId },
          user_preferences: [{ wa_id, category: 'marketing_messages', value, timestamp }],
        },
      },
    ])
  const seconds = Math.floor(Date.now() / 1000)
  await wish('stop', seconds)
  await wish('resume', seconds - 60)
  expect((await contact()).identities[0]?.marketing?.allowed).toBe(false)

  await wish('stop', seconds, '15557770004')
  const late = await meet({ phone: '+15557770004', name: 'Latecomer' })
  await eventually(async () => expect((await late.contact()).identities[0]?.marketing?.allowed).toBe(false), 20_000)
})

test('who is opted out by the team gets no marketing either', async () => {
  const { contact, send } = await meet({ phone: '+15557770005', name: 'Listed' })
  await shop.ask('PATCH', `/api/v1/contacts/${(await contact()).id}`, { optedOut: true })
  expect(await send(asTemplate(offer))).toMatchObject({ status: 409 })
  expect(await send(asTemplate(notice))).toMatchObject({ status: 201 })
})
