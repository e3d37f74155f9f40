import { afterEach, expect, test } from 'vitest'
import { signBody } from '../meta/sign-webhook.ts'
import type { Received } from '../testing/receiver.ts'
import type { WhatsAppEmulatorOptions } from './start-whatsapp-emulator.ts'
import {
  accessToken,
  appSecret,
  businessAccountId,
  changeOf,
  messageOf,
  phoneNumberId,
  startFixture,
  type WhatsAppFixture,
} from './whatsapp-fixture.ts'

let fixture: WhatsAppFixture | undefined
afterEach(async () => {
  await fixture?.close()
  fixture = undefined
})
async function start(options: WhatsAppEmulatorOptions = {}): Promise<WhatsAppFixture> {
  fixture = await startFixture(options)
  return fixture
}
const webhookValue = (one: Received | undefined) => changeOf(one).value
const statusOf = (one: Received | undefined) => changeOf(one).value.statuses[0]

test('meta 9.1: a message arrives escaped, signed over its bytes, in the documented shape', async () => {
  const { emulator, receiver } = await start()
  const customer = emulator.customer({ phone: '+1 555 0001', name: 'Zoë' })
  const { id, delivered } = customer.send({ type: 'text', text: 'é سلام 👍 https://a.b/c' })
  await delivered
  const [webhook] = receiver.received
  expect(webhook?.raw).toMatch(/^[\x20-\x7e]+$/)
  expect(webhook?.raw).toContain('https:\\/\\/a.b\\/c')
  expect(webhook?.headers['x-hub-signature-256']).toBe(signBody(Buffer.from(webhook?.raw ?? ''), appSecret))
  expect(webhook?.body).toMatchObject({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: businessAccountId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '15550100000', phone_number_id: phoneNumberId },
              contacts: [{ profile: { name: 'Zoë' }, wa_id: '15550001', user_id: customer.person.userId }],
              messages: [{ from: '15550001', id, type: 'text', text: { body: 'é سلام 👍 https://a.b/c' } }],
            },
          },
        ],
      },
    ],
  })
})

test('meta 1.3, 9.2: is retried with growing pauses until 200, with the same bytes', async () => {
  const { emulator, receiver } = await start()
  receiver.answers.push(500, 503, 204)
  await emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'again' }).delivered
  expect(new Set(receiver.received.map((one) => one.raw)).size).toBe(1)
  const [delivery] = emulator.deliveries()
  expect(delivery?.attempts.map((one) => one.status)).toEqual([500, 503, 204, 200])
  expect(delivery?.state).toBe('delivered')
})

test('meta 3.1: sent comes before delivered, read only once somebody looks; pricing and callback data are there', async () => {
  const { emulator, receiver, send } = await start({ statuses: { sentAfterMs: 5, deliveredAfterMs: 30, readAfterMs: 5 } })
  const customer = emulator.customer({ phone: '15550001', name: 'Kerry', username: 'kerry' })
  await customer.send({ type: 'text', text: 'hi' }).delivered
  receiver.received.length = 0
  const { json } = await send({ type: 'text', text: { body: 'hello' }, biz_opaque_callback_data: 'row-7' })
  await receiver.waitFor(2)
  const leave = customer.open()
  await receiver.waitFor(3)
  leave()
  const statuses = receiver.received.map((one) => statusOf(one))
  expect(statuses.map((one) => one?.status)).toEqual(['sent', 'delivered', 'read'])
  for (const one of statuses)
    expect(one).toMatchObject({ id: json.messages?.[0]?.id, recipient_id: '15550001', biz_opaque_callback_data: 'row-7' })
  expect(statuses.map((one) => one?.pricing?.category)).toEqual(['service', 'service', undefined])
  expect(receiver.received.map((one) => webhookValue(one).contacts[0]?.profile.username)).toEqual([undefined, 'kerry', 'kerry'])
})

test('meta 3.1, 9.2: who reads at once may leave out that it was delivered', async () => {
  const { emulator, receiver, send } = await start({ statuses: { enabled: true, sentAfterMs: 1, deliveredAfterMs: 5, readsAtOnce: true } })
  await emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'hi' }).delivered
  receiver.received.length = 0
  await send({ type: 'text', text: { body: 'hello' } })
  const received = await receiver.waitFor(2)
  await emulator.idle()
  expect(received.map((one) => statusOf(one)?.status)).toEqual(['sent', 'read'])
  expect(received.map((one) => statusOf(one)?.pricing?.category)).toEqual(['service', 'service'])
})

