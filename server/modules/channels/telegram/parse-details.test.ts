import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../inbound-event.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import type { TelegramSettings } from './settings.ts'
import { at, chat, connection, person, posted, update } from './telegram-fixtures.ts'

const adapter = createTelegramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })

function parse(name: string, value: unknown, settings: TelegramSettings = {}): InboundEvent {
  const [event, ...more] = adapter.parse(posted(Buffer.from(JSON.stringify(update(42, name, value)))), { ...connection, settings })
  expect(more).toEqual([])
  if (!event) throw new Error('nothing was read')
  return event
}
const message = (content: object) => parse('message', { message_id: 7, ...at, ...content })

describe('words that lead somewhere', () => {
  const link = (offset: number, length: number, url: string) => ({ type: 'text_link', offset, length, url })

  test('say where, in texts, captions and edits', () => {
    const entities = [link(0, 4, 'https://a.example/x'), link(9, 4, 'https://b.example')]
    expect(message({ text: 'This and that👍', entities })).toMatchObject({
      content: { text: 'This (https://a.example/x) and that (https://b.example)👍' },
    })
    const caption = { photo: [{ file_id: 'x' }], caption: 'Look here', caption_entities: [link(5, 4, 'https://a.example')] }
    expect(message(caption)).toMatchObject({ content: { type: 'image', text: 'Look here (https://a.example)' } })
    const edited = { message_id: 7, ...at, text: 'New here', entities: [link(4, 4, 'https://a.example')] }
    expect(parse('edited_message', edited)).toMatchObject({ kind: 'edit', text: 'New here (https://a.example)' })
  })

  test('not where they show it themselves, and not to what is no page', () => {
    expect(message({ text: 'a.example', entities: [link(0, 9, 'https://a.example/')] })).toMatchObject({ content: { text: 'a.example' } })
    expect(message({ text: 'here', entities: [link(0, 4, 'javascript:alert(1)'), link(2, 90, 'https://a.example')] })).toMatchObject({
      content: { text: 'here' },
    })
  })
})

test('forwarded messages say so', () => {
  const origin = { type: 'user', date: 1, sender_user: person }
  expect(message({ text: 'Look', forward_origin: origin })).toMatchObject({ content: { text: 'Look', forwarded: 'once' } })
  expect(message({ text: 'Look' })).not.toHaveProperty('content.forwarded')
})

test('what was done in a web app is read as its answers', () => {
  const data = JSON.stringify({ size: 'L', items: [1, 2] })
  expect(message({ web_app_data: { data, button_text: 'Order' } })).toMatchObject({
    content: { type: 'interactive', interactive: { kind: 'flow', name: 'Order', response: { size: 'L', items: '[1,2]' } } },
  })
  expect(message({ web_app_data: { data: 'plain', button_text: 'Order' } })).toMatchObject({
    content: { interactive: { response: { value: 'plain' } } },
  })
})

test('a number that somebody gave when asked is theirs; a card of somebody else is a card', () => {
  const card = { phone_number: '77001112233', first_name: 'Aru' }
  expect(message({ contact: { ...card, user_id: person.id } })).toMatchObject({ sender: { phone: '+77001112233' } })
  for (const contact of [card, { ...card, user_id: 4711 }]) expect(message({ contact })).not.toHaveProperty('sender.phone')
})

describe('people who let the bot act for their account', () => {
  const owner = { id: 42, is_bot: false, first_name: 'Dana' }
  const told = (id: string, more: object = {}) => ({
    id,
    user: owner,
    user_chat_id: 42,
    date: 1_793_300_000,
    rights: { can_reply: true },
    is_enabled: true,
    ...more,
  })
  const known = (connectionId: string, more: object = {}) => ({ connectionId, ownerId: '42', isEnabled: true, canReply: true, ...more })
  const write = (connectionId: string) => ({
    business_connection_id: connectionId,
    chat,
    date: 1_793_300_000,
    message_id: 7,
    from: person,
    text: 'Hi',
  })

  test('what they allow is kept with the channel, the newest last', () => {
    expect(parse('business_connection', told('c2'), { businesses: [known('c2', { canReply: false }), known('c1')] })).toMatchObject({
      kind: 'account',
      details: { businesses: [known('c1'), known('c2')] },
    })
    const silent = parse('business_connection', told('c1', { rights: { can_read_messages: true } }))
    expect(silent).toMatchObject({
      details: { businesses: [known('c1', { canReply: false })] },
      concern: { detail: expect.stringContaining('Dana') },
    })
    expect(parse('business_connection', told('c1', { is_enabled: false }))).toMatchObject({ name: 'business_connection:ended' })
  })

  test('their customers stay who they are when the connection is made anew', () => {
    const ids = (connectionId: string) => {
      const event = parse('business_message', write(connectionId), { businesses: [known('c1', { isEnabled: false }), known('c2')] })
      return event.kind === 'message' ? [event.sender.externalId, ...(event.sender.alternateIds ?? [])] : []
    }
    expect(ids('c1')).toEqual(['b:c1:5000000001', 'b:u42:5000000001'])
    expect(ids('c2')).toEqual(['b:c2:5000000001', 'b:u42:5000000001'])
    expect(ids('unknown')).toEqual(['b:unknown:5000000001'])
  })

  const plain = {
    id: 'x',
    text: 'Hello',
    media: [],
    interactive: null,
    location: null,
    template: null,
    byHuman: false,
    replyToExternalId: null,
  }
  const render = (businesses: TelegramSettings['businesses']) =>
    adapter.render({ ...plain, recipient: { externalId: 'b:c1:5000000001', phone: null } }, { ...connection, settings: { businesses } })[0]
      ?.body

  test('they are answered by the connection that is open, and by none that is not', () => {
    expect(render([known('c1')])).toMatchObject({ business_connection_id: 'c1' })
    expect(render([known('c1', { isEnabled: false }), known('c2')])).toMatchObject({ business_connection_id: 'c2', chat_id: '5000000001' })
    expect(() => render([known('c1', { isEnabled: false })])).toThrow('taken the bot out')
    expect(() => render([known('c1', { canReply: false }), known('c3', { ownerId: '43' })])).toThrow('not answer in them')
  })

  test('for a day after the customer’s last word; as itself the bot may always write', () => {
    expect(adapter.replyWindowMs?.('b:c1:5000000001')).toBe(24 * 3600_000)
    expect(adapter.replyWindowMs?.('5000000001')).toBeNull()
  })
})
