import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../inbound-event.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { connection, envelope, escapedJson, fixedClock, messagesChange, signed, textMessage } from './whatsapp-fixtures.ts'

const adapter = createWhatsAppAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const parse = (...changes: unknown[]): InboundEvent[] => adapter.parse(signed(escapedJson(envelope(...changes))), connection)
const from = { from: '77001112233', timestamp: '1793300000' }

function read(message: object, contacts?: unknown): Extract<InboundEvent, { kind: 'message' }> {
  const [event] = parse(messagesChange({ messages: [{ ...from, id: 'wamid.k', ...message }], ...(contacts ? { contacts } : {}) }))
  if (event?.kind !== 'message') throw new Error(`became ${event?.kind}`)
  return event
}

describe('meta 2.2: what cannot be shown says what it was', () => {
  const errors = (code: number) => [{ code, title: 'Message type unknown', error_data: { details: 'not supported' } }]
  test.each([
    ['a poll', { type: 'unsupported', errors: errors(131051), unsupported: { type: 'poll' } }, 'poll'],
    ['without a sub-type', { type: 'unsupported', errors: errors(131051) }, undefined],
    ['the older name of it', { type: 'unknown', errors: errors(131051) }, undefined],
    ['a file that is too large', { type: 'unsupported', errors: errors(131052) }, 'too-large'],
    ['a type of next year', { type: 'hologram', hologram: { depth: 3 } }, 'hologram'],
    ['a reply of next year', { type: 'interactive', interactive: { type: 'wink_reply', wink_reply: {} } }, 'wink_reply'],
    ['a picture without its id', { type: 'image', image: { mime_type: 'image/png' } }, 'image'],
  ])('%s', (_name, message, kind) => {
    const event = read(message)
    expect(event.content.type).toBe('unsupported')
    expect(event.content.unsupported).toBe(kind)
    expect(event.raw).toMatchObject(message)
  })
})

test('meta 2.1: an advertisement comes with its words and picture; the click id stays in the journal', () => {
  const referral = {
    source_url: 'https://fb.me/3cr4Wqqkv',
    source_id: '120226305854810726',
    source_type: 'ad',
    body: 'Summer succulents are here!',
    headline: 'Chat with us',
    media_type: 'image',
    image_url: 'https://scontent.example/x.jpg',
    ctwa_clid: 'Aff-n8ZTODiE79d22KtAwQKj9e',
    welcome_message: { text: 'Hi there! How can we help?' },
  }
  const event = read({ ...textMessage('k', 'Hi'), referral })
  expect(event.content.referral).toEqual({
    source: 'ad',
    url: 'https://fb.me/3cr4Wqqkv',
    headline: 'Chat with us',
    externalId: '120226305854810726',
    body: 'Summer succulents are here!',
    imageUrl: 'https://scontent.example/x.jpg',
    welcome: 'Hi there! How can we help?',
  })
  expect(event.raw).toMatchObject({ referral: { ctwa_clid: 'Aff-n8ZTODiE79d22KtAwQKj9e' } })
  const video = { source_type: 'post', media_type: 'video', video_url: 'https://v.example/a.mp4', thumbnail_url: 'https://v.example/a.jpg' }
  expect(read({ ...textMessage('k', 'Hi'), referral: video }).content.referral).toMatchObject({
    source: 'post',
    videoUrl: 'https://v.example/a.mp4',
    imageUrl: 'https://v.example/a.jpg',
  })
  const script = { source_type: 'ad', source_url: 'javascript:alert(1)', image_url: 'data:text/html,x' }
  expect(read({ ...textMessage('k', 'Hi'), referral: script }).content.referral).toEqual({ source: 'ad', url: null, headline: null })
})

test('meta 2.1: forwarded messages say so, and whether it was often', () => {
  const forwarded = (context: object) => read({ ...textMessage('k', 'Look'), context }).content
  expect(forwarded({ forwarded: true })).toMatchObject({ forwarded: 'once', replyToExternalId: null })
  expect(forwarded({ frequently_forwarded: true }).forwarded).toBe('often')
  expect(forwarded({ from: '1', id: 'wamid.x' })).not.toHaveProperty('forwarded')
})

test('an address that was asked for is read as its fields, and its body is the address in words', () => {
  const response = {
    saved_address_id: 'address1',
    values: { name: 'Ann', in_pin_code: '400063', city: 'Mumbai', floor_number: 8 },
  }
  const nfm_reply = { name: 'address_message', body: 'Ann\nMumbai 400063', response_json: JSON.stringify(response) }
  expect(read({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } }).content).toMatchObject({
    type: 'interactive',
    text: 'Ann\nMumbai 400063',
    interactive: { kind: 'flow', name: 'address', response: response.values },
  })
})

test('the body of a flow is no word of the customer', () => {
  const nfm_reply = { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t","size":"L"}' }
  expect(read({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } }).content).toMatchObject({
    text: null,
    interactive: { kind: 'flow', response: { flow_token: 't', size: 'L' } },
  })
})

test.each([
  [
    'allowed for a week',
    { response: 'accept', is_permanent: false, expiration_timestamp: 1_793_904_800, response_source: 'user_action' },
    { granted: true, permanent: false, expiresAt: '2026-11-05T18:53:20.000Z' },
  ],
  ['allowed for good', { response: 'accept', is_permanent: true }, { granted: true, permanent: true, expiresAt: null }],
  ['refused', { response: 'reject', response_source: 'automatic' }, { granted: false, permanent: false, expiresAt: null }],
])('meta 2.2: a call permission: %s', (_name, call_permission_reply, expected) => {
  const interactive = { type: 'call_permission_reply', call_permission_reply }
  expect(read({ type: 'interactive', interactive }).content.interactive).toEqual({ kind: 'call-permission', ...expected })
})