test('meta 9.2: a status may come before the answer of the send', async () => {
  const { emulator, receiver, send } = await start({ statuses: { enabled: true, sentAfterMs: 1, deliveredAfterMs: 5 } })
  await emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'hi' }).delivered
  receiver.received.length = 0
  emulator.faults.add({ kind: 'slow', delayMs: 500, applied: true, times: 1 })
  const sent = send({ type: 'text', text: { body: 'hello' } })
  const [status] = await receiver.waitFor(1)
  const { json } = await sent
  expect(statusOf(status)).toMatchObject({ status: 'sent', id: json.messages?.[0]?.id })
})

test('meta 3.1, 9.2: a message to somebody unreachable is accepted, then fails without contacts', async () => {
  const { emulator, receiver, send } = await start({ statuses: { sentAfterMs: 5 } })
  const { status } = await send({ to: '+15559999', type: 'text', text: { body: 'hello' } })
  expect(status).toBe(200)
  const [failed] = await receiver.waitFor(1)
  expect(webhookValue(failed)).not.toHaveProperty('contacts')
  expect(statusOf(failed)).toMatchObject({
    status: 'failed',
    errors: [{ code: 131026, error_data: { details: expect.any(String) } }],
  })
  await emulator.idle()
})

test('meta 3.5, 9.3: the closed window can also be reported later', async () => {
  const { emulator, receiver, clock, send } = await start({ windowErrors: 'async', statuses: { sentAfterMs: 5 } })
  await emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'hi' }).delivered
  clock.now += 25 * 3600_000
  expect((await send({ type: 'text', text: { body: 'late' } })).status).toBe(200)
  const received = await receiver.waitFor(2)
  expect(statusOf(received[1])?.errors[0]?.code).toBe(131047)
})

test('media by a dead link fails the message', async () => {
  const { emulator, receiver, send } = await start({ statuses: { sentAfterMs: 5, deliveredAfterMs: 10 } })
  await emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'hi' }).delivered
  await send({ type: 'image', image: { link: 'http://127.0.0.1:9/none.png' } })
  const received = await receiver.waitFor(3)
  expect(received.slice(1).map((one) => statusOf(one)?.status)).toEqual(['sent', 'failed'])
  expect(statusOf(received[2])?.errors[0]?.code).toBe(131053)
})

test('meta 9.2: duplicate repeats the bytes, reorder lets the next one pass', async () => {
  const { emulator, receiver } = await start()
  const customer = emulator.customer({ phone: '15550001' })
  emulator.faults.add({ kind: 'duplicate', times: 1, delayMs: 5 })
  await customer.send({ type: 'text', text: 'twice' }).delivered
  await receiver.waitFor(2)
  expect(receiver.received[0]?.raw).toBe(receiver.received[1]?.raw)
  receiver.received.length = 0
  emulator.faults.add({ kind: 'reorder', times: 1, delayMs: 2000 })
  const first = customer.send({ type: 'text', text: 'first' })
  const second = customer.send({ type: 'text', text: 'second' })
  await Promise.all([first.delivered, second.delivered])
  expect(receiver.received.map((one) => messageOf(one).text.body)).toEqual(['second', 'first'])
})

test('meta 1.4, 9.2: a batch carries many messages of several people in one body', async () => {
  const { emulator, receiver } = await start()
  const [ann, bob] = [emulator.customer({ phone: '15550001', name: 'Ann' }), emulator.customer({ phone: '15550002', name: 'Bob' })]
  await emulator.batch(() => {
    ann.send({ type: 'text', text: 'one' })
    bob.send({ type: 'text', text: 'two' })
    ann.send({ type: 'text', text: 'three' })
  })
  expect(receiver.received).toHaveLength(1)
  expect(webhookValue(receiver.received[0]).messages.map((one) => one.text.body)).toEqual(['one', 'two', 'three'])
  expect(webhookValue(receiver.received[0]).contacts).toHaveLength(2)
})

