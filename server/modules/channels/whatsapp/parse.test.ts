import { expect, test } from 'vitest'
import type { InboundEvent } from '../inbound-event.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { connection, envelope, escapedJson, fixedClock, messagesChange, signed, textMessage } from './whatsapp-fixtures.ts'

const adapter = createWhatsAppAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const parse = (...changes: unknown[]): InboundEvent[] => adapter.parse(signed(escapedJson(envelope(...changes))), connection)
const parseMessages = (...messages: unknown[]): InboundEvent[] => parse(messagesChange({ messages }))
const from = { from: '77001112233', timestamp: '1793300000' }

function only<K extends InboundEvent['kind']>(events: InboundEvent[], kind: K): Extract<InboundEvent, { kind: K }> {
  expect(events.map((event) => event.kind)).toEqual([kind])
  return events[0] as Extract<InboundEvent, { kind: K }>
}

test('a text message says who wrote what, when, and as an answer to what', () => {
  const contacts = [
    { profile: { name: 'Aruzhan', username: '@aru' }, wa_id: '77001112233', user_id: 'KZ.1349', parent_user_id: 'KZ.ENT.7' },
  ]
  const message = { ...textMessage('1', 'Сәлем'), from_user_id: 'KZ.1349', context: { from: '77010000000', id: 'wamid.ours' } }
  expect(only(parse(messagesChange({ contacts, messages: [message] })), 'message')).toMatchObject({
    eventId: 'message:wamid.1',
    at: 1_793_300_000_000,
    externalId: 'wamid.1',
    sender: { externalId: '77001112233', alternateIds: ['KZ.1349', 'KZ.ENT.7'], name: 'Aruzhan', username: 'aru', phone: '+77001112233' },
    content: { type: 'text', text: 'Сәлем', replyToExternalId: 'wamid.ours' },
  })
})

test('meta 2.3: a person who hides the number is known by the business-scoped id alone', () => {
  const message = {
    id: 'wamid.2',
    timestamp: '1793300000',
    from: '',
    from_user_id: 'US.13491208655302741918',
    type: 'text',
    text: { body: 'Hi' },
  }
  const { sender } = only(
    parse(messagesChange({ contacts: [{ profile: { name: 'Kerry' }, user_id: 'US.13491208655302741918' }], messages: [message] })),
    'message',
  )
  expect(sender).toMatchObject({ externalId: 'US.13491208655302741918', alternateIds: [], name: 'Kerry', phone: null })
})

test.each([
  [
    'audio',
    { mime_type: 'audio/ogg; codecs=opus', id: '55', voice: true },
    { kind: 'audio', mimeType: 'audio/ogg; codecs=opus', voice: true },
  ],
  ['video', { mime_type: 'video/mp4', id: '55', caption: 'See' }, { kind: 'video', mimeType: 'video/mp4' }],
  ['document', { mime_type: 'application/pdf', id: '55', filename: 'Счёт.pdf' }, { kind: 'document', name: 'Счёт.pdf' }],
  ['sticker', { mime_type: 'image/webp', id: '55' }, { kind: 'sticker' }],
])('meta 2.2: %s: the file is named by its id, because its address lives five minutes', (type, payload, media) => {
  const { content } = only(parseMessages({ ...from, id: 'wamid.3', type, [type]: payload }), 'message')
  expect(content.type).toBe(type)
  expect(content.text).toBe('caption' in payload ? payload.caption : null)
  expect(content.media).toMatchObject([{ ...media, reference: { id: '55' } }])
})

test('meta 2.2: taps, forms and template buttons are replies with the id that was tapped', () => {
  const reply = (interactive: unknown) =>
    only(parseMessages({ ...from, id: 'wamid.4', type: 'interactive', interactive }), 'message').content
  expect(reply({ type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } })).toMatchObject({
    type: 'interactive',
    text: 'Yes',
    interactive: { kind: 'reply', id: 'yes', title: 'Yes' },
  })
  expect(reply({ type: 'list_reply', list_reply: { id: 'r1', title: 'Tea', description: 'green' } }).interactive).toEqual({
    kind: 'reply',
    id: 'r1',
    title: 'Tea',
    description: 'green',
  })
  expect(
    reply({
      type: 'nfm_reply',
      nfm_reply: {
        name: 'flow',
        body: 'Sent',
        response_json: '{"flow_token":"t","__proto__":{"a":1},"n":2,"s":["x","y"],"at":{"city":"\\u0000"}}',
      },
    }).interactive,
  ).toEqual({ kind: 'flow', name: null, response: { flow_token: 't', n: 2, s: ['x', 'y'], at: { city: '\uFFFD' } } })
  expect(reply({ type: 'nfm_reply', nfm_reply: { name: 'flow', response_json: '{broken' } }).interactive).toEqual({
    kind: 'flow',
    name: null,
    response: { value: '{broken' },
  })
  const button = { ...from, id: 'wamid.5', type: 'button', button: { payload: 'STOP', text: 'Stop it' } }
  expect(only(parseMessages(button), 'message').content.interactive).toEqual({
    kind: 'reply',
    id: 'STOP',
    title: 'Stop it',
    description: undefined,
  })
})

