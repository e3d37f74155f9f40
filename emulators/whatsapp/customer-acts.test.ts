import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WhatsAppCustomer } from './customer.ts'
import { businessAccountId, changeOf, messageOf, startFixture, type WhatsAppFixture } from './whatsapp-fixture.ts'

let fixture: WhatsAppFixture
let customer: WhatsAppCustomer
beforeEach(async () => {
  fixture = await startFixture({ statuses: { enabled: true, sentAfterMs: 1, deliveredAfterMs: 200, readAfterMs: 1 } })
  customer = fixture.emulator.customer({ phone: '15550001', name: 'Kerry', username: 'kerry', hidesNumber: true })
  await customer.send({ type: 'text', text: 'hi' }).delivered
})
afterEach(() => fixture.close())
const last = () => messageOf(fixture.receiver.received.at(-1))

test('meta 2.4, 9.8: a new user id says what it was, without a number and without contacts', async () => {
  const old = customer.person.userId
  await customer.changeUserId().delivered
  expect(changeOf(fixture.receiver.received.at(-1)).value).not.toHaveProperty('contacts')
  expect(last()).not.toHaveProperty('from')
  expect(last().system).toMatchObject({ type: 'user_changed_user_id', previous_user_id: old, user_id: customer.person.userId })
  expect(last().system).not.toHaveProperty('wa_id')
})

test('meta 2.4, 9.8: a change of the number may be told after the first message from the new one', async () => {
  fixture.emulator.customer({ phone: '15550001', hidesNumber: false })
  const old = customer.person.userId
  const tell = customer.changeNumberUntold('15550009')
  await customer.send({ type: 'text', text: 'my new one' }).delivered
  expect(last()).toMatchObject({ from: '15550009', from_user_id: customer.person.userId })
  await tell().delivered
  const [first, second] = fixture.receiver.received.slice(-2).map(messageOf)
  expect(last()).toMatchObject({
    from: '15550001',
    system: { type: 'user_changed_number', wa_id: '15550009', user_id: customer.person.userId, previous_user_id: old },
  })
  // The time is that of the change.
  expect(Number(second?.timestamp)).toBeLessThanOrEqual(Number(first?.timestamp))
})

test('meta 2.3, 9.8: a new username is told with the next message, ids and parent id stay', async () => {
  const { userId } = customer.person
  fixture.emulator.customer({ phone: '15550001', username: 'kerry.new', parentUserId: 'US.ENT.7' })
  await customer.send({ type: 'text', text: 'renamed' }).delivered
  expect(last()).toMatchObject({ from_user_id: userId, from_parent_user_id: 'US.ENT.7' })
  expect(changeOf(fixture.receiver.received.at(-1)).value.contacts).toMatchObject([
    { profile: { username: 'kerry.new' }, user_id: userId, parent_user_id: 'US.ENT.7' },
  ])
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

test('stopping marketing is told, and kept: offers fail, everything else arrives', async () => {
  const template = (name: string) => ({ type: 'template', template: { name, language: { code: 'en' } } })
  for (const category of ['marketing', 'utility'] as const)
    fixture.emulator.addTemplate(businessAccountId, {
      name: category,
      language: 'en',
      category,
      status: 'APPROVED',
      body: `About ${category}.`,
    })
  await customer.stopMarketing()
  const told = changeOf(fixture.receiver.received.at(-1)) as unknown as { field: string; value: { user_preferences: object[] } }
  expect(told.field).toBe('user_preferences')
  const user_id = customer.person.userId
  expect(told.value.user_preferences).toEqual([
    {
      user_id,
      detail: 'User requested to stop marketing messages',
      category: 'marketing_messages',
      value: 'stop',
      timestamp: expect.any(Number),
    },
  ])
  const before = fixture.receiver.received.length
  await fixture.send(template('marketing'))
  const failed = (await fixture.receiver.waitFor(before + 1)).at(-1)
  expect(changeOf(failed).value.statuses[0]).toMatchObject({ status: 'failed', errors: [{ code: 131050 }] })
  await fixture.send(template('utility'))
  await customer.waitForMessage(({ text }) => text === 'About utility.')
  expect(customer.inbox.map(({ text }) => text)).not.toContain('About marketing.')
  await customer.resumeMarketing()
  await fixture.send(template('marketing'))
  await customer.waitForMessage(({ text }) => text === 'About marketing.')
})
