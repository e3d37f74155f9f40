import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../inbound-event.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import { at, chat, connection, person, posted, update } from './telegram-fixtures.ts'

const adapter = createTelegramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })

function parse(name: string, value: unknown): InboundEvent {
  const [event, ...more] = adapter.parse(posted(Buffer.from(JSON.stringify(update(42, name, value)))), connection)
  expect(more).toEqual([])
  if (!event) throw new Error('nothing was read')
  return event
}

const message = (content: object) => parse('message', { message_id: 7, ...at, ...content })

test('a text says who wrote it, and as an answer to what', () => {
  expect(message({ text: 'Сәлем', reply_to_message: { message_id: 5, chat } })).toMatchObject({
    kind: 'message',
    eventId: 'update:42',
    externalId: '5000000001:7',
    sender: { externalId: '5000000001', name: 'Aruzhan K', username: 'aru', language: 'kk' },
    content: { type: 'text', text: 'Сәлем', replyToExternalId: '5000000001:5' },
  })
})

test('what a link to the bot carried along', () => {
  expect(message({ text: '/start summer-sale' })).toMatchObject({
    content: { text: '/start', referral: { source: 'link', headline: 'summer-sale' } },
  })
  expect(message({ text: '/start' })).not.toHaveProperty('content.referral')
})

const file = { file_id: 'BQAC', file_unique_id: 'u', file_size: 99 }
test.each([
  [
    'photo',
    {
      photo: [
        { file_id: 'small', width: 90 },
        { ...file, width: 1280 },
      ],
      caption: 'This one',
    },
    { type: 'image', text: 'This one' },
    { mimeType: 'image/jpeg' },
  ],
  ['voice', { voice: { ...file, mime_type: 'audio/ogg', duration: 3 } }, { type: 'audio' }, { voice: true, mimeType: 'audio/ogg' }],
  ['document', { document: { ...file, file_name: 'Счёт.pdf', mime_type: 'application/pdf' } }, { type: 'document' }, { name: 'Счёт.pdf' }],
  ['animation, which brings a document along', { animation: file, document: file }, { type: 'video' }, { mimeType: 'video/mp4' }],
  ['video note', { video_note: file }, { type: 'video' }, { mimeType: 'video/mp4' }],
  ['animated sticker', { sticker: { ...file, is_animated: true } }, { type: 'sticker' }, { mimeType: 'application/x-tgsticker' }],
])('%s', (_name, content, expected, media) => {
  expect(message(content)).toMatchObject({ content: { ...expected, media: [{ ...media, size: 99, reference: { fileId: 'BQAC' } }] } })
})

test('a sticker says what it means; one that moves is shown at rest', () => {
  const thumbnail = { file_id: 'still', file_size: 9 }
  expect(message({ sticker: { ...file, is_video: true, emoji: '🎉', thumbnail } })).toMatchObject({
    content: { type: 'sticker', text: '🎉', media: [{ mimeType: 'image/webp', reference: { fileId: 'still' } }] },
  })
  expect(message({ sticker: { ...file, is_animated: false, is_video: false, emoji: '👍', thumbnail } })).toMatchObject({
    content: { text: '👍', media: [{ mimeType: 'image/webp', reference: { fileId: 'BQAC' } }] },
  })
})

test('of an album each message says whose part it is, by its number; a text is none', () => {
  expect(message({ photo: [file], media_group_id: '1357', caption: 'Both' })).toMatchObject({
    content: { type: 'image', text: 'Both', album: { key: 'album:5000000001:1357', part: 7 } },
  })
  expect(message({ text: 'hi', media_group_id: '1357' })).not.toHaveProperty('content.album')
  const business = parse('business_message', {
    message_id: 8,
    ...at,
    business_connection_id: 'conn_1',
    video: file,
    media_group_id: '1357',
  })
  expect(business).toMatchObject({ content: { album: { key: 'album:b:conn_1:5000000001:1357', part: 8 } } })
})

test('commands to the business itself are told from the words of a conversation', () => {
  expect(message({ text: '/privacy' })).toMatchObject({ kind: 'message', command: 'privacy' })
  expect(message({ text: '/forgetme@mug_shop_bot' })).toMatchObject({ command: 'forget-me' })
  for (const text of ['/start', '/forgetme please', 'see /privacy', '/privacypolicy'])
    expect(message({ text })).not.toHaveProperty('command')
  expect(parse('edited_message', { message_id: 7, ...at, text: '/forgetme' })).toMatchObject({ kind: 'edit' })
})

