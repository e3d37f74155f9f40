import { describe, expect, test } from 'vitest'
import type { Interactive } from '../../../../contract/messages.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { ChannelAdapter, Connection } from '../adapter.ts'
import { createMessengerAdapter } from '../messenger/create-messenger-adapter.ts'
import { fixtures as messengerFixtures } from '../messenger/messenger-fixtures.ts'
import type { OutboundMedia, OutboundMessage } from '../outbound-message.ts'
import { createTelegramAdapter } from '../telegram/create-telegram-adapter.ts'
import { fixtures as telegramFixtures } from '../telegram/telegram-fixtures.ts'
import { createWebchatAdapter } from '../webchat/adapter.ts'
import { fixtures as webchatFixtures } from '../webchat/webchat-fixtures.ts'
import { createWhatsAppAdapter } from '../whatsapp/create-whatsapp-adapter.ts'
import { fixedClock, connection as whatsAppConnection } from '../whatsapp/whatsapp-fixtures.ts'
import { previewMessage } from './preview-message.ts'

interface Open {
  adapter: ChannelAdapter
  connection: Connection<unknown, unknown>
}

const given = { fetch, fetchMedia: fetch, clock: fixedClock }
const whatsapp: Open = { adapter: createWhatsAppAdapter(given), connection: whatsAppConnection }
const telegram: Open = { adapter: createTelegramAdapter(given), connection: telegramFixtures.connection }
const messenger: Open = { adapter: createMessengerAdapter(given), connection: messengerFixtures.connection }
const website: Open = {
  adapter: createWebchatAdapter({ clock: fixedClock, showTyping: () => {} }),
  connection: webchatFixtures.connection,
}

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: '77001112233', phone: null },
  text: 'Which one?',
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: true,
}
const picture: OutboundMedia = { kind: 'image', mimeType: 'image/png', name: 'mug.png', size: 9, fileId: 'file-1', voice: false }
const preview = (open: Open, message: Partial<OutboundMessage>) => previewMessage(open, { ...plain, ...message })
const buttons = (...titles: string[]): Interactive => ({
  kind: 'buttons',
  buttons: titles.map((title, index) => ({ id: `b${index}`, title })),
})
const list = (count: number): Interactive => ({
  kind: 'list',
  button: 'Choose',
  sections: [{ rows: Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Kettle ${index + 1}` })) }],
})

describe('what the channel has goes out as it is', () => {
  test('buttons, with the lines around them', () => {
    const { parts, notices } = preview(whatsapp, { interactive: { ...buttons('Red', 'Blue'), header: 'Order 7' } as Interactive })
    expect(notices).toEqual([])
    expect(parts).toMatchObject([
      { header: 'Order 7', text: 'Which one?', buttons: [{ title: 'Red', does: 'reply' }, { title: 'Blue' }], list: null, quotes: false },
    ])
  })
  test('a list is opened by its button', () => {
    const { parts, notices } = preview(whatsapp, { interactive: list(10) })
    expect(notices).toEqual([])
    expect(parts[0]?.list).toMatchObject({ button: 'Choose', sections: [{ title: null }] })
    expect(parts[0]?.list?.sections[0]?.rows).toHaveLength(10)
  })
  test('cards keep their pictures, which are then no files beside them', () => {
    const cards: Interactive = { kind: 'cards', cards: [{ title: 'Mug', price: '900 ₸', fileId: 'file-1', buttons: [] }] }
    const { parts, notices } = preview(website, { interactive: cards, media: [picture] })
    expect(notices).toEqual([])
    expect(parts).toMatchObject([{ cards: [{ title: 'Mug', price: '900 ₸', fileId: 'file-1' }], files: [] }])
  })
  test('cards on Messenger, with their pictures and buttons; what can be opened, with the picture above', () => {
    const cards: Interactive = {
      kind: 'cards',
      cards: [{ title: 'Mug', price: '900 ₸', fileId: 'file-1', buttons: [{ id: 'mug', title: 'Buy' }] }],
    }
    expect(preview(messenger, { interactive: cards, media: [picture] })).toMatchObject({
      notices: [],
      parts: [
        { text: 'Which one?' },
        { cards: [{ title: 'Mug', text: '900 ₸', fileId: 'file-1', buttons: [{ title: 'Buy', does: 'reply' }] }], files: [] },
      ],
    })
    const open: Interactive = { kind: 'actions', buttons: [{ title: 'Open', url: 'https://shop.example/' }] }
    expect(preview(messenger, { interactive: open, media: [picture] }).parts).toMatchObject([
      { text: 'Which one?' },
      { buttons: [{ title: 'Open', does: 'link' }], files: [{ id: 'file-1', kind: 'image' }] },
    ])
  })
  test('a question on Telegram is a button that answers it', () => {
    const { parts, notices } = preview(telegram, { interactive: { kind: 'contact-request' } })
    expect([notices, parts]).toMatchObject([[], [{ text: 'Which one?', buttons: [{ does: 'number' }] }]])
  })
  test('a template shows the words that lie at the provider', () => {
    const template = { name: 'order_ready', language: 'en', variables: { 1: 'Ann' } }
    expect(preview(whatsapp, { text: 'Hello Ann', template })).toMatchObject({ parts: [{ text: 'Hello Ann' }], notices: [] })
  })
})

describe('what it lacks is carried in another form, which is said', () => {
  test('a fourth button makes a list', () => {
    const { parts, notices } = preview(whatsapp, { interactive: buttons('Red', 'Blue', 'Green', 'White') })
    expect(notices).toEqual(['buttons-as-list'])
    expect(parts[0]?.list?.sections[0]?.rows.map(({ title }) => title)).toEqual(['Red', 'Blue', 'Green', 'White'])
  })
  test('titles that had to be cut stand in full in the text', () => {
    const { parts, notices } = preview(whatsapp, { interactive: buttons('The red one with the golden handle', 'No') })
    expect(notices).toEqual(['titles-shortened', 'choices-repeated'])
    expect(parts[0]?.text).toBe('Which one?\n\n1. The red one with the golden handle\n2. No')
    expect(parts[0]?.buttons[0]?.title).toMatch(/…$/)
  })
  test('a list becomes buttons, or a numbered list where it is too long for them', () => {
    expect(preview(telegram, { interactive: list(3) }).notices).toEqual(['list-as-buttons'])
    expect(preview(messenger, { interactive: list(3) }).notices).toEqual(['list-as-buttons'])
    const { parts, notices } = preview(messenger, {
      interactive: { kind: 'list', button: 'Choose', sections: [...sections(list(10)), ...sections(list(4))] },
    })
    expect(notices).toEqual(['choices-numbered'])
    expect(parts[0]?.text).toMatch(/^Which one\?\n\n1\. Kettle 1\n.*14\. Kettle 4$/s)
  })
  test('lines around choices are lines of the text', () => {
    const { parts, notices } = preview(telegram, {
      interactive: { ...buttons('Yes'), header: 'Order 7', footer: 'Thank you' } as Interactive,
    })
    expect(notices).toEqual(['lines-written'])
    expect(parts[0]).toMatchObject({ header: null, text: 'Order 7\n\nWhich one?\n\nThank you', footer: null })
  })
  test('a place, a person, a question and a reaction', () => {
    expect(preview(messenger, { location: { latitude: 1, longitude: 2 } }).notices).toEqual(['location-written'])
    expect(preview(telegram, { contactCards: [{ name: 'Ann', phones: ['+1'], emails: [] }] }).notices).toEqual(['contact-cards-written'])
    expect(preview(messenger, { interactive: { kind: 'location-request' } }).notices).toEqual(['request-written'])
    const reaction = { targetExternalId: '770000000001:7', emoji: '👍' }
    expect(preview(website, { text: null, reaction })).toMatchObject({
      notices: ['reaction-as-answer'],
      parts: [{ text: '👍', quotes: true }],
    })
    for (const open of [whatsapp, telegram, messenger])
      expect(preview(open, { text: null, reaction })).toMatchObject({ notices: [], parts: [{ reaction: '👍' }] })
  })
  test('cards are told in words, with their picture above', () => {
    const cards: Interactive = { kind: 'cards', cards: [{ title: 'Mug', fileId: 'file-1', buttons: [{ id: 'mug', title: 'Buy' }] }] }
    const { parts, notices } = preview(telegram, { interactive: cards, media: [picture] })
    expect(notices).toEqual(['cards-written'])
    expect(parts).toMatchObject([{ files: [{ id: 'file-1', kind: 'image', name: 'mug.png' }], text: 'Which one?\n\nMug\n1. Buy' }])
  })
  test('a picture that is too large for one goes as a file', () => {
    const large = { ...picture, size: 11 * 1024 * 1024 }
    expect(preview(telegram, { media: [large] })).toMatchObject({
      notices: ['file-as-document'],
      parts: [{ files: [{ kind: 'document' }] }],
    })
  })
  test('a text that is too long is several messages', () => {
    const { parts, notices } = preview(whatsapp, { text: 'word '.repeat(2000) })
    expect([parts.length, notices]).toEqual([3, []])
  })
})

test('what cannot go out at all is refused as sending would refuse it', () => {
  const archive = { ...picture, kind: 'document' as const, mimeType: 'application/zip', name: 'all.zip' }
  expect(() => preview(whatsapp, { media: [archive] })).toThrow(ProviderError)
  expect(() => preview(whatsapp, { media: [{ ...picture, size: 6 * 1024 * 1024 }] })).toThrow('too large')
  expect(() => preview(website, { text: null, reaction: { targetExternalId: '1:7', emoji: null } })).toThrow('cannot take a reaction back')
})

function sections(interactive: Interactive) {
  return interactive.kind === 'list' ? interactive.sections : []
}
