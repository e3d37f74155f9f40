import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { TelegramCustomer } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'

let bot: TestBot
let customer: TelegramCustomer
let count = 0

beforeAll(async () => {
  bot = await testBot()
  bot.openai.script(() => ({ text: 'Nine euros.' }))
}, 60_000)
beforeEach(() => {
  count += 1
  customer = bot.telegram.customer({ name: `Customer ${count}` })
})
afterAll(() => bot.close())

async function conversation(): Promise<Conversation> {
  const { data } = await bot.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?limit=100')
  const found = data.find(({ contact }) => contact.name === customer.person.firstName)
  if (!found) throw new Error('there is no conversation')
  return found
}
const messages = async () =>
  (await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${(await conversation()).id}/messages?limit=100`)).data
const callsOf = (method: string) => bot.telegram.ledger.entries().filter(({ path }) => path.endsWith(`/${method}`))

/** They have written and been answered: nothing more is under way. */
async function meet(): Promise<string> {
  await customer.send({ type: 'text', text: 'How much?' }).delivered
  await customer.waitForMessage((message) => message.text === 'Nine euros.', 15_000)
  return (await conversation()).id
}

async function write(conversationId: string, text: string): Promise<Message> {
  return bot.ask<Message>('POST', `/api/v1/conversations/${conversationId}/messages`, { text })
}

test('other 1 (Update): one that comes again and again is one message with one answer, and the webhook’s answer asks for nothing', async () => {
  const from = { id: customer.person.id, is_bot: false, first_name: customer.person.firstName }
  const message = { message_id: 900, date: Math.floor(Date.now() / 1000), chat: { ...from, type: 'private' }, from, text: 'How much?' }
  customer.person.started.add(123456789)
  const post = async () => {
    const response = await fetch(`${bot.app.url}/webhooks/telegram/${bot.channelId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'a-secret-of-our-own_01' },
      body: JSON.stringify({ update_id: 800_001, message }),
    })
    return [response.status, (await response.text()).includes('method')]
  }
  expect(await Promise.all(Array.from({ length: 5 }, post))).toEqual(Array(5).fill([200, false]))
  await customer.waitForMessage((one) => one.text === 'Nine euros.', 15_000)
  expect(await post()).toEqual([200, false])
  expect((await messages()).map(({ direction, text }) => [direction, text])).toEqual([
    ['inbound', 'How much?'],
    ['outbound', 'Nine euros.'],
  ])
  expect(customer.inbox).toHaveLength(1)
})

test('other 1 (Limits): what is too fast goes out when Telegram says so, once', async () => {
  const id = await meet()
  bot.telegram.faults.add({ match: { path: '/sendMessage' }, kind: 'status', status: 429, retryAfter: 2, times: 1 })
  const before = callsOf('sendMessage').length
  const sent = await write(id, 'The blue one too.')
  await customer.waitForMessage((message) => message.text === 'The blue one too.', 15_000)
  await eventually(async () => expect((await messages()).find((message) => message.id === sent.id)).toMatchObject({ status: 'sent' }))
  const [refused, taken, ...more] = callsOf('sendMessage').slice(before)
  expect(more).toEqual([])
  expect([refused?.status, taken?.status]).toEqual([429, 200])
  expect((taken?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(2_000)
})

test('other 1 (Errors): to somebody who has blocked the bot nothing is sent a second time, and the thread says why', async () => {
  const id = await meet()
  await customer.block()
  const before = callsOf('sendMessage').length
  const sent = await write(id, 'Are you still there?')
  await eventually(async () =>
    expect((await messages()).find((message) => message.id === sent.id)).toMatchObject({
      status: 'failed',
      error: { code: 'blocked', providerCode: '403', retryable: false },
    }),
  )
  expect(callsOf('sendMessage')).toHaveLength(before + 1)
})

test('other 1 (Sending): typing is shown anew every four seconds while the model thinks, for Telegram shows it for five', async () => {
  bot.openai.setLatency(6_000)
  try {
    await customer.send({ type: 'text', text: 'How much?' }).delivered
    await customer.waitForMessage((message) => message.text === 'Nine euros.', 20_000)
  } finally {
    bot.openai.setLatency(0)
  }
  const chatId = String(customer.person.id)
  const shown = callsOf('sendChatAction').filter(({ body }) => (body as { chat_id: string }).chat_id === chatId)
  expect(shown).toHaveLength(2)
  expect((shown[1]?.at ?? 0) - (shown[0]?.at ?? 0)).toBeLessThan(5_000)
})
