import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { TelegramCustomer, TelegramEmulator } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'

let bot: TestBot
let business: ReturnType<TelegramEmulator['business']>
let customer: TelegramCustomer
let count = 0

beforeAll(async () => {
  bot = await testBot()
  bot.openai.script(() => ({ text: 'Nine euros.' }))
  business = bot.telegram.business({ id: 'conn_1', owner: bot.telegram.customer({ name: 'Dana' }).person })
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
const answers = () => customer.inbox.filter((message) => message.text === 'Nine euros.')
const answered = (times: number) => eventually(async () => expect(answers()).toHaveLength(times), 15_000)

describe('other 1 (Business): customers of a person’s own account', () => {
  test('are answered in that person’s name, and what the bot said there takes nothing over', async () => {
    await business.receive(customer.person, 'How much?').delivered
    await answered(1)
    expect(answers()[0]?.raw).toMatchObject({ business_connection_id: 'conn_1' })
    await business.receive(customer.person, 'And the blue one?').delivered
    await answered(2)
    expect((await conversation()).handler).toBe('agent')
    expect((await messages()).map((message) => [message.direction, message.author.type])).toEqual([
      ['inbound', 'contact'],
      ['outbound', 'agent'],
      ['inbound', 'contact'],
      ['outbound', 'agent'],
    ])
  })

  test('have the person when that person writes by hand, and not when the account does so by itself', async () => {
    await business.receive(customer.person, 'How much?').delivered
    await answered(1)
    await business.write(customer.person, 'I am away until Monday.', { isAutomatic: true }).delivered
    await business.receive(customer.person, 'Anybody there?').delivered
    await answered(2)
    await business.write(customer.person, 'Dana here: it is ten.').delivered
    await eventually(async () => expect((await conversation()).handler).toBe('user'))
    await business.receive(customer.person, 'Then ten.').delivered
    // Several times as long as an answer takes.
    await sleep(1_500)
    expect(answers()).toHaveLength(2)
    expect((await messages()).find((message) => message.text === 'Dana here: it is ten.')).toMatchObject({
      direction: 'outbound',
      author: { type: 'user' },
      status: 'sent',
    })
    await bot.ask('POST', `/api/v1/conversations/${(await conversation()).id}/release`)
    await business.receive(customer.person, 'And the green one?').delivered
    await answered(3)
  })

  test('are forgotten in what they take back, in the thread and in the journal', async () => {
    const { messageId, delivered } = business.receive(customer.person, 'my-secret-size is 44')
    await delivered
    await business.remove(customer.person, messageId)
    await eventually(async () => {
      const [taken] = await messages()
      expect(taken).toMatchObject({ text: null, deletedAt: expect.any(String) })
    })
    const { rows } = await bot.app.database.ownerPool.query(`select from channel_events where body::text like '%my-secret-size%'`)
    expect(rows).toHaveLength(0)
  })

  test('cannot be written to a day later, and the thread says so', async () => {
    await business.receive(customer.person, 'How much?').delivered
    await answered(1)
    business.connection.heardAt.set(customer.person.id, 0)
    const { id } = await conversation()
    const sent = await bot.ask<Message>('POST', `/api/v1/conversations/${id}/messages`, { text: 'Still interested?' })
    await eventually(async () => {
      const message = (await messages()).find((one) => one.id === sent.id)
      expect(message).toMatchObject({ status: 'failed', error: { code: 'outside-window', retryable: false } })
    })
  })
})
