import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { TelegramCustomer } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'

let bot: TestBot
let member: TelegramCustomer

beforeAll(async () => {
  bot = await testBot({ config: { groups: 'mention' } })
  bot.openai.script(() => ({ text: 'Nine euros.' }))
  member = bot.telegram.customer({ name: 'Aru' })
}, 60_000)
afterAll(() => bot.close())

const conversations = async () => (await bot.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')).data
const messagesOf = async (id: string) => (await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages?limit=100`)).data
const saidIn = (id: number) => bot.telegram.book.thread('123456789', String(id)).messages

test('in a group it answers who speaks to it, keeps nothing else, and follows when the group gets a new number', async () => {
  const group = bot.telegram.group({ id: -8001, title: 'Mug lovers' })
  await group.invite(member.person)
  await group.say(member.person, 'my-secret-plan').delivered
  await group.say(member.person, '@mug_shop_bot what is it?').delivered
  await eventually(async () => expect(saidIn(-8001).map((message) => message.text)).toContain('Nine euros.'), 15_000)
  const [conversation, ...others] = await conversations()
  expect(others).toEqual([])
  expect(conversation).toMatchObject({ contact: { name: 'Mug lovers' } })
  const id = conversation?.id ?? ''
  expect((await messagesOf(id)).find((message) => message.direction === 'inbound')).toMatchObject({ author: { name: 'Aru' } })
  const { rows } = await bot.app.database.ownerPool.query(`select from channel_events where body::text like '%my-secret-plan%'`)
  expect(rows).toHaveLength(0)

  const moved = await group.migrate(-100_8001)
  await bot.ask('POST', `/api/v1/conversations/${id}/messages`, { text: 'We are still here.' })
  await eventually(async () => expect(saidIn(-100_8001).map((message) => message.text)).toContain('We are still here.'), 15_000)
  await bot.ask('POST', `/api/v1/conversations/${id}/release`)
  await moved.say(member.person, '@mug_shop_bot and now?').delivered
  await eventually(async () => expect(saidIn(-100_8001).filter((message) => message.text === 'Nine euros.')).toHaveLength(1), 15_000)
  expect((await conversations()).map((one) => one.id)).toEqual([id])
})

test('other 1 (Sending): in a forum the answer stands in the topic of the question, and each topic is a conversation', async () => {
  const forum = bot.telegram.group({ id: -100_8003, title: 'Kettles', isForum: true })
  await forum.invite(member.person)
  const [delivery, returns] = [forum.openTopic(member.person, 'Delivery'), forum.openTopic(member.person, 'Returns')]
  const answers = () =>
    saidIn(-100_8003)
      .filter((message) => message.direction === 'in')
      .map((message) => [message.text, (message.raw as { message_thread_id?: number }).message_thread_id])
  const answered = (...expected: [string, number | undefined][]) => eventually(async () => expect(answers()).toEqual(expected), 15_000)
  await forum.say(member.person, '@mug_shop_bot how much is delivery?', { topic: delivery }).delivered
  await answered(['Nine euros.', delivery])
  await forum.say(member.person, '@mug_shop_bot and the way back?', { topic: returns }).delivered
  await answered(['Nine euros.', delivery], ['Nine euros.', returns])
  await forum.say(member.person, '@mug_shop_bot hello all').delivered
  await answered(['Nine euros.', delivery], ['Nine euros.', returns], ['Nine euros.', undefined])
  const own = (await conversations()).filter(({ contact }) => contact.name?.startsWith('Kettles'))
  expect(own.map(({ contact }) => contact.name).sort()).toEqual(['Kettles', 'Kettles · Delivery', 'Kettles · Returns'])
  const inReturns = own.find(({ contact }) => contact.name === 'Kettles · Returns')
  expect((await messagesOf(inReturns?.id ?? '')).map((message) => [message.author.name, message.replyTo])).toEqual([
    ['Aru', null],
    ['Sam', null],
  ])
  await bot.ask('POST', `/api/v1/conversations/${inReturns?.id}/messages`, { text: 'Within fourteen days.' })
  await eventually(async () => expect(answers().at(-1)).toEqual(['Within fourteen days.', returns]), 15_000)
})

test('other 1 (Errors): when nobody tells that it has moved, the refusal of a send does', async () => {
  const group = bot.telegram.group({ id: -8002, title: 'Cups' })
  await group.invite(member.person)
  await group.say(member.person, '@mug_shop_bot hello').delivered
  await eventually(async () => expect(saidIn(-8002).map((message) => message.text)).toContain('Nine euros.'), 15_000)
  const conversation = (await conversations()).find(({ contact }) => contact.name === 'Cups')
  // Both updates about it were lost.
  bot.telegram.group({ id: -100_8002, title: 'Cups', type: 'supergroup' }).group.started.add(123456789)
  Object.assign(group.group.group ?? {}, { movedTo: -100_8002 })
  await bot.ask('POST', `/api/v1/conversations/${conversation?.id}/messages`, { text: 'Hello again.' })
  await eventually(async () => expect(saidIn(-100_8002).map((message) => message.text)).toContain('Hello again.'), 15_000)
  await eventually(async () => {
    const { rows } = await bot.app.database.ownerPool.query<{ recipient_id: string }>(
      'select recipient_id from conversations where id = $1',
      [conversation?.id],
    )
    expect(rows[0]?.recipient_id).toBe('-1008002')
  })
  const events = (await messagesOf(conversation?.id ?? '')).filter((message) => message.event?.name === 'identity-changed')
  expect(events).toHaveLength(1)
})

test('who writes to a person whose account the bot acts for stays the same when that person connects the bot anew', async () => {
  const business = bot.telegram.business({ id: 'conn_1', owner: bot.telegram.customer({ id: 4242, name: 'Dana' }).person })
  await business.announced
  await business.receive(member.person, 'Is it red?').delivered
  const said = () => saidIn(member.person.id).map((message) => message.text)
  await eventually(async () => expect(said()).toContain('Nine euros.'), 15_000)
  const find = async () => (await conversations()).filter(({ contact }) => contact.name === 'Aru')
  const [before] = await find()
  expect(Date.parse(before?.replyWindowEndsAt ?? '')).toBeGreaterThan(Date.now())
  await business.reconnect()
  await business.receive(member.person, 'And in blue?').delivered
  await eventually(async () => expect(said().filter((text) => text === 'Nine euros.')).toHaveLength(2), 15_000)
  expect((await find()).map(({ id }) => id)).toEqual([before?.id])

  await business.change({ canReply: false })
  const sent = await bot.ask<Message>('POST', `/api/v1/conversations/${before?.id}/messages`, { text: 'Still there?' })
  await eventually(async () =>
    expect(await bot.ask<Message>('GET', `/api/v1/messages/${sent.id}`)).toMatchObject({
      status: 'failed',
      error: { code: 'not-on-channel', title: expect.stringContaining('not answer in them') },
    }),
  )
})