test('meta 2.2: an order keeps quantities and prices as decimal text', () => {
  const order = {
    catalog_id: '1',
    text: 'please',
    product_items: [
      { product_retailer_id: 'SKU-1', quantity: 2, item_price: 550, currency: 'USD' },
      { product_retailer_id: 7, quantity: '1', item_price: 1.005, currency: 'USD' },
    ],
  }
  expect(only(parseMessages({ ...from, id: 'wamid.6', type: 'order', order }), 'message').content.order).toEqual({
    note: 'please',
    catalogId: '1',
    items: [
      { productId: null, externalProductId: 'SKU-1', quantity: 2, price: '550.00', currency: 'USD' },
      { productId: null, externalProductId: '7', quantity: 1, price: '1.005', currency: 'USD' },
    ],
  })
})

test('meta 2.1: where a message came from: an ad, or a product', () => {
  const ad = { ...textMessage('7', 'Hi'), referral: { source_type: 'ad', source_url: 'https://fb.me/x', headline: 'Sale' } }
  expect(only(parseMessages(ad), 'message').content.referral).toEqual({ source: 'ad', url: 'https://fb.me/x', headline: 'Sale' })
  const product = {
    ...textMessage('8', 'Hi'),
    context: { from: '1', id: 'wamid.c', referred_product: { catalog_id: '1', product_retailer_id: 'SKU-1' } },
  }
  expect(only(parseMessages(product), 'message').content.referral).toEqual({
    source: 'product',
    url: null,
    headline: 'SKU-1',
    externalId: 'SKU-1',
    catalogId: '1',
  })
})

test.each([
  [
    'a new number',
    {
      from: '77001112233',
      system: { body: 'changed', wa_id: '77009998877', user_id: 'KZ.NEW', previous_user_id: 'KZ.OLD', type: 'user_changed_number' },
    },
    ['77001112233', 'KZ.OLD'],
    '77009998877',
    ['KZ.NEW'],
  ],
  [
    'a new id without a number',
    { system: { body: 'changed', user_id: 'US.NEW', previous_user_id: 'US.OLD', type: 'user_changed_user_id' } },
    ['US.OLD'],
    'US.NEW',
    [],
  ],
  ['another device', { from: '77001112233', system: { type: 'customer_identity_changed', body: 'new code' } }, [], '77001112233', []],
])('meta 2.4: %s: the person stays the same', (_name, message, previousIds, externalId, alternateIds) => {
  const event = only(parseMessages({ id: 'wamid.9', timestamp: '1793300000', type: 'system', ...message }), 'identity')
  expect(event).toMatchObject({ previousIds, sender: { externalId, alternateIds } })
})

test('meta 2.2: a reaction without an emoji takes it back', () => {
  const reaction = (payload: object) =>
    only(parseMessages({ ...from, id: 'wamid.10', type: 'reaction', reaction: { message_id: 'wamid.x', ...payload } }), 'reaction').emoji
  expect([reaction({ emoji: '❤️' }), reaction({ emoji: '' }), reaction({})]).toEqual(['❤️', null, null])
})

test('meta 3.1: a status gives our own id back, and a failure its reason in our words', () => {
  const ours = {
    id: 'wamid.o',
    timestamp: '1793300000',
    recipient_id: '77001112233',
    biz_opaque_callback_data: '01993b5e-7c10-7000-8000-00000000000a.2',
  }
  const statuses = [
    { ...ours, status: 'played' },
    { ...ours, status: 'failed', errors: [{ code: 131047, title: 'Re-engagement message' }] },
    { ...ours, status: 'sent', biz_opaque_callback_data: 'of another program' },
    { ...ours, status: 'levitated' },
  ]
  const [played, failed, foreign, unknown] = parse(messagesChange({ statuses }))
  expect(played).toMatchObject({
    kind: 'status',
    status: 'read',
    clientId: '01993b5e-7c10-7000-8000-00000000000a',
    clientCall: 2,
    eventId: 'status:wamid.o:played',
  })
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'outside-window', providerCode: '131047', retryable: false } })
  expect(foreign).not.toHaveProperty('clientId')
  expect(unknown).toMatchObject({ kind: 'ignored', name: 'status-levitated' })
})