test('meta 2.2: the button of a template counts without the message that it hung on', () => {
  const event = read({ type: 'button', button: { payload: 'STOP', text: 'Stop it' } })
  expect(event.content).toMatchObject({ text: 'Stop it', replyToExternalId: null, interactive: { kind: 'reply', id: 'STOP' } })
})

describe('a number that a person gave when asked for it', () => {
  const hidden = { from: undefined, from_user_id: 'US.1', timestamp: '1793300000', type: 'contacts' }
  const people = [{ profile: { name: 'Kerry' }, user_id: 'US.1' }]
  const card = { name: { formatted_name: 'Kerry' }, phones: [{ phone: '+1 (631) 555-1234', wa_id: '16315551234', type: 'CELL' }] }
  test.each([
    ['on the message', { origin: 'contact_request', contacts: [card] }],
    ['on the card', { contacts: [{ ...card, origin: 'contact_request' }] }],
    [
      'in the card’s own text',
      { contacts: [{ origin: 'contact_request', vcard: 'BEGIN:VCARD\nTEL;type=CELL;waid=16315551234:+1 631 555-1234' }] },
    ],
  ])('is theirs: origin %s', (_name, message) => {
    const { sender } = read({ ...hidden, ...message }, people)
    expect(sender).toMatchObject({ externalId: 'US.1', alternateIds: ['16315551234'], phone: '+16315551234', name: 'Kerry' })
  })
  test.each([
    ['a card that was passed on', { contacts: [{ ...card, origin: 'other' }] }],
    ['a card of an older phone', { contacts: [card] }],
    ['several cards, none of which is marked', { origin: 'contact_request', contacts: [card, card] }],
  ])('is not taken from %s', (_name, message) => {
    expect(read({ ...hidden, ...message }, people).sender).toMatchObject({ externalId: 'US.1', alternateIds: [], phone: null })
  })
  test('a number without WhatsApp is a number, and no id', () => {
    const contacts = [{ origin: 'contact_request', phones: [{ phone: '+1 631 555-1234' }] }]
    expect(read({ ...hidden, contacts }, people).sender).toMatchObject({ alternateIds: [], phone: '+16315551234' })
  })
})

test('meta 2.3: someone of whom nothing but the contact’s id came is known by it; of nobody at all the message stays in the journal', () => {
  const message = { ...from, from: undefined, id: 'wamid.n', type: 'text', text: { body: 'Hi' } }
  const value = { messages: [message], contacts: [{ profile: { name: 'Kerry' }, wa_id: '', user_id: 'US.1' }] }
  expect(parse(messagesChange(value))).toMatchObject([{ kind: 'message', sender: { externalId: 'US.1', phone: null } }])
  expect(parse(messagesChange({ messages: [message] }))).toMatchObject([{ kind: 'poison', eventId: 'message:wamid.n' }])
})

test('meta 2.1: a number that WhatsApp knows by another id (Brazil, Mexico) is one person; in a batch nobody is given a stranger’s name', () => {
  const contacts = [{ profile: { name: 'Rosa' }, wa_id: '551187654321' }]
  const message = { ...textMessage('b', 'Oi'), from: '5511987654321' }
  expect(parse(messagesChange({ contacts, messages: [message] }))).toMatchObject([
    { sender: { externalId: '5511987654321', alternateIds: ['551187654321'], name: 'Rosa', phone: '+5511987654321' } },
  ])
  const others = parse(messagesChange({ contacts, messages: [message, { ...textMessage('c', 'Oi'), from: '551187654321' }] }))
  expect(others).toMatchObject([{ sender: { name: null, alternateIds: [] } }, { sender: { name: 'Rosa' } }])
})

describe('statuses', () => {
  const status = (more: object) =>
    parse(messagesChange({ statuses: [{ id: 'wamid.o', timestamp: '1793300000', recipient_id: '77001112233', ...more }] }))[0]
  test('meta 3.1: what it cost stays in the journal, whichever way it was priced', () => {
    const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'general_purpose_ai' }
    expect(status({ status: 'sent', pricing })).toMatchObject({ kind: 'status', status: 'sent', raw: { pricing } })
    const conversation = { id: 'c', origin: { type: 'service' } }
    expect(status({ status: 'delivered', conversation, pricing: { pricing_model: 'CBP' } })).toMatchObject({ status: 'delivered' })
  })
  test('meta 3.1: deleted on their phone is news of no consequence, and no failure', () => {
    expect(status({ status: 'deleted' })).toMatchObject({ kind: 'ignored', name: 'status-deleted' })
  })
  test('meta 2.3: of somebody without a number', () => {
    expect(status({ status: 'read', recipient_id: undefined, recipient_user_id: 'US.1' })).toMatchObject({
      status: 'read',
      externalId: 'wamid.o',
    })
  })
  test('a failure after sent is another event than sent', () => {
    const failed = status({ status: 'failed', errors: [{ code: 131026, title: 'Message undeliverable' }] })
    expect(failed).toMatchObject({
      eventId: 'status:wamid.o:failed',
      error: { code: 'not-on-channel', providerCode: '131026', retryable: false },
    })
    expect(status({ status: 'sent' })?.eventId).not.toBe(failed?.eventId)
  })
})

test('meta 2.1: trouble with the account comes beside messages, and spoils none of them', () => {
  const value = { messages: [textMessage('1', 'Hi')], errors: [{ code: 131031, title: 'Account locked' }] }
  expect(parse(messagesChange(value))).toMatchObject([
    { kind: 'message' },
    { kind: 'account', name: 'errors:131031', status: 'error', reason: expect.stringContaining('restricted') },
  ])
})