test('places, cards and dice', () => {
  const location = { latitude: 43.238, longitude: 76.889 }
  expect(message({ venue: { location, title: 'Shop', address: 'Abay 1' }, location })).toMatchObject({
    content: { type: 'location', location: { ...location, name: 'Shop', address: 'Abay 1' } },
  })
  expect(message({ contact: { phone_number: '+77001112233', first_name: 'Aru', last_name: 'K' } })).toMatchObject({
    content: { contactCards: [{ name: 'Aru K', phones: ['+77001112233'] }] },
  })
  expect(message({ dice: { emoji: '🎯', value: 6 } })).toMatchObject({ content: { type: 'text', text: '🎯 6' } })
})

test('other 1 (Inline keyboard): a tapped button is a reply with its title; data that no button has is no more than an id', () => {
  const asked = { message_id: 6, chat, date: 1, reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] } }
  const tap = (data: string) => parse('callback_query', { id: '77', from: person, message: asked, data })
  expect(tap('yes')).toMatchObject({
    externalId: 'callback:77',
    content: { type: 'interactive', text: 'Да', interactive: { kind: 'reply', id: 'yes', title: 'Да' }, replyToExternalId: '5000000001:6' },
  })
  expect(tap('forged')).toMatchObject({ content: { interactive: { id: 'forged', title: 'forged' } } })
})

test('an edit says which picture the message has now', () => {
  const edited = { message_id: 7, ...at, photo: [{ file_id: 'newer' }], caption: 'This one' }
  expect(parse('edited_message', edited)).toMatchObject({ text: 'This one', media: [{ kind: 'image', reference: { fileId: 'newer' } }] })
})

test('edits, and a live location that only moves', () => {
  expect(parse('edited_message', { message_id: 7, ...at, text: 'new' })).toMatchObject({
    kind: 'edit',
    targetExternalId: '5000000001:7',
    text: 'new',
  })
  expect(parse('edited_message', { message_id: 7, ...at, location: { latitude: 1, longitude: 1 } })).toMatchObject({ kind: 'ignored' })
})

test('other 1 (Update): blocked and unblocked', () => {
  const change = (status: string) => parse('my_chat_member', { chat, from: person, date: 1_793_300_000, new_chat_member: { status } })
  expect(change('kicked')).toMatchObject({ kind: 'reachability', blocked: true })
  expect(change('member')).toMatchObject({ kind: 'reachability', blocked: false })
})

describe('other 1 (Business): for a person whose account the bot acts for', () => {
  const business = { business_connection_id: 'conn_1', chat, date: 1_793_300_000 }
  const owner = { id: 42, is_bot: false, first_name: 'Dana' }

  test('a customer is known with the connection by which alone they can be answered, apart from the chat with the bot', () => {
    expect(
      parse('business_message', { ...business, message_id: 7, from: person, text: 'Hi', reply_to_message: { message_id: 5, chat } }),
    ).toMatchObject({
      kind: 'message',
      externalId: 'b:conn_1:5000000001:7',
      sender: { externalId: 'b:conn_1:5000000001', name: 'Aruzhan K', username: 'aru' },
      content: { text: 'Hi', replyToExternalId: 'b:conn_1:5000000001:5' },
    })
    const base = { id: 'x', text: 'Hello', media: [], interactive: null, location: null, template: null, byHuman: false }
    const message = { ...base, recipient: { externalId: 'b:conn_1:5000000001', phone: null }, replyToExternalId: 'b:conn_1:5000000001:7' }
    expect(adapter.render(message, connection)[0]?.body).toMatchObject({
      chat_id: '5000000001',
      business_connection_id: 'conn_1',
      reply_parameters: { message_id: 7 },
    })
  })

  test('what the person writes is a person’s, what the bot wrote there is known', () => {
    expect(parse('business_message', { ...business, message_id: 8, from: owner, text: 'By hand' })).toMatchObject({
      kind: 'echo',
      recipient: { externalId: 'b:conn_1:5000000001', name: 'Aruzhan' },
      content: { text: 'By hand' },
    })
    const own = {
      ...business,
      message_id: 9,
      from: owner,
      sender_business_bot: { id: 123_456_789, is_bot: true, first_name: 'Bot' },
      text: 'Hello',
    }
    expect(parse('business_message', own)).toMatchObject({ kind: 'ignored' })
  })

  test('what the account says by itself takes nothing over', () => {
    const away = { ...business, message_id: 8, from: owner, text: 'I am away', is_from_offline: true }
    expect(parse('business_message', away)).toMatchObject({ kind: 'echo', historical: true })
  })

  test('a tap comes from the customer of that account, not from somebody who writes to the bot', () => {
    const asked = { message_id: 6, ...business, reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] } }
    expect(parse('callback_query', { id: '77', from: person, message: asked, data: 'yes' })).toMatchObject({
      sender: { externalId: 'b:conn_1:5000000001' },
      content: { replyToExternalId: 'b:conn_1:5000000001:6' },
    })
  })

  test('edits and deletions reach the messages of that chat', () => {
    const edited = { ...business, message_id: 7, from: person, edit_date: 1_793_300_100, text: 'Hi!' }
    expect(parse('edited_business_message', edited)).toMatchObject({ kind: 'edit', targetExternalId: 'b:conn_1:5000000001:7' })
    const deleted = { business_connection_id: 'conn_1', chat, message_ids: [7, 8] }
    const events = adapter.parse(posted(Buffer.from(JSON.stringify(update(42, 'deleted_business_messages', deleted)))), connection)
    expect(events).toMatchObject([
      {
        kind: 'delete',
        eventId: 'update:42:7',
        targetExternalId: 'b:conn_1:5000000001:7',
        inJournal: [
          { business_message: { message_id: 7, business_connection_id: 'conn_1', chat: { id: person.id } } },
          { edited_business_message: { message_id: 7, business_connection_id: 'conn_1', chat: { id: person.id } } },
        ],
      },
      { kind: 'delete', eventId: 'update:42:8', targetExternalId: 'b:conn_1:5000000001:8' },
    ])
  })
})

