import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleByName, startTelegramEmulator, type TelegramCustomer, type TelegramEmulator } from '../../../../emulators/index.ts'
import { validateAgainstSpec } from '../../../../emulators/spec/index.ts'
import { systemClock } from '../../../platform/clock.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { RawRequest } from '../adapter.ts'
import { arbitraryMessage } from '../channel-contract/arbitrary-message.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import type { InboundEvent } from '../inbound-event.ts'
import type { OutboundMessage } from '../outbound-message.ts'
import { pictureFiles } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import { telegramEgress } from './egress.ts'
import { connection as base, botToken, person } from './telegram-fixtures.ts'

let emulator: TelegramEmulator
let adapter: ReturnType<typeof createTelegramAdapter>
let customer: TelegramCustomer
let http: ReturnType<typeof httpForEmulator>
const events: InboundEvent[] = []
const polling = new AbortController()
let polled: Promise<void> | undefined
const connection = { ...base, webhookUrl: 'http://localhost:3000/webhooks/telegram/x' }

beforeAll(async () => {
  emulator = await startTelegramEmulator()
  emulator.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
  http = httpForEmulator(telegramEgress, emulator.url)
  adapter = createTelegramAdapter({ ...http, baseUrl: emulator.url, clock: systemClock })
  customer = emulator.customer({ id: person.id, name: 'Aruzhan' })
})

afterAll(async () => {
  polling.abort()
  await polled
  await http.close()
  await emulator.close()
})

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: String(person.id), phone: null },
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

const nextEvent = async <K extends InboundEvent['kind']>(kind: K): Promise<Extract<InboundEvent, { kind: K }>> =>
  expect
    .poll(() => events.find((event) => event.kind === kind))
    .toBeDefined()
    .then(() => events.find((event) => event.kind === kind) as Extract<InboundEvent, { kind: K }>)

test('other 1 (setWebhook): with https a webhook with a secret is set, without it the bot is polled', async () => {
  expect(await adapter.connect(base)).toEqual({
    externalId: '123456789',
    name: 'Mug Shop',
    details: { username: 'mug_shop_bot', botName: 'Mug Shop' },
  })
  expect(emulator.network.bots.get(123456789)?.webhook).toMatchObject({ url: base.webhookUrl, secret: base.credentials.webhookSecret })
  expect((await adapter.health(base)).map((check) => [check.name, check.ok])).toEqual([
    ['Bot token', true],
    ['Webhook', true],
    ['Clock', true],
  ])
  const bot = emulator.network.bots.get(123456789)
  // As an older version of this program has set it.
  if (bot) bot.allowedUpdates = ['message']
  expect((await adapter.health(base)).find((check) => check.name === 'Webhook')).toMatchObject({
    ok: false,
    reconnects: true,
    detail: expect.stringContaining('message_reaction'),
  })
  await adapter.connect(connection)
  expect(emulator.network.bots.get(123456789)?.webhook).toBeUndefined()
  expect((await adapter.health(connection)).map((check) => [check.name, check.ok])).toEqual([
    ['Bot token', true],
    ['Polling', true],
    ['Clock', true],
  ])
})

test('polling hands over what the webhook would have brought, and confirms it only when it was taken', async () => {
  let refusals = 1
  const seen: string[] = []
  const deliver = async (request: RawRequest): Promise<void> => {
    seen.push(request.body.toString())
    if (refusals-- > 0) throw new Error('the database is away')
    expect(adapter.verify(request, connection)).toEqual({ kind: 'accepted' })
    events.push(...adapter.parse(request, connection))
  }
  polled = adapter.poll?.(connection, deliver, polling.signal)
  const sent = customer.start('summer')
  await sent.delivered
  expect(await nextEvent('message')).toMatchObject({ content: { text: '/start', referral: { headline: 'summer' } } })
  expect(seen[1]).toBe(seen[0])
})

