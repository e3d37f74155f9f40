import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MetaCustomer } from './customer.ts'
import { instagramId, linkedId, type MetaFixture, pageId, startFixture } from './meta-fixture.ts'

let fixture: MetaFixture
let ann: MetaCustomer
let bea: MetaCustomer
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())
beforeEach(async () => {
  const { emulator } = fixture
  await emulator.idle()
  emulator.reset()
  ann = emulator.customer({ name: 'Ann Lee', account: pageId })
  bea = emulator.customer({ name: 'Bea', username: 'bea', account: instagramId })
  await Promise.all([ann.send({ type: 'text', text: 'hello' }).delivered, bea.send({ type: 'text', text: 'hello' }).delivered])
})

const x = (length: number) => 'x'.repeat(length)
const quick = (count: number, title = 'Yes', payload = 'YES') =>
  Array.from({ length: count }, () => ({ content_type: 'text', title, payload }))
const link = (title = 'Open') => ({ type: 'web_url', title, url: 'https://shop.example/a' })
const postback = (title = 'Buy', payload = 'BUY') => ({ type: 'postback', title, payload })
const template = (payload: unknown) => ({ attachment: { type: 'template', payload } })
const buttons = (list: unknown[], text = 'Choose') => template({ template_type: 'button', text, buttons: list })
const cards = (count: number, more: Record<string, unknown> = {}) =>
  template({ template_type: 'generic', elements: Array.from({ length: count }, () => ({ title: 'Mug', subtitle: 'Teal', ...more })) })
const media = (more: Record<string, unknown>) => template({ template_type: 'media', elements: [{ media_type: 'image', ...more }] })
const receipt = (number: string, more: Record<string, unknown> = {}) =>
  template({
    template_type: 'receipt',
    recipient_name: 'Ann Lee',
    order_number: number,
    currency: 'USD',
    payment_method: 'Visa 1234',
    summary: { total_cost: 56.14 },
    ...more,
  })
/** As in …/send-messages/template/receipt. */
const whole = {
  merchant_name: 'Mug Shop',
  timestamp: '1428444852',
  elements: [{ title: 'Mug', subtitle: 'Teal', quantity: 2, price: 50, currency: 'USD', image_url: 'https://shop.example/mug.png' }],
  address: { street_1: '1 Main Street', street_2: '', city: 'Menlo Park', postal_code: '94025', state: 'CA', country: 'US' },
  summary: { subtotal: 75, shipping_cost: 4.95, total_tax: 6.19, total_cost: 56.14 },
  adjustments: [{ name: 'New customer', amount: 20 }],
}
const file = (type: string, url: string) => ({ attachment: { type, payload: { url } } })

describe('Messenger takes', () => {
  test.each<[string, unknown, Record<string, unknown>?]>([
    ['a text of 2000', { text: x(2000) }],
    ['2000 letters of three bytes', { text: '語'.repeat(2000) }],
    ['thirteen quick replies', { text: 'Which?', quick_replies: quick(13, x(20), x(1000)) }],
    [
      'three buttons of all kinds',
      buttons([link(), postback(x(20)), { type: 'phone_number', title: 'Call', payload: '+15550100000' }], x(640)),
    ],
    ['ten cards', cards(10, { buttons: [link(), postback(), postback()] })],
    ['products', template({ template_type: 'product', elements: [{ id: '9001' }] })],
    ['a receipt', receipt('1')],
    ['a receipt with everything', receipt('2', whole)],
    ['a picture of Facebook’s own with a button', media({ url: 'https://www.facebook.com/photo.php?fbid=1', buttons: [link()] })],
    ['an update with metadata', { text: 'x', metadata: x(1000) }, { messaging_type: 'UPDATE', notification_type: 'NO_PUSH' }],
  ])('%s', async (_name, message, more) => {
    const { status, json } = await fixture.send(ann.id, message, more)
    expect(json.error).toBeUndefined()
    expect(status).toBe(200)
    expect(json).toEqual({ recipient_id: ann.id, message_id: expect.stringMatching(/^m_/) })
  })
})

