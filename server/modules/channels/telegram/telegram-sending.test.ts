import { Readable } from 'node:stream'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TelegramCustomer } from '../../../../emulators/index.ts'
import { validateAgainstSpec } from '../../../../emulators/spec/index.ts'
import type { OutboundMedia } from '../outbound-message.ts'
import { pictureFiles } from '../whatsapp/whatsapp-fixtures.ts'
import { type EmulatedBot, picture, startEmulatedBot } from './emulated-bot-fixtures.ts'
import { connection, person, posted } from './telegram-fixtures.ts'

let bot: EmulatedBot
let customer: TelegramCustomer

beforeAll(async () => {
  bot = await startEmulatedBot()
})
beforeEach(() => {
  customer = bot.begin()
})
afterAll(() => bot.close())

describe('several files', () => {
  test('other 1 (Sending): go out as one album, and each of its messages is known', async () => {
    const receipts = await bot.send({ text: 'Three mugs', media: [picture('a'), picture('b'), picture('c')] })
    expect(receipts).toHaveLength(1)
    expect([receipts[0]?.externalId, ...(receipts[0]?.furtherIds ?? [])]).toEqual(
      customer.inbox.map((message) => `${person.id}:${message.id}`),
    )
    expect(customer.inbox.map((message) => [message.kind, message.text])).toEqual([
      ['image', 'Three mugs'],
      ['image', ''],
      ['image', ''],
    ])
    const stored = [...bot.emulator.network.messages.values()].filter((message) => message.photo)
    expect(new Set(stored.map((message) => message.media_group_id)).size).toBe(1)
    expect((await validateAgainstSpec('telegram', bot.emulator.ledger.entries()))?.violations ?? []).toEqual([])
  })

  test('go out one by one where Telegram takes no album of them, and lose neither words nor quote', async () => {
    const asked = customer.send({ type: 'text', text: 'Pictures?' })
    bot.emulator.faults.add({ match: { path: '/sendMediaGroup' }, kind: 'status', status: 400, times: 1 })
    const replyToExternalId = `${person.id}:${asked.messageId}`
    const [receipt] = await bot.send({ text: 'Two', media: [picture('a'), picture('b')], replyToExternalId })
    expect(bot.methodsCalled()).toEqual(['sendMediaGroup 400', 'sendPhoto 200', 'sendPhoto 200'])
    expect(customer.inbox.map((message) => [message.text, message.replyTo])).toEqual([
      ['Two', String(asked.messageId)],
      ['', undefined],
    ])
    expect(receipt?.furtherIds).toHaveLength(1)
  })

  test('what has arrived is not sent again when the rest is refused', async () => {
    bot.emulator.faults.add({ match: { path: '/sendMediaGroup' }, kind: 'status', status: 400, times: 1 })
    bot.emulator.faults.add({ match: { path: '/sendVideo' }, kind: 'status', status: 429, retryAfter: 5, times: 1 })
    const film: OutboundMedia = { ...picture('b'), kind: 'video', mimeType: 'video/mp4' }
    const error = await bot.send({ media: [picture('a'), film] }).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(bot.adapter.explain(error)).toMatchObject({ retryable: false, title: expect.stringContaining('Only 1 of the files') })
    expect(customer.inbox).toHaveLength(1)
  })

  test('a picture that is no photo to Telegram arrives as a file', async () => {
    const body = { ok: false, error_code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' }
    bot.emulator.faults.add({ match: { path: '/sendPhoto' }, kind: 'status', status: 400, body, times: 1 })
    await bot.send({ text: 'A long one', media: [picture('a')] })
    expect(customer.inbox.map((message) => [message.kind, message.text])).toEqual([['document', 'A long one']])
  })

  test.each([
    ['more than 10,000 pixels around', 9000, 1001],
    ['a strip', 210, 10],
  ])('other 1 (Sending): a picture of dimensions that no photo has arrives as a file: %s', async (_what, width, height) => {
    const bytes = await sharp({ create: { width, height, channels: 3, background: '#d33' } })
      .png()
      .toBuffer()
    const open = async () => ({ stream: Readable.from([bytes]), size: bytes.length, mimeType: 'image/png', name: 'large.png' })
    await bot.send({ media: [{ ...picture('large'), size: bytes.length }] }, { ...pictureFiles, open })
    expect(bot.methodsCalled()).toEqual(['sendPhoto 400', 'sendDocument 200'])
    expect(customer.inbox.map((message) => message.kind)).toEqual(['document'])
  })
})

test('other 1 (Sending): words that look like markup arrive as they were written', async () => {
  const text = '<b>5 < 6</b> & *a_b* [x](y) `code` 1.5 - 2! \\_'
  await bot.send({ text })
  await bot.send({ text, media: [picture('a')] })
  expect(customer.inbox.map((message) => message.text)).toEqual([text, text])
  expect(JSON.stringify(bot.emulator.ledger.entries())).not.toContain('parse_mode')
})

test('the menu of commands is there in four languages while the bot is connected, in private chats only', async () => {
  await bot.adapter.connect(connection)
  const { commands } = bot.emulator.network.bots.get(123456789) ?? {}
  expect([...(commands?.keys() ?? [])].sort()).toEqual(['', 'fa', 'kk', 'ru'].map((language) => `all_private_chats/${language}`))
  for (const menu of commands?.values() ?? [])
    expect(menu).toMatchObject([{ command: 'start' }, { command: 'privacy' }, { command: 'forgetme' }])
  await bot.adapter.disconnect(connection)
  expect(commands?.size).toBe(0)
  expect((await validateAgainstSpec('telegram', bot.emulator.ledger.entries()))?.violations ?? []).toEqual([])
})

test('other 1 (Inline keyboard): every tap is acknowledged, also one that says nothing, or that comes from where nobody listens', async () => {
  const from = { id: person.id, is_bot: false, first_name: 'Aruzhan' }
  const chats = { private: { id: person.id, type: 'private' }, group: { id: -4006, type: 'group' } }
  const taps = [
    { from, message: { message_id: 1, chat: chats.private, date: 0 }, game_short_name: 'chess' },
    { from, message: { message_id: 1, chat: chats.private, date: 0 }, data: '' },
    { from, message: { message_id: 1, chat: chats.group, date: 0 }, data: 'yes' },
    { message: { message_id: 1 } },
  ]
  for (const [index, tap] of taps.entries()) {
    const id = String(9000 + index)
    bot.emulator.network.callbacks.set(id, { botId: 123456789, answered: false })
    const body = Buffer.from(JSON.stringify({ update_id: index + 1, callback_query: { id, ...tap } }))
    for (const event of bot.adapter.parse(posted(body), connection)) await bot.adapter.acknowledge?.(event, connection).catch(() => {})
    expect(bot.emulator.network.callbacks.get(id)?.answered).toBe(true)
  }
})

describe('reactions of the team', () => {
  test('are what they are where Telegram has them, and an answer where it has not', async () => {
    const { messageId } = customer.send({ type: 'text', text: 'Done!' })
    const targetExternalId = `${person.id}:${messageId}`
    const shown = () => bot.emulator.book.find('123456789', String(person.id), String(messageId))?.reactions.business
    const [receipt] = await bot.send({ reaction: { targetExternalId, emoji: '❤️' } })
    expect(receipt?.externalId).toBeNull()
    expect(shown()).toBe('❤')
    await bot.send({ reaction: { targetExternalId, emoji: null } })
    expect(shown()).toBeUndefined()
    expect(customer.inbox).toEqual([])
    const [said] = await bot.send({ reaction: { targetExternalId, emoji: '🥑' } })
    expect(said?.externalId).toMatch(/^5000000001:\d+$/)
    expect(customer.inbox.map(({ text, replyTo }) => [text, replyTo])).toEqual([['🥑', String(messageId)]])
  })
})

describe('a question for the number or the place', () => {
  test.each([
    ['contact-request', '☎️', 'contact'],
    ['location-request', '📍', 'location'],
  ] as const)('%s is a button that sends it', async (kind, sign, field) => {
    await bot.send({ text: 'Where shall we call?', interactive: { kind } })
    expect(customer.inbox.at(-1)).toMatchObject({ text: 'Where shall we call?', buttons: [{ title: sign }] })
    void customer.tap(sign)
    const answer = bot.emulator.network.bots.get(123456789)?.queue.at(-1)?.update
    expect(answer).toMatchObject({ message: { [field]: expect.any(Object) } })
    const [event] = bot.adapter.parse(posted(Buffer.from(JSON.stringify(answer))), connection)
    if (kind === 'contact-request') expect(event).toMatchObject({ sender: { phone: `+7${person.id}` } })
  })

  test('in a group it is asked in words', async () => {
    const group = bot.emulator.group({ id: -4010, title: 'Friends' })
    void group.invite(customer.person)
    await bot.send({ recipient: { externalId: '-4010', phone: null }, text: 'Where?', interactive: { kind: 'location-request' } })
    expect(bot.emulator.book.thread('123456789', '-4010').messages.at(-1)?.text).toContain('📍')
  })
})