test('other 1 (getFile): voice notes are fetched, and typing is shown', async () => {
  events.length = 0
  customer.send({ type: 'voice', sample: 'voice-delivery' })
  const { content } = await nextEvent('message')
  const fetched = await adapter.download?.(content.media?.[0]?.reference ?? {}, connection)
  expect(fetched && (await buffer(fetched.stream)).equals(sampleByName('voice-delivery').bytes)).toBe(true)
  await adapter.typing?.({ externalId: String(person.id), lastMessageExternalId: null }, connection)
  expect(emulator.book.thread('123456789', String(person.id)).typingUntil).toBeGreaterThan(Date.now())
})

test('other 1 (Inline keyboard): a tap comes back with the button’s id, and is acknowledged', async () => {
  const [externalId] = await send({ text: 'Shall we?', interactive: { kind: 'buttons', buttons: [{ id: 'да', title: 'Да' }] } })
  events.length = 0
  const tapped = customer.tap('да')
  const event = await nextEvent('message')
  expect(event).toMatchObject({ content: { interactive: { kind: 'reply', id: 'да', title: 'Да' }, replyToExternalId: externalId } })
  await adapter.acknowledge?.(event, connection)
  await tapped
  expect(emulator.ledger.entries().some((entry) => entry.path.endsWith('/answerCallbackQuery') && entry.status === 200)).toBe(true)
})

test('edits, reactions and replies meet the message that they are about', async () => {
  const [ours] = await send({ text: 'Here you are.' })
  events.length = 0
  const written = customer.send({ type: 'text', text: 'helo' })
  const { externalId } = await nextEvent('message')
  await customer.edit(written.messageId, 'hello')
  expect(await nextEvent('edit')).toMatchObject({ targetExternalId: externalId, text: 'hello' })
  await customer.react(Number(ours?.split(':')[1]), '👍')
  expect(await nextEvent('reaction')).toMatchObject({ targetExternalId: ours, emoji: '👍' })
  await send({ text: 'You wrote that.', replyToExternalId: externalId })
  expect((await customer.waitForMessage((message) => message.text === 'You wrote that.')).replyTo).toBe(String(written.messageId))
})

test('other 1 (Errors): who blocks the bot is unreachable, and told as such', async () => {
  events.length = 0
  await customer.block()
  expect(await nextEvent('reachability')).toMatchObject({ blocked: true, sender: { externalId: String(person.id) } })
  const error = await send({ text: 'Hello?' }).catch((reason: unknown) => reason)
  expect(adapter.explain(error)).toMatchObject({ code: 'blocked', providerCode: '403', retryable: false })
  await customer.unblock()
})

test('other 1 (Limits): too fast: the pause that Telegram asks for is passed on', async () => {
  emulator.faults.add({ match: { path: '/sendMessage' }, kind: 'status', status: 429, retryAfter: 7, times: 1 })
  const error = await send({ text: 'Hello' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ProviderError)
  expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: 7000 })
})

test('other 1 (Base): a wrong token is refused in words, ends polling, and appears in no error', async () => {
  const wrong = { ...connection, credentials: { ...connection.credentials, botToken: '123456789:AAEwrongwrongwrongwrongwrong' } }
  const failures = await Promise.all(
    [adapter.connect(wrong), adapter.poll?.(wrong, async () => {}, polling.signal)].map((work) =>
      work?.then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  )
  for (const error of failures) {
    expect(error).toMatchObject({ code: 'unauthorized' })
    expect(JSON.stringify([error, String((error as Error).stack), String((error as Error).cause)])).not.toContain('AAEwrong')
  }
})

test('other 1 (Sending): whatever we render is accepted by the emulator, and fits the published specification', async () => {
  const arbitrary = arbitraryMessage(adapter.capabilities, plain.recipient).filter((message) =>
    message.media.every((file) => file.kind === 'image' && file.mimeType === 'image/png'),
  )
  const refused: string[] = []
  for (const message of fc.sample(arbitrary, { numRuns: 40, seed: 5 })) {
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
  expect((await validateAgainstSpec('telegram', requests))?.violations ?? []).toEqual([])
})