test('polls and invoices are told in words', () => {
  expect(message({ poll: { id: '1', question: 'Red or blue?', options: [{ text: 'Red' }, { text: 'Blue' }] } })).toMatchObject({
    content: { type: 'text', text: '📊 Red or blue?\n• Red\n• Blue' },
  })
  expect(message({ invoice: { title: 'Mug', description: 'Red', currency: 'USD', total_amount: 900 } })).toMatchObject({
    content: { type: 'text', text: '🧾 Mug: 9.00 USD\nRed' },
  })
  expect(message({ successful_payment: { currency: 'JPY', total_amount: 900 } })).toMatchObject({ content: { text: '✅ 900 JPY' } })
  expect(message({ successful_payment: { currency: 'XTR', total_amount: 5 } })).toMatchObject({ content: { text: '✅ 5 XTR' } })
  expect(message({ refunded_payment: { currency: 'KWD', total_amount: 1500 } })).toMatchObject({ content: { text: '↩️ 1.500 KWD' } })
  expect(message({ checklist: { title: 'Party', tasks: [{ id: 1, text: 'Cake' }] } })).toMatchObject({
    content: { text: '☑️ Party\n• Cake' },
  })
})

test('a reaction, another one, none', () => {
  const react = (...newer: unknown[]) =>
    parse('message_reaction', { chat, user: person, message_id: 6, date: 1, old_reaction: [], new_reaction: newer })
  expect(react({ type: 'emoji', emoji: '👍' })).toMatchObject({ kind: 'reaction', emoji: '👍', targetExternalId: '5000000001:6' })
  expect(react()).toMatchObject({ emoji: null })
})

test.each([
  'channel_post',
  'edited_channel_post',
  'guest_message',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
  'managed_bot',
  'kind_of_next_year',
])('other 1 (Update): %s is kept in the journal and answered by nobody', (name) => {
  expect(parse(name, { id: '1', from: person })).toMatchObject({ kind: 'ignored', name, eventId: 'update:42' })
})

test('other 1 (Errors): ids of 52 bits stay as they are, in and out', () => {
  const id = 2 ** 52 - 1
  const event = parse('message', { message_id: 7, from: { ...person, id }, chat: { ...chat, id }, date: 1_793_300_000, text: 'hi' })
  expect(event).toMatchObject({ externalId: '4503599627370495:7', sender: { externalId: '4503599627370495' } })
  const plain = { id: 'x', text: 'Hello', media: [], interactive: null, location: null, template: null, byHuman: false }
  const answer = { ...plain, recipient: { externalId: String(id), phone: null }, replyToExternalId: `${id}:7` }
  expect(adapter.render(answer, connection)[0]?.body).toMatchObject({ chat_id: '4503599627370495', reply_parameters: { message_id: 7 } })
})

test('each entry of the journal can be read again, and says the same', () => {
  for (const event of [message({ text: 'hi' }), message({ poll: {} }), parse('message', { ...at, text: 'no number' })]) {
    const body = adapter.restore?.(event.kind, event.raw, connection)
    expect(body && adapter.parse(posted(body), connection)).toEqual([event])
  }
})