describe('meta 5.2, 9.3: Messenger refuses', () => {
  test.each<[string, unknown, Record<string, unknown>?]>([
    ['an empty message', {}],
    ['an empty text', { text: '' }],
    ['a text of 2001', { text: x(2001) }],
    ['text and attachment together', { text: 'x', ...buttons([link()]) }],
    ['fourteen quick replies', { text: 'Which?', quick_replies: quick(14) }],
    ['a quick reply of 21', { text: 'Which?', quick_replies: quick(1, x(21)) }],
    ['a payload of 1001', { text: 'Which?', quick_replies: quick(1, 'A', x(1001)) }],
    ['no buttons', buttons([])],
    ['four buttons', buttons([link(), link(), link(), link()])],
    ['a button of 21', buttons([link(x(21))])],
    ['a button text of 641', buttons([link()], x(641))],
    ['eleven cards', cards(11)],
    ['a card with a title only', cards(1, { subtitle: undefined })],
    ['a receipt without a total', receipt('3', { summary: {} })],
    ['a receipt with a price as a text', receipt('4', { elements: [{ title: 'Mug', price: '50' }] })],
    ['a receipt with a hundred and one lines', receipt('5', { elements: Array.from({ length: 101 }, () => ({ title: 'Mug', price: 1 })) })],
    ['a receipt in no currency', receipt('6', { currency: 'dollars' })],
    ['a receipt with half an address', receipt('7', { address: { street_1: 'Abay 1', city: 'Almaty' } })],
    ['a picture of anybody’s', media({ url: 'https://shop.example/mug.png' })],
    ['a picture that nobody uploaded', media({ attachment_id: '1' })],
    ['a sound with buttons', media({ media_type: 'audio', attachment_id: '1' })],
    [
      'four buttons below a picture',
      media({ url: 'https://www.facebook.com/photo.php?fbid=1', buttons: [link(), link(), link(), link()] }),
    ],
    ['an unknown template', template({ template_type: 'list', elements: [] })],
    ['an unknown attachment', { attachment: { type: 'location', payload: {} } }],
    ['an unknown parameter', { text: 'x', footer: 'y' }],
    ['what only Instagram has', { attachments: [] }],
    ['no type of messaging', { text: 'x' }, { messaging_type: undefined }],
    ['an unknown type of messaging', { text: 'x' }, { messaging_type: 'NON_PROMOTIONAL_SUBSCRIPTION' }],
    ['a tag that has ended', { text: 'x' }, { messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' }],
    ['a tag missing', { text: 'x' }, { messaging_type: 'MESSAGE_TAG' }],
    ['a tag with RESPONSE', { text: 'x' }, { tag: 'HUMAN_AGENT' }],
    ['a reply to what is not there', { text: 'x' }, { reply_to: { mid: 'm_none' } }],
    ['an unknown upload', { attachment: { type: 'image', payload: { attachment_id: '1' } } }],
    ['url and upload together', { attachment: { type: 'image', payload: { url: 'https://a.example/b', attachment_id: '1' } } }],
  ])('%s', async (_name, message, more) => {
    const { status, json } = await fixture.send(ann.id, message, more)
    expect(json.error).toMatchObject({ code: 100, type: 'OAuthException', fbtrace_id: expect.any(String) })
    expect(status).toBe(400)
    expect(ann.inbox).toEqual([])
  })
})

describe('meta 4.3, 9.4: Instagram', () => {
  test.each<[string, unknown]>([
    ['1000 bytes', { text: `${'é'.repeat(499)}ab` }],
    ['a heart', { attachment: { type: 'like_heart' } }],
    ['a post of its own', { attachment: { type: 'MEDIA_SHARE', payload: { id: '178' } } }],
    ['quick replies below a text', { text: 'Which?', quick_replies: quick(13) }],
    ['buttons', buttons([link(), postback()])],
    ['cards', cards(10)],
  ])('takes %s', async (_name, message) => {
    const { json } = await fixture.sendInstagram(bea.id, message)
    expect(json).toEqual({ recipient_id: bea.id, message_id: expect.not.stringMatching(/^m_/) })
  })

  test.each<[string, unknown]>([
    ['1001 bytes in 501 letters', { text: `${'é'.repeat(500)}a` }],
    ['metadata', { text: 'x', metadata: 'y' }],
    ['a button that calls', buttons([{ type: 'phone_number', title: 'Call', payload: '+15550100000' }])],
    ['quick replies below nothing', { ...cards(1), quick_replies: quick(1) }],
    ['quick replies that ask for a number', { text: 'x', quick_replies: [{ content_type: 'user_phone_number' }] }],
    ['eleven pictures', { attachments: Array.from({ length: 11 }, () => file('image', 'https://a.example/b').attachment) }],
  ])('refuses %s', async (_name, message) => {
    const { json } = await fixture.sendInstagram(bea.id, message)
    expect(json.error?.code).toBe(100)
  })

  test('names the unknown parameter as Meta does', async () => {
    const { json } = await fixture.sendInstagram(bea.id, { text: 'x', metadata: 'y' })
    expect(json.error?.message).toBe('(#100) Invalid keys "metadata" were found in param "message".')
  })

  test('through a page: the page sends, with the rules of Instagram', async () => {
    const cleo = fixture.emulator.customer({ name: 'Cleo', account: linkedId })
    await cleo.send({ type: 'text', text: 'hi' }).delivered
    expect((await fixture.send(cleo.id, { text: 'hello' })).json.message_id).toMatch(/^aWdf/)
    expect((await fixture.send(cleo.id, { text: 'x', metadata: 'y' })).json.error?.code).toBe(100)
    expect((await fixture.send(cleo.id, { text: '語'.repeat(334) })).json.error?.code).toBe(100)
    expect(cleo.inbox.map((one) => one.text)).toEqual(['hello'])
  })
})

test('me is the account of the token; forms carry objects as JSON', async () => {
  const { emulator } = fixture
  const message = JSON.stringify({ text: 'by form' })
  const body = new URLSearchParams({ recipient: JSON.stringify({ id: ann.id }), messaging_type: 'RESPONSE', message })
  const response = await fetch(`${emulator.url}/v25.0/me/messages?access_token=EAAP-test`, { method: 'POST', body })
  expect(response.status).toBe(200)
  expect((await ann.waitForMessage()).text).toBe('by form')
})

describe('files are fetched while the call waits', () => {
  test.each([
    ['an image', 'image', 'image/webp'],
    ['a voice note', 'audio', 'audio/ogg'],
    ['a film', 'video', 'video/mp4'],
    ['any file', 'file', 'application/zip'],
  ])('Messenger takes %s', async (_name, type, mimeType) => {
    const { json } = await fixture.send(ann.id, file(type, fixture.files.urlOf(mimeType, 100)))
    expect(json.error).toBeUndefined()
    const shown = await ann.waitForMessage()
    expect(shown.media).toMatchObject({ mimeType, size: 100 })
    const { headers } = await fetch(fixture.emulator.url + shown.media?.url)
    expect(headers.get('content-type')).toBe(mimeType)
  })

  test('refused: gone, of another type, too large', async () => {
    const { send, sendInstagram, files } = fixture
    const codes = async (answer: ReturnType<typeof send>) => {
      const { error } = (await answer).json
      return [error?.code, error?.error_subcode]
    }
    expect(await codes(send(ann.id, file('image', 'http://127.0.0.1:9/none.png')))).toEqual([100, 2018008])
    expect(await codes(send(ann.id, file('image', `${fixture.receiver.url}/none.png`)))).toEqual([100, 2018008])
    expect(await codes(send(ann.id, file('image', files.urlOf('application/pdf'))))).toEqual([100, 2018047])
    expect(await codes(send(ann.id, file('image', files.urlOf('image/png', 8 * 1024 * 1024 + 1))))).toEqual([100, 2018047])
    expect(await codes(sendInstagram(bea.id, file('image', files.urlOf('image/gif'))))).toEqual([100, 2018047])
    expect(await codes(sendInstagram(bea.id, file('file', files.urlOf('application/zip'))))).toEqual([100, 2018047])
    expect((await sendInstagram(bea.id, file('file', files.urlOf('application/pdf')))).status).toBe(200)
    expect(ann.inbox).toEqual([])
  })

  test('a picture that was uploaded stands above buttons, as what it is; the number of an order stands on one receipt', async () => {
    const { call, send, sendInstagram, files } = fixture
    const attachment = { type: 'image', payload: { url: files.urlOf('image/png'), is_reusable: true } }
    const { attachment_id } = (await call(`/v25.0/${pageId}/message_attachments`, { message: { attachment } })).json
    expect((await send(ann.id, media({ attachment_id, buttons: [postback()] }))).status).toBe(200)
    expect(ann.inbox.at(-1)).toMatchObject({ kind: 'media', media: { mimeType: 'image/png' }, buttons: [{ id: 'BUY', title: 'Buy' }] })
    expect((await send(ann.id, media({ attachment_id, media_type: 'video' }))).json.error?.code).toBe(100)
    expect((await sendInstagram(bea.id, media({ attachment_id }))).json.error?.code).toBe(100)
    expect((await send(ann.id, receipt('unique'))).status).toBe(200)
    expect((await send(ann.id, receipt('unique'))).json.error?.message).toMatch(/unique/)
    expect((await sendInstagram(bea.id, receipt('other'))).json.error?.code).toBe(100)
  })

  test('an upload is sent by its id, by its own account only', async () => {
    const { call, send, sendInstagram, files } = fixture
    const attachment = { type: 'image', payload: { url: files.urlOf('image/png'), is_reusable: true } }
    const { json } = await call(`/v25.0/${pageId}/message_attachments`, { message: { attachment } })
    const stored = { attachment: { type: 'image', payload: { attachment_id: json.attachment_id } } }
    expect((await send(ann.id, stored)).status).toBe(200)
    expect((await sendInstagram(bea.id, stored)).json.error?.code).toBe(100)
    expect((await send(ann.id, { attachment })).json.attachment_id).toEqual(expect.any(String))
  })
})

describe('who may be written to', () => {
  const hour = 3600_000
  const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }

  test('meta 5.2, 9.3: the window closes after a day, for people after seven, and opens again', async () => {
    const { emulator, send, sendInstagram } = fixture
    emulator.passTime(24 * hour - 60_000)
    expect((await send(ann.id, { text: 'in time' })).status).toBe(200)
    emulator.passTime(60_000)
    const late = await send(ann.id, { text: 'late' })
    expect(late).toMatchObject({ status: 403, json: { error: { code: 10, error_subcode: 2018278 } } })
    expect(late.json.error?.message).toMatch(/outside of allowed window/)
    expect((await sendInstagram(bea.id, { text: 'late' })).json.error).toMatchObject({ code: 10, error_subcode: 2534022 })
    expect((await send(ann.id, { text: 'late' }, { messaging_type: 'UPDATE' })).json.error?.code).toBe(10)
    expect((await send(ann.id, { text: 'by a human' }, human)).status).toBe(200)
    emulator.passTime(6 * 24 * hour)
    expect((await send(ann.id, { text: 'too late' }, human)).json.error?.code).toBe(10)
    await ann.send({ type: 'postback', title: 'Again', payload: 'AGAIN' }).delivered
    expect((await send(ann.id, { text: 'again' })).status).toBe(200)
  })

  test('a person who has never written, or is unknown, is nobody', async () => {
    const { emulator, send, sendInstagram } = fixture
    const silent = emulator.customer({ account: pageId })
    expect((await send(silent.id, { text: 'x' })).json.error).toMatchObject({ code: 100, error_subcode: 2018001 })
    expect((await send('123', { text: 'x' })).json.error).toMatchObject({ code: 100, error_subcode: 2018001 })
    expect((await sendInstagram(ann.id, { text: 'x' })).json.error).toMatchObject({ code: 100, error_subcode: 2534014 })
    expect((await fixture.call(`/v25.0/${pageId}/messages`, { message: { text: 'x' } })).json.error?.code).toBe(100)
  })

  test('who has blocked the account cannot be reached', async () => {
    const { send } = fixture
    ann.block()
    expect((await send(ann.id, { text: 'x' })).json.error).toMatchObject({ code: 551, error_subcode: 1545041 })
    ann.unblock()
    expect((await send(ann.id, { text: 'x' })).status).toBe(200)
  })

  test('the same person is another id to another account', () => {
    const again = fixture.emulator.customer({ key: ann.person.key, account: linkedId })
    expect(again.person).toBe(ann.person)
    expect(again.id).not.toBe(ann.id)
  })
})

test('sender actions: typing, seen, reactions; each with its own shape', async () => {
  const { call, emulator, receiver } = fixture
  const { id } = ann.send({ type: 'text', text: 'and this?' })
  await emulator.idle()
  const before = receiver.received.length
  const act = (more: Record<string, unknown>) => call(`/v25.0/${pageId}/messages`, { recipient: { id: ann.id }, ...more })
  expect((await act({ sender_action: 'typing_on' })).json).toEqual({ recipient_id: ann.id })
  const thread = emulator.book.thread(pageId, ann.person.key)
  expect(thread.typingUntil).toBeGreaterThan(emulator.platform.clock())
  await act({ sender_action: 'typing_off' })
  expect(thread.typingUntil).toBe(0)
  await act({ sender_action: 'mark_seen' })
  expect(thread.messages.map((one) => one.status)).toEqual(['read', 'read'])
  await act({ sender_action: 'react', payload: { message_id: id, reaction: '😆' } })
  expect(thread.messages.at(-1)?.reactions.business).toBe('😆')
  await act({ sender_action: 'unreact', payload: { message_id: id } })
  expect(thread.messages.at(-1)?.reactions).toEqual({})
  const wrong = [
    { sender_action: 'wave' },
    { sender_action: 'typing_on', message: { text: 'x' } },
    { sender_action: 'react' },
    { sender_action: 'react', payload: { message_id: id } },
    { sender_action: 'react', payload: { message_id: 'm_none', reaction: '😆' } },
    { sender_action: 'typing_on', payload: { message_id: id } },
  ]
  for (const one of wrong) expect((await act(one)).json.error?.code).toBe(100)
  await emulator.idle()
  // What the business does without words gives no echo.
  expect(receiver.received.length).toBe(before)
})

test('quick replies and buttons can be tapped, and a reply quotes', async () => {
  const { send, receiver } = fixture
  const first = await send(ann.id, { text: 'Which?', quick_replies: quick(1, 'Red', 'RED') })
  expect((await ann.waitForMessage()).buttons).toEqual([{ id: 'RED', title: 'Red', kind: 'reply' }])
  await send(ann.id, buttons([link(), postback('Buy', 'BUY')], 'This one?'), { reply_to: { mid: first.json.message_id } })
  const shown = await ann.waitForMessage()
  expect(shown).toMatchObject({ kind: 'button', text: 'This one?', replyTo: first.json.message_id })
  expect(shown.buttons?.map((one) => one.kind)).toEqual(['link', 'reply'])
  expect(() => ann.tap('https://shop.example/a')).toThrow(/link/)
  expect(() => ann.tap('NONE')).toThrow(/no button/)
  await ann.tap('RED').delivered
  await ann.tap('BUY').delivered
  const bodies = receiver.received.map((one) => one.raw)
  expect(bodies.some((raw) => raw.includes('"text":"Red","quick_reply":{"payload":"RED"}'))).toBe(true)
  expect(bodies.some((raw) => raw.includes('"title":"Buy","payload":"BUY"'))).toBe(true)
})
