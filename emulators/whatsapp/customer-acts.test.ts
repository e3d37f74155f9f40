import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WhatsAppCustomer } from './customer.ts'
import { changeOf, messageOf, startFixture, type WhatsAppFixture } from './whatsapp-fixture.ts'

let fixture: WhatsAppFixture
let customer: WhatsAppCustomer
beforeEach(async () => {
  fixture = await startFixture({ statuses: { enabled: true, sentAfterMs: 1, deliveredAfterMs: 2, readAfterMs: 1 } })
  customer = fixture.emulator.customer({ phone: '15550001', name: 'Kerry', username: 'kerry', hidesNumber: true })
  await customer.send({ type: 'text', text: 'hi' }).delivered
})
afterEach(() => fixture.close())
const last = () => messageOf(fixture.receiver.received.at(-1))

test('a new user id says what it was, without a number and without contacts', async () => {
  const old = customer.person.userId
  await customer.changeUserId().delivered
  expect(changeOf(fixture.receiver.received.at(-1)).value).not.toHaveProperty('contacts')
  expect(last()).not.toHaveProperty('from')
  expect(last().system).toMatchObject({ type: 'user_changed_user_id', previous_user_id: old, user_id: customer.person.userId })
  expect(last().system).not.toHaveProperty('wa_id')
})

test('the older message about a new device keeps the number', async () => {
  fixture.emulator.customer({ phone: '15550001', hidesNumber: false })
  await customer.changeDevice().delivered
  expect(last()).toMatchObject({ from: '15550001', system: { type: 'customer_identity_changed', identity: { acknowledged: true } } })
})

test.each(['card', 'message'] as const)('the own number is marked on the %s', async (mark) => {
  await customer.shareNumber({ mark }).delivered
  const { origin, contacts } = last() as unknown as { origin?: string; contacts: { origin?: string; vcard: string }[] }
  expect([origin, contacts[0]?.origin]).toEqual(mark === 'card' ? [undefined, 'contact_request'] : ['contact_request', undefined])
  expect(contacts[0]?.vcard).toContain('waid=15550001')
})

test('forms and call permissions come in their own envelopes', async () => {
  await customer.fillForm({ flow_token: 't', size: 'L' }).delivered
  expect(last()).toMatchObject({
    type: 'interactive',
    interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t","size":"L"}' } },
  })
  await customer.answerCallRequest({ granted: true }).delivered
  expect(last()).toMatchObject({ interactive: { call_permission_reply: { response: 'accept', is_permanent: false } } })
})

test('a question about a product names it in the context', async () => {
  await customer.send({ type: 'text', text: 'Is it there?', product: { catalogId: '9', productId: 'mug' } }).delivered
  expect(last()).toMatchObject({ context: { referred_product: { catalog_id: '9', product_retailer_id: 'mug' } } })
})

test('played and deleted are told of what has been delivered, without a price', async () => {
  const { json } = await fixture.send({ type: 'text', text: { body: 'hello' } })
  const id = json.messages?.[0]?.id ?? ''
  expect(() => customer.play(id)).toThrow(/delivered/)
  await fixture.receiver.waitFor(3)
  customer.play(id)
  customer.remove(id)
  const received = await fixture.receiver.waitFor(5)
  const statuses = received.slice(1).map((one) => changeOf(one).value.statuses[0])
  expect(statuses.map((one) => one?.status)).toEqual(['sent', 'delivered', 'played', 'deleted'])
  expect(statuses.map((one) => one?.pricing?.category)).toEqual(['service', 'service', undefined, undefined])
})
