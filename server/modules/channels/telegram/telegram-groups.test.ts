import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TelegramCustomer } from '../../../../emulators/index.ts'
import { validateAgainstSpec } from '../../../../emulators/spec/index.ts'
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

const newest = () => Buffer.from(JSON.stringify(bot.emulator.network.bots.get(123456789)?.queue.at(-1)?.update))
const take = async (body: Buffer) => {
  for (const event of bot.adapter.parse(posted(body), connection)) await bot.adapter.acknowledge?.(event, connection)
}

test('a bot that is for private chats says so once in the language of whoever invites it, and leaves', async () => {
  const group = bot.emulator.group({ id: -4001, title: 'Друзья' })
  void group.invite({ ...customer.person, languageCode: 'ru' })
  const invitation = newest()
  await take(invitation)
  expect(group.hasBot).toBe(false)
  const said = bot.emulator.book.thread('123456789', '-4001').messages
  expect(said.map((message) => message.text)).toEqual([expect.stringContaining('личных чатах')])
  // Told of it a second time, it has nobody to say it to any more.
  await expect(take(invitation)).rejects.toMatchObject({ code: 'not-on-channel' })
  expect(bot.emulator.book.thread('123456789', '-4001').messages).toHaveLength(1)
})

test('where leaving failed, it leaves with the next word that is said there, and says nothing', async () => {
  const group = bot.emulator.group({ id: -4002, title: 'Friends' })
  void group.invite(customer.person)
  void group.say(customer.person, 'Hello?').delivered
  await take(newest())
  expect(group.hasBot).toBe(false)
  expect(bot.emulator.book.thread('123456789', '-4002').messages.map((message) => message.text)).toEqual(['Hello?'])
})

test('into a channel it says nothing', async () => {
  const channel = bot.emulator.group({ id: -100_4003, title: 'News', type: 'channel' })
  void channel.invite(customer.person)
  await take(newest())
  expect(channel.hasBot).toBe(false)
  expect(bot.emulator.book.thread('123456789', '-1004003').messages).toEqual([])
})

test('other 1 (Errors): what is sent to a group that has moved arrives there, and the new number is told', async () => {
  const group = bot.emulator.group({ id: -4004, title: 'Friends' })
  void group.invite(customer.person)
  void group.migrate(-100_4004)
  const [receipt] = await bot.send({ recipient: { externalId: '-4004', phone: null }, text: 'Still there?' })
  expect(receipt).toMatchObject({ movedTo: '-1004004', externalId: expect.stringMatching(/^-1004004:\d+$/) })
  expect(bot.emulator.book.thread('123456789', '-1004004').messages.map((message) => message.text)).toEqual(['Still there?'])
})

test('other 1 (Sending): what is for a topic of a forum goes there, files and typing too, and what is for none to the general one', async () => {
  const forum = bot.emulator.group({ id: -100_4007, title: 'Mug lovers', isForum: true })
  void forum.invite(customer.person)
  const topic = forum.openTopic(customer.person, 'Delivery')
  const recipient = { externalId: `t:${topic}:-1004007`, phone: null }
  const [receipt] = await bot.send({ recipient, text: 'In two days.' })
  expect(receipt?.externalId).toMatch(/^-1004007:\d+$/)
  await bot.send({ recipient, text: 'Two mugs', media: [picture('a'), picture('b')] })
  await bot.adapter.typing?.({ externalId: recipient.externalId, lastMessageExternalId: null }, connection)
  await bot.send({ recipient: { ...recipient, externalId: '-1004007' }, text: 'To all' })
  const said = [...bot.emulator.network.messages.values()].filter((message) => (message.from as { is_bot: boolean }).is_bot)
  expect(said.map((message) => [message.text ?? message.caption, message.message_thread_id])).toEqual([
    ['In two days.', topic],
    ['Two mugs', topic],
    [undefined, topic],
    ['To all', undefined],
  ])
  const typed = bot.emulator.ledger.entries().find((entry) => entry.path.endsWith('/sendChatAction'))
  expect(typed?.body).toMatchObject({ message_thread_id: topic })
  expect((await validateAgainstSpec('telegram', bot.emulator.ledger.entries()))?.violations ?? []).toEqual([])
})

test('a reaction in a topic names its message alone, and the words in its place stay in the topic', async () => {
  const forum = bot.emulator.group({ id: -100_4010, title: 'Mug lovers', isForum: true })
  void forum.invite(customer.person)
  const topic = forum.openTopic(customer.person, 'Delivery')
  const { messageId } = forum.say(customer.person, 'Arrived!', { topic })
  const react = (emoji: string) =>
    bot.send({
      recipient: { externalId: `t:${topic}:-1004010`, phone: null },
      reaction: { targetExternalId: `-1004010:${messageId}`, emoji },
    })
  await react('🎉')
  expect(bot.emulator.book.find('123456789', '-1004010', String(messageId))?.reactions.business).toBe('🎉')
  await react('🥑')
  const said = [...bot.emulator.network.messages.values()].find((message) => message.text === '🥑')
  expect(said).toMatchObject({ message_thread_id: topic })
})

test('other 1 (Errors): a topic that was closed or is gone is told as such', async () => {
  const forum = bot.emulator.group({ id: -100_4008, title: 'Mug lovers', isForum: true })
  void forum.invite(customer.person)
  const topic = forum.openTopic(customer.person, 'Delivery')
  forum.closeTopic(topic)
  for (const one of [topic, topic + 1]) {
    const error = await bot
      .send({ recipient: { externalId: `t:${one}:-1004008`, phone: null }, text: 'Hi' })
      .catch((reason: unknown) => reason)
    expect(bot.adapter.explain(error)).toMatchObject({ code: 'not-on-channel', retryable: false, title: expect.stringContaining('topic') })
  }
})

test('other 1 (Limits): what is too much for a group makes the group wait, and nobody else', async () => {
  const group = bot.emulator.group({ id: -4009, title: 'Friends' })
  void group.invite(customer.person)
  const refuse = async (externalId: string) => {
    bot.emulator.faults.add({ match: { path: '/sendMessage' }, kind: 'status', status: 429, retryAfter: 7, times: 1 })
    return bot.send({ recipient: { externalId, phone: null }, text: 'Hi' }).catch((reason: unknown) => reason)
  }
  const tooFast = { code: 'rate-limited', retryable: true, retryAfterMs: 7000, providerCode: '429' }
  expect(await refuse('-4009')).toMatchObject({ ...tooFast, onlyRecipient: true })
  expect(await refuse(String(person.id))).toMatchObject({ ...tooFast, onlyRecipient: false })
})

test('one that has thrown it out is told as such', async () => {
  const group = bot.emulator.group({ id: -4005, title: 'Friends' })
  const error = await bot
    .send({ recipient: { externalId: String(group.group.id), phone: null }, text: 'Hi' })
    .catch((reason: unknown) => reason)
  expect(bot.adapter.explain(error)).toMatchObject({ code: 'not-on-channel', retryable: false, title: expect.stringContaining('group') })
})
