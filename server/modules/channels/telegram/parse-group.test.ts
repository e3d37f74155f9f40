import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../inbound-event.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import type { TelegramSettings } from './settings.ts'
import { connection, person, posted, update } from './telegram-fixtures.ts'

const adapter = createTelegramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const group = { id: -100_500, title: 'Mug lovers', type: 'supergroup' }
const bot = { id: 123_456_789, is_bot: true, first_name: 'Mug Shop' }
const base = { message_id: 7, date: 1_793_300_000, from: person, chat: group }

function parseAs(settings: TelegramSettings, name: string, value: object): InboundEvent[] {
  const on = { ...connection, settings }
  const events = adapter.parse(posted(Buffer.from(JSON.stringify(update(42, name, value)))), on)
  for (const event of events) {
    const body = adapter.restore?.(event.kind, event.raw, on)
    expect(body && adapter.parse(posted(body), on)).toEqual([event])
  }
  return events
}

describe('where groups are refused', () => {
  const parse = (name: string, value: object) => parseAs({}, name, value)

  test('being brought in is noted, with nothing of what is said there', () => {
    const [event] = parse('my_chat_member', { ...base, new_chat_member: { user: bot, status: 'member' } })
    expect(event).toMatchObject({ kind: 'ignored', name: 'group:joined' })
    const [said] = parse('message', { ...base, text: 'a secret' })
    expect(said).toMatchObject({ kind: 'ignored', name: 'group:message' })
    expect(JSON.stringify(said)).not.toContain('secret')
    expect(JSON.stringify(said)).not.toContain('Aruzhan')
  })

  test('having left is nothing', () => {
    expect(parse('my_chat_member', { ...base, new_chat_member: { user: bot, status: 'left' } })).toEqual([])
  })
})

describe('where the bot answers when it is spoken to', () => {
  const settings: TelegramSettings = { username: 'Mug_Shop_Bot', groups: 'mention' }
  const parse = (name: string, value: object) => parseAs(settings, name, value)
  const say = (text: string, more: object = {}) => parse('message', { ...base, text, ...more })
  const entity = (type: string, offset: number, length: number, more: object = {}) => ({ entities: [{ type, offset, length, ...more }] })

  test('what others say to each other leaves nothing', () => {
    expect(say('Hello all')).toEqual([])
    expect(say('@another_bot hi', entity('mention', 0, 12))).toEqual([])
    expect(say('/help', entity('bot_command', 0, 5))).toEqual([])
    // In words only, without the entity that Telegram makes of a name.
    expect(say('mail@mug_shop_bot')).toEqual([])
    expect(parse('edited_message', { ...base, text: 'Hello you' })).toEqual([])
    expect(say('hi', { reply_to_message: { message_id: 3, chat: group, from: bot, forum_topic_created: { name: 'News' } } })).toEqual([])
  })

  test.each([
    ['by name', say('👋 @mug_shop_bot price?', entity('mention', 3, 13))],
    ['by a name without a handle', say('Mug, price?', entity('text_mention', 0, 3, { user: bot }))],
    ['by a command', say('/price@mug_shop_bot', entity('bot_command', 0, 19))],
    ['in reply', say('And the red one?', { reply_to_message: { message_id: 3, chat: group, from: bot } })],
    [
      'in a caption',
      parse('message', {
        ...base,
        photo: [{ file_id: 'x' }],
        caption: '@mug_shop_bot',
        caption_entities: [{ type: 'mention', offset: 0, length: 13 }],
      }),
    ],
  ])('spoken to %s, it hears: the group is the customer, and a member speaks', (_how, events) => {
    expect(events).toMatchObject([{ kind: 'message', sender: { externalId: '-100500', name: 'Mug lovers' }, speaker: 'Aruzhan K' }])
  })

  describe('in a forum', () => {
    const forum = { ...group, is_forum: true }
    const inTopic = { chat: forum, message_thread_id: 17, is_topic_message: true }
    const opening = { message_id: 17, date: 1, ...inTopic, from: person, forum_topic_created: { name: 'Delivery', icon_color: 7_322_096 } }
    const ask = (more: object) => say('@mug_shop_bot price?', { ...entity('mention', 0, 13), ...more })

    test('other 1 (Sending): each topic is a customer of its own, by its name if the message tells it', () => {
      expect(ask({ ...inTopic, reply_to_message: opening })).toMatchObject([
        {
          kind: 'message',
          externalId: '-100500:7',
          sender: { externalId: 't:17:-100500', name: 'Mug lovers · Delivery' },
          speaker: 'Aruzhan K',
          // What opened the topic is quoted by nobody.
          content: { replyToExternalId: null },
        },
      ])
      const quoted = { message_id: 3, date: 1, chat: forum, from: person }
      expect(ask({ ...inTopic, reply_to_message: quoted })).toMatchObject([
        { sender: { externalId: 't:17:-100500', name: 'Mug lovers · #17' }, content: { replyToExternalId: '-100500:3' } },
      ])
    })

    test('the general topic, and a thread of replies in a group without topics, are the group itself', () => {
      const itself = [{ sender: { externalId: '-100500', name: 'Mug lovers' } }]
      expect(ask({ chat: forum })).toMatchObject(itself)
      expect(ask({ chat: forum, message_thread_id: 1, is_topic_message: true })).toMatchObject(itself)
      expect(ask({ message_thread_id: 17, reply_to_message: { message_id: 17, chat: group, from: person } })).toMatchObject(itself)
    })

    test('edits and taps happen in the topic of their message', () => {
      const edited = { ...base, ...inTopic, text: '@mug_shop_bot prices?', ...entity('mention', 0, 13) }
      expect(parse('edited_message', edited)).toMatchObject([
        { kind: 'edit', targetExternalId: '-100500:7', sender: { externalId: 't:17:-100500' } },
      ])
      const asked = {
        ...inTopic,
        message_id: 6,
        date: 1,
        from: bot,
        reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] },
      }
      expect(parse('callback_query', { id: '77', from: person, message: asked, data: 'yes' })).toMatchObject([
        { sender: { externalId: 't:17:-100500' }, content: { text: 'Да', replyToExternalId: '-100500:6' } },
      ])
    })
  })

  test('one member does not erase what all have said', () => {
    expect(say('/forgetme@mug_shop_bot', entity('bot_command', 0, 22))).toEqual([])
    expect(say('/privacy@mug_shop_bot', entity('bot_command', 0, 21))).toMatchObject([{ command: 'privacy' }])
  })

  test('a group that becomes a supergroup is told twice and is one event', () => {
    const old = { id: -77, title: 'Mug lovers', type: 'group' }
    const [left] = parse('message', { ...base, chat: old, migrate_to_chat_id: -100_500 })
    const [arrived] = parse('message', { ...base, migrate_from_chat_id: -77 })
    expect(left).toMatchObject({ kind: 'identity', previousIds: ['-77'], sender: { externalId: '-100500' } })
    expect(arrived).toMatchObject({ kind: 'identity', previousIds: ['-77'], sender: { externalId: '-100500' }, eventId: left?.eventId })
  })

  test('taken out, it cannot be written to; channels are left all the same', () => {
    const change = (status: string, chat: object = group) =>
      parse('my_chat_member', { ...base, chat, new_chat_member: { user: bot, status } })
    expect(change('kicked')).toMatchObject([{ kind: 'reachability', blocked: true, sender: { externalId: '-100500' } }])
    expect(change('member')).toMatchObject([{ kind: 'reachability', blocked: false }])
    expect(change('administrator', { ...group, type: 'channel' })).toMatchObject([{ kind: 'ignored', name: 'group:joined' }])
  })
})
