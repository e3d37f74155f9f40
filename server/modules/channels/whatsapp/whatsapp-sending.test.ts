import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MessageTemplate } from '../../../../contract/new-message.ts'
import { startWhatsAppEmulator, type WhatsAppCustomer, type WhatsAppEmulator } from '../../../../emulators/index.ts'
import { validateAgainstSpec } from '../../../../emulators/spec/index.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import type { OutboundMedia, OutboundMessage } from '../outbound-message.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { whatsAppEgress } from './egress.ts'
import { connection, pictureFiles } from './whatsapp-fixtures.ts'

let emulator: WhatsAppEmulator
let adapter: ReturnType<typeof createWhatsAppAdapter>
let customer: WhatsAppCustomer
let closeHttp: () => Promise<unknown>
const clock = { now: Date.now() }
const phone = '77001112233'

beforeAll(async () => {
  emulator = await startWhatsAppEmulator({
    clock: () => clock.now,
    fetchLinks: false,
    statuses: { enabled: false },
    limits: { throughput: 80, pair: { burst: 45, perSeconds: 6 } },
  })
  const { settings, credentials } = connection
  await emulator.provision({
    ...settings,
    accessToken: credentials.accessToken,
    appSecret: credentials.appSecret,
    displayPhoneNumber: '+7 701 000 0000',
    templates: [order, code, oneTime],
    catalog: { id: '9', products: ['mug', 'cup'] },
  })
  const http = httpForEmulator(whatsAppEgress, emulator.url)
  closeHttp = http.close
  adapter = createWhatsAppAdapter({ ...http, baseUrl: emulator.url, clock: { now: () => new Date(clock.now) } })
})
afterAll(async () => {
  await closeHttp()
  await emulator.close()
})
beforeEach(async () => {
  clock.now += 3600_000
  customer = emulator.customer({ phone: `+${phone}`, name: 'Aruzhan' })
  await customer.send({ type: 'text', text: 'Hello' }).delivered
})

const order = {
  name: 'order_ready',
  language: 'en',
  category: 'utility' as const,
  status: 'APPROVED' as const,
  body: 'Hello {{1}}, order {{2}} is ready.',
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Hello {{1}}, order {{2}} is ready.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Stop' },
        { type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}' },
        { type: 'COPY_CODE', text: 'Copy' },
        { type: 'FLOW', text: 'Rate us' },
      ],
    },
  ],
}
const oneTime = {
  name: 'one_time_code',
  language: 'en',
  category: 'authentication' as const,
  status: 'APPROVED' as const,
  body: '*{{1}}* is your verification code.',
  components: [
    { type: 'BODY', text: '*{{1}}* is your verification code.' },
    { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
    {
      type: 'BUTTONS',
      buttons: [{ type: 'URL', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}' }],
    },
  ],
}
const code = { name: 'code', language: 'en', category: 'authentication' as const, status: 'APPROVED' as const, body: '{{1}} is your code.' }

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: phone, phone: null },
  text: null,
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: true,
}
const picture: OutboundMedia = { kind: 'image', mimeType: 'image/png', name: 'mug.png', size: 9, fileId: 'file-1', voice: false }

async function send(message: Partial<OutboundMessage>): Promise<string[]> {
  const ids: string[] = []
  for (const call of adapter.render({ ...plain, ...message }, connection))
    ids.push((await adapter.send(call, connection, pictureFiles)).externalId ?? '')
  return ids
}

/** The provider's own code of the refusal. */
async function refusal(message: Partial<OutboundMessage>): Promise<string | null> {
  return send(message).then(
    () => 'was taken',
    (error: unknown) => adapter.explain(error).providerCode,
  )
}

test('everything that can be asked is answered by a tap', async () => {
  const ask = (interactive: OutboundMessage['interactive']) => send({ text: 'Please', interactive })
  const lastRaw = () => emulator.book.thread(connection.settings.phoneNumberId, phone).messages.at(-1)?.raw
  const [place] = await ask({ kind: 'location-request' })
  customer.tap('send_location')
  expect(lastRaw()).toMatchObject({ type: 'location', context: { id: place } })
  const [number] = await ask({ kind: 'contact-request' })
  customer.tap('share_number')
  expect(lastRaw()).toMatchObject({ type: 'contacts', context: { id: number }, contacts: [{ origin: 'contact_request' }] })
  const [form] = await ask({ kind: 'flow', response: {}, flowId: '123', button: 'Book' })
  customer.tap('open_flow')
  const reply = lastRaw() as { interactive: { nfm_reply: { response_json: string } }; context: { id: string } }
  expect(reply.context.id).toBe(form)
  expect(JSON.parse(reply.interactive.nfm_reply.response_json)).toMatchObject({ flow_token: `123.${plain.id}` })
})

