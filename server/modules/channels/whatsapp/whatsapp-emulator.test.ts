import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleByName, startWhatsAppEmulator, type WhatsAppEmulator } from '../../../../emulators/index.ts'
import { validateAgainstSpec } from '../../../../emulators/spec/index.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { Connection, RawRequest } from '../adapter.ts'
import { arbitraryMessage } from '../channel-contract/arbitrary-message.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import type { InboundEvent } from '../inbound-event.ts'
import type { OutboundMessage } from '../outbound-message.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { whatsAppEgress } from './egress.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'
import { connection as base, pictureFiles } from './whatsapp-fixtures.ts'

let emulator: WhatsAppEmulator
let adapter: ReturnType<typeof createWhatsAppAdapter>
let connection: Connection<WhatsAppSettings, WhatsAppCredentials>
const events: InboundEvent[] = []
const closing: (() => Promise<unknown>)[] = []
const phone = '77001112233'

/** Our webhook: verifies and parses with the adapter, as the program does. */
beforeAll(async () => {
  emulator = await startWhatsAppEmulator({
    limits: { pair: false, throughput: false },
    statuses: { autoRead: true, sentAfterMs: 1, deliveredAfterMs: 2, readAfterMs: 1 },
  })
  const { settings, credentials } = base
  await emulator.provision({
    ...settings,
    accessToken: credentials.accessToken,
    appSecret: credentials.appSecret,
    displayPhoneNumber: '+7 701 000 0000',
    verifiedName: 'Mug Shop',
    catalog: { id: '194836987003835', products: ['mug-red', 'mug-blue', 'SKU 7', 'кружка'] },
  })
  const http = httpForEmulator(whatsAppEgress, emulator.url)
  adapter = createWhatsAppAdapter({ ...http, baseUrl: emulator.url, clock: systemClock })
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    const headers = request.headers as RawRequest['headers']
    const raw = {
      method: request.method ?? '',
      url: request.url ?? '',
      query: Object.fromEntries(url.searchParams),
      headers,
      body: await buffer(request),
    }
    const verdict = adapter.verify(raw, connection)
    if (verdict.kind === 'accepted') events.push(...adapter.parse(raw, connection))
    response.statusCode = verdict.kind === 'accepted' ? 200 : verdict.status
    response.end(verdict.kind === 'answer' ? verdict.body : '')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  connection = { ...base, webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp/x` }
  closing.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => emulator.close(),
    () => http.close(),
  )
})

afterAll(async () => {
  for (const close of closing) await close()
})

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: phone, phone: null },
  text: null,
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: false,
}

async function send(message: Partial<OutboundMessage>): Promise<string[]> {
  const ids: string[] = []
  for (const call of adapter.render({ ...plain, ...message }, connection))
    ids.push((await adapter.send(call, connection, pictureFiles)).externalId ?? '')
  return ids
}

test('meta 1.1, 1.6: connecting reads the number, answers the handshake and subscribes; the checks say so', async () => {
  const before = await adapter.health(connection)
  expect(before.filter((check) => !check.ok).map((check) => check.name)).toEqual(['Webhook', 'Subscription', 'News of the account'])
  expect(await adapter.connect(connection)).toEqual({
    externalId: base.settings.phoneNumberId,
    name: 'Mug Shop',
    details: { displayPhoneNumber: '+7 701 000 0000', verifiedName: 'Mug Shop' },
  })
  expect((await adapter.health(connection)).every((check) => check.ok)).toBe(true)
})

test.each([
  ['a wrong token', { credentials: { ...base.credentials, accessToken: 'EAAwrong' } }, /access token/],
  ['an unknown number', { settings: { ...base.settings, phoneNumberId: '105500000000009' } }, /phone number ID/],
  ['an unknown account', { settings: { ...base.settings, businessAccountId: '102200000000009' } }, /business account ID/],
  ['a webhook that does not answer', { webhookUrl: 'http://127.0.0.1:9/webhooks/whatsapp/x' }, /could not reach/],
])('%s is refused in words', async (_name, change, words) => {
  await expect(adapter.connect({ ...connection, ...change })).rejects.toThrow(words)
})

test('what a customer writes arrives, and what is written on it can be fetched, marked and shown', async () => {
  await adapter.connect(connection)
  const customer = emulator.customer({ phone: `+${phone}`, name: 'Aruzhan' })
  events.length = 0
  await customer.send({ type: 'audio', sample: 'voice-delivery' }).delivered
  const [event] = events
  if (event?.kind !== 'message') throw new Error('no message came')
  const fetched = await adapter.download?.(event.content.media?.[0]?.reference ?? {}, connection)
  expect(fetched && (await buffer(fetched.stream)).equals(sampleByName('voice-delivery').bytes)).toBe(true)
  await adapter.typing?.({ externalId: phone, lastMessageExternalId: event.externalId }, connection)
  expect(emulator.book.thread(base.settings.phoneNumberId, phone).typingUntil).toBeGreaterThan(Date.now())
})

test('statuses come back with the id of our message, up to read', async () => {
  events.length = 0
  const [externalId] = await send({ text: 'Three days.' })
  await expect.poll(() => events.length).toBeGreaterThanOrEqual(3)
  for (const status of ['sent', 'delivered', 'read']) {
    expect(events).toContainEqual(expect.objectContaining({ kind: 'status', status, externalId, clientId: plain.id, clientCall: 0 }))
  }
})

test('buttons are tapped, and the tap names the message that it hung on', async () => {
  const customer = emulator.customer({ phone: `+${phone}` })
  const [externalId] = await send({
    text: 'Shall we?',
    interactive: {
      kind: 'buttons',
      buttons: [
        { id: 'yes', title: 'Yes' },
        { id: 'no', title: 'No' },
      ],
    },
  })
  events.length = 0
  await customer.tap('yes').delivered
  const message = events.find((event) => event.kind === 'message')
  expect(message).toMatchObject({ content: { interactive: { kind: 'reply', id: 'yes' }, replyToExternalId: externalId } })
})

test('a person who hides the number is answered by the business-scoped id', async () => {
  const customer = emulator.customer({ phone: '+77005554433', name: 'Hidden', hidesNumber: true })
  events.length = 0
  await customer.send({ type: 'text', text: 'Who am I?' }).delivered
  const message = events.find((event) => event.kind === 'message')
  if (message?.kind !== 'message') throw new Error('no message came')
  expect(message.sender.externalId).toMatch(/^[A-Z]{2}\./)
  await send({ text: 'I know.', recipient: { externalId: message.sender.externalId, phone: null } })
  expect((await customer.waitForMessage()).text).toBe('I know.')
})

test('meta 3.5: a closed window is told as such', async () => {
  const [call] = adapter.render({ ...plain, text: 'Hello?', recipient: { externalId: '77009990000', phone: null } }, connection)
  emulator.customer({ phone: '+77009990000', name: 'Quiet' })
  const error = await (call && adapter.send(call, connection, pictureFiles).catch((reason: unknown) => reason))
  expect(adapter.explain(error)).toMatchObject({ code: 'outside-window', providerCode: '131047', retryable: false })
})

test('meta 3.3: no file is fetched with our token from a host that is not Meta’s', async () => {
  const lying = createWhatsAppAdapter({
    fetchMedia: fetch,
    fetch: async (input) => {
      if (!String(input).startsWith('https://graph.facebook.com/')) throw new Error('the token went out')
      return Response.json({ url: 'https://evilfacebook.com/x', mime_type: 'image/png' })
    },
    clock: systemClock,
  })
  await expect(lying.download?.({ id: '1' }, connection)).rejects.toThrow(/no usable address/)
})

test('meta 3.2: whatever we render is accepted by the emulator, and fits the published specification', async () => {
  const arbitrary = arbitraryMessage(adapter.capabilities, plain.recipient).filter((message) =>
    message.media.every((file) => file.kind === 'image' && file.mimeType === 'image/png'),
  )
  const refused: string[] = []
  for (const message of fc.sample(arbitrary, { numRuns: 80, seed: 5 })) {
    for (const call of adapter.render(message, connection)) {
      await adapter
        .send(call, connection, pictureFiles)
        .catch((error: Error) =>
          refused.push(`${(error.cause as Error | undefined)?.message ?? error.message} ${JSON.stringify(call.body).slice(0, 300)}`),
        )
    }
  }
  expect(refused).toEqual([])
  const requests = emulator.ledger.entries().filter((entry) => entry.status < 300)
  expect((await validateAgainstSpec('whatsapp', requests))?.violations ?? []).toEqual([])
})

test('disconnecting gives the webhook back', async () => {
  await adapter.connect(connection)
  await adapter.disconnect(connection)
  expect((await adapter.health(connection)).filter((check) => !check.ok).map((check) => check.name)).toEqual([
    'Webhook',
    'Subscription',
    'News of the account',
  ])
})
