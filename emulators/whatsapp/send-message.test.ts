import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  accessToken,
  businessAccountId,
  changeOf,
  messageOf,
  phoneNumberId,
  startFixture,
  type WhatsAppFixture,
} from './whatsapp-fixture.ts'

let fixture: WhatsAppFixture
beforeAll(async () => {
  fixture = await startFixture({ limits: { throughput: false, pair: false } })
})
afterAll(() => fixture.close())
beforeEach(async () => {
  fixture.emulator.reset()
  fixture.receiver.received.length = 0
  await fixture.emulator.customer({ phone: '15550001', name: 'Kerry' }).send({ type: 'text', text: 'hello' }).delivered
})

const x = (length: number) => 'x'.repeat(length)
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const buttons = (list: unknown[], body = 'Choose') => ({
  type: 'interactive',
  interactive: { type: 'button', body: { text: body }, action: { buttons: list } },
})
const list = (sections: unknown[], more: Record<string, unknown> = {}) => ({
  type: 'interactive',
  interactive: { type: 'list', body: { text: 'Choose' }, action: { button: 'Open', sections }, ...more },
})
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${from + index}`, title: `Row ${from + index}` }))

describe('accepts', () => {
  test.each([
    ['text of 4096', { type: 'text', text: { body: x(4096), preview_url: true } }],
    ['three buttons', buttons([button('a', 'A'), button('b', 'B'), button('c', x(20))], x(1024))],
    [
      'ten rows',
      list([
        { title: 'One', rows: rows(5) },
        { title: 'Two', rows: rows(5, 5) },
      ]),
    ],
    [
      'a link button',
      {
        type: 'interactive',
        interactive: {
          type: 'cta_url',
          body: { text: 'Look' },
          action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://shop.example/a' } },
        },
      },
    ],
    ['a location', { type: 'location', location: { latitude: 43.2, longitude: 76.9, name: 'Shop' } }],
    [
      'contacts',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Ann Lee', first_name: 'Ann' }, phones: [{ phone: '+15550009' }] }] },
    ],
    ['image by link', { type: 'image', image: { link: 'https://shop.example/a.png', caption: x(1024) } }],
  ])('%s', async (_name, message) => {
    const { status, json } = await fixture.send(message)
    expect(json.error).toBeUndefined()
    expect(status).toBe(200)
    expect(json.messages?.[0]?.id).toMatch(/^wamid\./)
    expect(json.contacts).toEqual([{ input: '+15550001', wa_id: '15550001' }])
  })
})

describe('meta 3.2, 9.4: refuses', () => {
  test.each([
    ['text of 4097', { type: 'text', text: { body: x(4097) } }, 100],
    ['empty text', { type: 'text', text: { body: '' } }, 100],
    ['no text at all', { type: 'text' }, 131008],
    ['unknown type', { type: 'poll', poll: {} }, 131051],
    ['a misspelt key', { type: 'text', text: { body: 'a', preview: true } }, 100],
    ['caption of 1025', { type: 'image', image: { link: 'https://a.example/a.png', caption: x(1025) } }, 131009],
    ['media with id and link', { type: 'image', image: { id: '1', link: 'https://a.example/a.png' } }, 131009],
    ['media that was never uploaded', { type: 'image', image: { id: '123' } }, 131009],
    ['caption on audio', { type: 'audio', audio: { link: 'https://a.example/a.ogg', caption: 'no' } }, 100],
    ['four buttons', buttons([button('a', 'A'), button('b', 'B'), button('c', 'C'), button('d', 'D')]), 131009],
    ['button title of 21', buttons([button('a', x(21))]), 131009],
    ['button id of 257', buttons([button(x(257), 'A')]), 131009],
    ['equal button ids', buttons([button('a', 'A'), button('a', 'B')]), 131009],
    ['button body of 1025', buttons([button('a', 'A')], x(1025)), 131009],
    ['footer of 61', { type: 'interactive', interactive: { ...buttons([button('a', 'A')]).interactive, footer: { text: x(61) } } }, 131009],
    [
      'eleven rows in two sections',
      list([
        { title: 'One', rows: rows(6) },
        { title: 'Two', rows: rows(5, 6) },
      ]),
      131009,
    ],
    ['two sections without titles', list([{ rows: rows(1) }, { rows: rows(1, 1) }]), 131009],
    ['row title of 25', list([{ rows: [{ id: 'a', title: x(25) }] }]), 131009],
    ['row description of 73', list([{ rows: [{ id: 'a', title: 'A', description: x(73) }] }]), 131009],
    ['row id of 201', list([{ rows: [{ id: x(201), title: 'A' }] }]), 131009],
    ['list header of 61', list([{ rows: rows(1) }], { header: { type: 'text', text: x(61) } }), 131009],
    ['latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
    ['latitude as text', { type: 'location', location: { latitude: '43', longitude: 0 } }, 131009],
    ['template that does not exist', { type: 'template', template: { name: 'nope', language: { code: 'en' } } }, 132001],
    ['a recipient that is no number', { to: 'kerry', type: 'text', text: { body: 'a' } }, 131009],
    ['itself', { to: '+15550100000', type: 'text', text: { body: 'a' } }, 131021],
  ])('%s', async (_name, message, code) => {
    const { json } = await fixture.send(message)
    expect(json.error?.code).toBe(code)
  })

  test('a body without messaging_product, in the documented shape', async () => {
    const { status, json } = await fixture.call(`/v24.0/${phoneNumberId}/messages`, { to: '+15550001', type: 'text', text: { body: 'a' } })
    expect(status).toBe(400)
    expect(json.error).toMatchObject({ code: 100, type: 'OAuthException', error_data: { messaging_product: 'whatsapp' } })
  })

  test('meta 9.6: no token, a wrong token, an expired one, and a number that is not its own', async () => {
    const body = { messaging_product: 'whatsapp', to: '+15550001', type: 'text', text: { body: 'a' } }
    const path = `/v24.0/${phoneNumberId}/messages`
    const wrong = await fixture.call(path, body, { headers: { authorization: 'Bearer wrong' } })
    expect([wrong.status, wrong.json.error?.code]).toEqual([401, 190])
    const other = await fixture.call('/v24.0/777/messages', body)
    expect([other.status, other.json.error?.code, other.json.error?.error_subcode]).toEqual([400, 100, 33])
    fixture.emulator.breakToken(phoneNumberId, 463)
    const expired = await fixture.call(path, body)
    fixture.emulator.breakToken(phoneNumberId, null)
    expect([expired.status, expired.json.error?.code, expired.json.error?.error_subcode]).toEqual([401, 190, 463])
    const recorded = fixture.emulator.ledger.entries().at(-1)
    expect(recorded).toMatchObject({ status: 401, path, body, headers: { authorization: 'Bearer [redacted]' } })
    expect(JSON.stringify(fixture.emulator.ledger.entries())).not.toContain(accessToken)
  })

  test('meta 9.3: free text outside the 24-hour window, while a template still goes', async () => {
    fixture.emulator.addTemplate(businessAccountId, {
      name: 'order_ready',
      language: 'en',
      category: 'utility',
      status: 'APPROVED',
      body: 'Hello {{1}}, order {{2}} is ready.',
    })
    const text = { type: 'text', text: { body: 'still there?' } }
    fixture.clock.now += 24 * 3600_000 - 1
    expect((await fixture.send(text)).status).toBe(200)
    fixture.clock.now += 1
    expect((await fixture.send(text)).json.error?.code).toBe(131047)
    const template = (parameters: unknown[]) => ({
      type: 'template',
      template: { name: 'order_ready', language: { code: 'en' }, components: [{ type: 'body', parameters }] },
    })
    expect((await fixture.send(template([{ type: 'text', text: 'Kerry' }]))).json.error?.code).toBe(132000)
    const good = await fixture.send(
      template([
        { type: 'text', text: 'Kerry' },
        { type: 'text', text: '7' },
      ]),
    )
    expect(good.json.messages?.[0]?.message_status).toBe('accepted')
    expect(fixture.emulator.customer({ phone: '15550001' }).inbox.at(-1)?.text).toBe('Hello Kerry, order 7 is ready.')
  })
})

test('meta 2.3, 9.8: a person without a shared number is reached by the business-scoped user id', async () => {
  const customer = fixture.emulator.customer({ phone: '15550077', name: 'Ann', username: 'ann', hidesNumber: true })
  await customer.send({ type: 'text', text: 'hi' }).delivered
  const webhook = changeOf(fixture.receiver.received.at(-1)).value
  expect(webhook.contacts).toEqual([{ profile: { name: 'Ann', username: 'ann' }, user_id: customer.person.userId }])
  expect(webhook.messages[0]).not.toHaveProperty('from')
  expect(webhook.messages[0]?.from_user_id).toBe(customer.person.userId)
  const { json } = await fixture.send({ to: undefined, recipient: customer.person.userId, type: 'text', text: { body: 'hello' } })
  expect(json.contacts).toEqual([{ input: customer.person.userId, user_id: customer.person.userId }])
  expect((await customer.waitForMessage()).text).toBe('hello')
})

test('meta 3.2: marks read, shows typing until a message comes, and refuses an unknown message', async () => {
  const id = messageOf(fixture.receiver.received.at(-1)).id
  const read = { messaging_product: 'whatsapp', status: 'read', message_id: id, typing_indicator: { type: 'text' } }
  expect((await fixture.call(`/v24.0/${phoneNumberId}/messages`, read)).json).toEqual({ success: true })
  const thread = fixture.emulator.book.thread(phoneNumberId, '15550001')
  expect(thread.messages[0]?.status).toBe('read')
  expect(thread.typingUntil - fixture.clock.now).toBe(25_000)
  await fixture.send({ type: 'text', text: { body: 'here' } })
  expect(thread.typingUntil).toBe(0)
  const unknown = await fixture.call(`/v24.0/${phoneNumberId}/messages`, { ...read, message_id: 'wamid.unknown' })
  expect(unknown.json.error?.code).toBe(131009)
})

test('meta 3.5, 9.4: limits: throughput of a number, and the pair of number and person', async () => {
  const limited = await startFixture({ limits: { throughput: 3, pair: { burst: 2, perSeconds: 6 } } })
  try {
    await limited.emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'hi' }).delivered
    const text = { type: 'text', text: { body: 'a' } }
    const codes = []
    for (let index = 0; index < 4; index++) codes.push((await limited.send(text)).json.error?.code ?? 'sent')
    expect(codes).toEqual(['sent', 'sent', 131056, 130429])
    limited.clock.now += 6000
    expect((await limited.send(text)).status).toBe(200)
    expect((await limited.send(text)).json.error?.code).toBe(131056)
  } finally {
    await limited.close()
  }
})