test('cards, reactions and a picture above buttons arrive', async () => {
  await send({ contactCards: [{ name: 'Ann Lee', phones: ['+15550009'], emails: ['ann@shop.example'] }] })
  expect(customer.inbox.at(-1)?.text).toContain('Ann Lee')
  await send({ text: 'This?', media: [picture], interactive: { kind: 'buttons', buttons: [{ id: 'y', title: 'Yes' }], footer: 'Below' } })
  expect(customer.inbox.at(-1)).toMatchObject({ media: { mimeType: 'image/png' }, footer: 'Below', text: 'This?' })
  const target = emulator.book.thread(connection.settings.phoneNumberId, phone).messages.find((one) => one.direction === 'out')
  await send({ reaction: { targetExternalId: target?.id ?? '', emoji: '👍' } })
  expect(target?.reactions.business).toBe('👍')
  await send({ reaction: { targetExternalId: target?.id ?? '', emoji: null } })
  expect(target?.reactions.business).toBeUndefined()
})

test('products are those of the connected catalogue', async () => {
  const products = (catalogId: string, ...productIds: string[]) => ({
    text: 'Look',
    interactive: { kind: 'products' as const, catalogId, productIds },
  })
  await send(products('9', 'mug'))
  await send(products('9', 'mug', 'cup'))
  await send({ text: 'All', interactive: { kind: 'catalog', thumbnailProductId: 'cup' } })
  await send({ text: 'All', interactive: { kind: 'catalog' } })
  expect(await refusal(products('9', 'mug', 'bowl'))).toBe('131009')
  expect(await refusal(products('8', 'mug'))).toBe('131009')
  expect(await refusal({ text: 'All', interactive: { kind: 'catalog', thumbnailProductId: 'bowl' } })).toBe('131009')
})