test('meta 3.7: a reply from the phone of the business is an echo to that customer', () => {
  const metadata = { phone_number_id: connection.settings.phoneNumberId }
  const echo = {
    from: '77010000000',
    to: '77001112233',
    to_user_id: 'KZ.1',
    id: 'wamid.e',
    timestamp: '1793300000',
    type: 'text',
    text: { body: 'I am here' },
  }
  const event = only(parse({ field: 'smb_message_echoes', value: { metadata, message_echoes: [echo] } }), 'echo')
  expect(event).toMatchObject({ recipient: { externalId: '77001112233', alternateIds: ['KZ.1'] }, content: { text: 'I am here' } })
})

test('meta 3.7: synced history is marked as such, in both directions', () => {
  const metadata = { phone_number_id: connection.settings.phoneNumberId }
  const messages = [
    { ...textMessage('h1', 'old question'), history_context: { status: 'READ' } },
    {
      from: '77010000000',
      to: '77001112233',
      id: 'wamid.h2',
      timestamp: '1793300001',
      type: 'text',
      text: { body: 'old answer' },
      history_context: { status: 'READ' },
    },
  ]
  const events = parse({
    field: 'history',
    value: { metadata, history: [{ metadata: { phase: 0 }, threads: [{ id: '77001112233', messages }] }] },
  })
  expect(events).toMatchObject([
    { kind: 'message', historical: true, sender: { externalId: '77001112233' } },
    { kind: 'echo', historical: true, recipient: { externalId: '77001112233' } },
  ])
})

test.each([
  ['PARTNER_REMOVED', {}, 'disconnected'],
  ['DISABLED_UPDATE', { ban_info: { waba_ban_state: 'DISABLE' } }, 'error'],
  ['DISABLED_UPDATE', { ban_info: { waba_ban_state: 'REINSTATE' } }, 'connected'],
  ['PARTNER_APP_UNINSTALLED', {}, 'disconnected'],
  ['account_offboarded', {}, 'disconnected'],
  ['account_reconnected', {}, 'connected'],
  ['ACCOUNT_VIOLATION', {}, undefined],
])('meta 3.7: account_update %s %j moves the channel to %s', (event, value, status) => {
  expect(only(parse({ field: 'account_update', value: { event, ...value } }), 'account').status).toBe(status)
})

test('of a body with three tenants’ events only our own are read, and nothing of the others is kept', () => {
  const other = {
    field: 'messages',
    value: { metadata: { phone_number_id: '999' }, messages: [textMessage('x', 'a secret of somebody else')] },
  }
  const events = parse(other, messagesChange({ messages: [textMessage('1', 'ours')] }), { ...other, field: 'smb_message_echoes' })
  expect(events.map((event) => event.kind)).toEqual(['ignored', 'message', 'ignored'])
  expect(JSON.stringify(events)).not.toContain('secret')
})

test('meta 1.4: a thousand updates with one bad among them: all the others arrive', () => {
  const messages = Array.from({ length: 1000 }, (_, index) => (index === 500 ? { type: 'text' } : textMessage(String(index), 'hi')))
  const kinds = Object.groupBy(parseMessages(...messages), (event) => event.kind)
  expect([kinds.message?.length, kinds.poison?.length]).toEqual([999, 1])
})

test('each entry of the journal can be read again, and says the same', () => {
  const events = [
    ...parseMessages(
      textMessage('1', 'hi'),
      { ...from, id: 'wamid.r', type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
      { id: 'wamid.bad', type: 'text' },
    ),
    ...parse(messagesChange({ statuses: [{ id: 'wamid.o', status: 'read', timestamp: '1793300000' }] }), {
      field: 'account_update',
      value: { event: 'PARTNER_ADDED' },
    }),
    ...parse({
      field: 'history',
      value: {
        metadata: { phone_number_id: connection.settings.phoneNumberId },
        history: [{ threads: [{ id: '77001112233', messages: [{ ...textMessage('h', 'old'), history_context: {} }] }] }],
      },
    }),
  ]
  for (const event of events) {
    const body = adapter.restore?.(event.kind, event.raw, connection)
    expect(body && adapter.parse(signed(body), connection)).toEqual([event])
  }
})