test('meta 2.2, 9.2, 9.8: every kind of message has its payload; system messages have no contacts', async () => {
  const { emulator, receiver } = await start()
  const customer = emulator.customer({ phone: '15550001' })
  const first = customer.send({ type: 'text', text: 'hi' })
  const sent = [
    customer.send({ type: 'image', sample: 'picture-mug', caption: 'this one' }),
    customer.send({ type: 'audio', sample: 'voice-delivery' }),
    customer.send({ type: 'document', sample: 'document-order' }),
    customer.send({ type: 'sticker', file: Buffer.from('webp'), mimeType: 'image/webp' }),
    customer.send({ type: 'location', latitude: 1, longitude: 2 }),
    customer.send({ type: 'reaction', messageId: first.id, emoji: '👍' }),
    customer.send({ type: 'reaction', messageId: first.id, emoji: null }),
    customer.send({ type: 'order', catalogId: 'c', items: [{ product_retailer_id: 'mug', quantity: 1, item_price: 18, currency: 'EUR' }] }),
    customer.send({ type: 'unsupported', kind: 'poll' }),
    customer.send({ type: 'edit', messageId: first.id, text: 'hello' }),
    customer.send({ type: 'revoke', messageId: first.id }),
    customer.changeNumber('15550009'),
  ]
  await Promise.all([first, ...sent].map((one) => one.delivered))
  const valueById = (id: string) => webhookValue(receiver.received.find((one) => messageOf(one).id === id))
  const messages = sent.map((one) => messageOf(receiver.received.find((received) => messageOf(received).id === one.id)))
  const types = [
    'image',
    'audio',
    'document',
    'sticker',
    'location',
    'reaction',
    'reaction',
    'order',
    'unsupported',
    'edit',
    'revoke',
    'system',
  ]
  expect(messages.map((one) => one.type)).toEqual(types)
  for (const one of messages) if (one.type !== 'unsupported') expect(one).toHaveProperty(one.type)
  expect(messages[1]?.audio).toMatchObject({ voice: true, mime_type: 'audio/ogg; codecs=opus' })
  expect(Buffer.from(messages[0]?.image.sha256 ?? '', 'base64')).toHaveLength(32)
  expect(messages[6]?.reaction).toEqual({ message_id: first.id })
  expect(messages[8]?.errors[0]?.code).toBe(131051)
  expect(valueById(sent.at(-1)?.id ?? '')).not.toHaveProperty('contacts')
  expect(messages.at(-1)?.system).toMatchObject({ type: 'user_changed_number', wa_id: '15550009' })
})

test('meta 9.9: taps come back as replies with their context, echoes as smb_message_echoes', async () => {
  const { emulator, receiver, send } = await start()
  const customer = emulator.customer({ phone: '15550001' })
  await customer.send({ type: 'text', text: 'hi' }).delivered
  const { json } = await send({
    type: 'interactive',
    interactive: { type: 'button', body: { text: 'Which?' }, action: { buttons: [{ type: 'reply', reply: { id: 'red', title: 'Red' } }] } },
  })
  const shown = await customer.waitForMessage((one) => one.text === 'Which?')
  expect(shown.buttons).toEqual([{ id: 'red', title: 'Red', kind: 'reply' }])
  await customer.tap('red').delivered
  expect(messageOf(receiver.received.at(-1))).toMatchObject({
    type: 'interactive',
    context: { from: '15550100000', id: json.messages?.[0]?.id },
    interactive: { type: 'button_reply', button_reply: { id: 'red', title: 'Red' } },
  })
  await emulator.echo(customer, 'from my phone')
  const change = changeOf(receiver.received.at(-1))
  expect(change.field).toBe('smb_message_echoes')
  expect(change.value.message_echoes[0]).toMatchObject({ to: '15550001', text: { body: 'from my phone' } })
})

test('meta 1.6, 9.1: subscriptions: override with handshake, refusal on a wrong token, clearing, unsubscribing', async () => {
  const { emulator, receiver, call } = await start()
  const path = `/v24.0/${businessAccountId}/subscribed_apps`
  const override = { override_callback_uri: receiver.url.replace('/hook', '/other'), verify_token: receiver.verifyToken }
  expect((await call(path, { ...override, verify_token: 'wrong' })).json.error?.code).toBe(2200)
  expect((await call(path, override)).json).toEqual({ success: true })
  const customer = emulator.customer({ phone: '15550001' })
  await customer.send({ type: 'text', text: 'a' }).delivered
  expect(receiver.received.at(-1)?.path).toBe('/other')
  const listed = (await call(path)).json.data as { override_callback_uri: string }[]
  expect(listed[0]?.override_callback_uri).toBe(override.override_callback_uri)
  await call(path, undefined, { method: 'POST' })
  await customer.send({ type: 'text', text: 'b' }).delivered
  expect(receiver.received.at(-1)?.path).toBe('/hook')
  await call(path, undefined, { method: 'DELETE' })
  await customer.send({ type: 'text', text: 'c' }).delivered
  expect(receiver.received).toHaveLength(2)
})

test('meta 3.7: numbers, profile and tokens can be read', async () => {
  const { call } = await start()
  expect((await call(`/v24.0/${phoneNumberId}?fields=verified_name,display_phone_number`)).json).toEqual({
    id: phoneNumberId,
    verified_name: 'Demo Shop',
    display_phone_number: '+1 555 010 0000',
  })
  expect((await call(`/v24.0/${businessAccountId}/phone_numbers`)).json.data).toMatchObject([{ id: phoneNumberId }])
  expect(
    (await call(`/v24.0/${phoneNumberId}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'x'.repeat(140) })).json.error
      ?.code,
  ).toBe(100)
  expect((await call(`/debug_token?input_token=${accessToken}`)).json.data).toMatchObject({
    is_valid: true,
    granular_scopes: [{ target_ids: [businessAccountId] }, {}],
  })
  expect((await call('/debug_token?input_token=other')).json.data).toMatchObject({ is_valid: false })
})