describe('a template', () => {
  const full: MessageTemplate & { variables: Record<string, string> } = {
    name: 'order_ready',
    language: 'en',
    variables: { 1: 'Ann', 2: '7' },
    header: { kind: 'image' },
    buttons: [
      { kind: 'reply', index: 0, id: 'STOP' },
      { kind: 'url', index: 1, suffix: 'orders/7' },
      { kind: 'copy-code', index: 2, code: 'WINTER' },
      { kind: 'flow', index: 3, token: 't' },
    ],
  }
  const template = (change: Partial<typeof full> = {}) => ({ template: { ...full, ...change }, media: [picture] })

  test('arrives with header, text and buttons, and its quick reply comes back', async () => {
    const [id] = await send(template())
    const shown = customer.inbox.at(-1)
    expect(shown).toMatchObject({ text: 'Hello Ann, order 7 is ready.', media: { mimeType: 'image/png' } })
    expect(shown?.buttons?.map((button) => button.id)).toEqual(['STOP', 'https://shop.example/orders/7', 'Copy', 'Rate us'])
    customer.tap('STOP')
    const raw = emulator.book.thread(connection.settings.phoneNumberId, phone).messages.at(-1)?.raw
    expect(raw).toMatchObject({ type: 'button', button: { payload: 'STOP', text: 'Stop' }, context: { id } })
    await send({ template: { ...full, header: { kind: 'image', url: 'https://shop.example/a.png' } } })
  })

  test.each<[string, Partial<OutboundMessage>, string]>([
    ['a variable too few', template({ variables: { 1: 'Ann' } }), '132000'],
    ['no header', { ...template({ header: undefined }), media: [] }, '132012'],
    ['a header of another kind', template({ header: { kind: 'location', latitude: 1, longitude: 2 } }), '132012'],
    ['an address without its end', template({ buttons: [{ kind: 'copy-code', index: 2, code: 'WINTER' }] }), '131008'],
    ['no code to copy', template({ buttons: [{ kind: 'url', index: 1, suffix: 'a' }] }), '131008'],
    ['a button of another kind', template({ buttons: [...(full.buttons ?? []).slice(1), { kind: 'flow', index: 0 }] }), '132012'],
    ['variables by names that it does not have', template({ variables: { name: 'Ann', order: '7' } }), '132012'],
    ['another language', template({ language: 'kk' }), '132001'],
  ])('with %s is refused', async (_name, message, providerCode) => {
    expect(await refusal(message)).toBe(providerCode)
  })

  test('with a one-time code has it in the text and, the same, behind the button', async () => {
    const ask = { template: { name: 'one_time_code', language: 'en', variables: {}, code: '482913' } }
    await send(ask)
    expect(customer.inbox.at(-1)).toMatchObject({
      text: '*482913* is your verification code.',
      footer: 'This code expires in 10 minutes.',
      buttons: [{ title: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp482913' }],
    })
    // Whoever hides the number gets it by the number that we know, or not at all: then nothing is asked of the provider.
    const hidden = customer.person.userId
    await send({ ...ask, recipient: { externalId: hidden, phone: `+${phone}` } })
    expect(emulator.ledger.entries().at(-1)?.body).toMatchObject({ to: `+${phone}` })
    expect(() => adapter.render({ ...plain, ...ask, recipient: { externalId: hidden, phone: null } }, connection)).toThrow(/phone number/)
  })

  test.each<[string, Partial<typeof full>, string]>([
    ['in the text only', { variables: { 1: '482913' }, header: undefined, buttons: [] }, '131008'],
    [
      'another one behind the button',
      { variables: { 1: '482913' }, header: undefined, buttons: [{ kind: 'url', index: 0, suffix: '1' }] },
      '131009',
    ],
    [
      'of more than 15',
      { variables: { 1: '1234567890123456' }, header: undefined, buttons: [{ kind: 'url', index: 0, suffix: '1234567890123456' }] },
      '131009',
    ],
  ])('with a one-time code %s is refused', async (_name, change, providerCode) => {
    expect(await refusal({ template: { ...full, ...change, name: 'one_time_code' } })).toBe(providerCode)
  })

  test('meta 2.3: with a code needs the phone number', async () => {
    const ask = { template: { name: 'code', language: 'en', variables: { 1: '1234' } } }
    expect(await refusal({ ...ask, recipient: { externalId: customer.person.userId, phone: null } })).toBe('131062')
    await send(ask)
  })
})

describe('too fast', () => {
  const failure = async (recipient: string) => {
    const [call] = adapter.render({ ...plain, text: 'again', recipient: { externalId: recipient, phone: null } }, connection)
    if (!call) throw new Error('nothing to send')
    return adapter.send(call, connection, pictureFiles).then(
      () => null,
      (error: unknown) => error,
    )
  }
  async function until(code: string, recipients: (index: number) => string): Promise<{ error: unknown; taken: number }> {
    for (let taken = 0; taken < 100; taken += 1) {
      const error = await failure(recipients(taken))
      if (error) {
        expect(adapter.explain(error)).toMatchObject({ code: 'rate-limited', providerCode: code, retryable: true })
        return { error, taken }
      }
    }
    throw new Error('was never too fast')
  }

  test('meta 3.5: to one person: 45 at once, then one each 6 s; it concerns that person alone, who waits from one second on', async () => {
    const { error, taken } = await until('131056', () => phone)
    expect(taken).toBe(45)
    expect(error).toMatchObject({ onlyRecipient: true, retryAfterMs: 1000 })
    clock.now += 5_999
    expect(await failure(phone)).not.toBeNull()
    clock.now += 1
    expect(await failure(phone)).toBeNull()
  })

  test('meta 3.5: from one number: 80 in a second, whoever they are for', async () => {
    for (let index = 0; index < 80; index += 1) {
      await emulator.customer({ phone: `+7702000${String(index).padStart(4, '0')}`, name: `P${index}` }).send({ type: 'text', text: 'Hi' })
        .delivered
    }
    const { error, taken } = await until('130429', (index) => `7702000${String(index).padStart(4, '0')}`)
    expect(taken).toBe(80)
    expect(error).toMatchObject({ onlyRecipient: false })
  })
})

test('what was sent here fits the published specification', async () => {
  const taken = emulator.ledger.entries().filter((entry) => entry.status < 300)
  const report = await validateAgainstSpec('whatsapp', taken)
  if (report)
    expect(report).toMatchObject({
      violations: [],
      operations: expect.arrayContaining(['send contacts', 'send reaction', 'send template']),
    })
})
