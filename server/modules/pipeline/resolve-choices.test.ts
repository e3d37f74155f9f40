import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'

let bot: TestBot

beforeAll(async () => {
  bot = await testBot({ agent: { mode: 'off' } })
}, 60_000)
afterAll(() => bot.close())

test('other 1 (Inline keyboard): a choice whose id no button can carry comes back as it was offered; one that never was, as it came', async () => {
  const customer = bot.telegram.customer({ name: 'Aru' })
  await customer.send({ type: 'text', text: 'Which ones have you?' }).delivered
  const [conversation] = (await bot.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')).data
  const id = `product:${'керамика'.repeat(10)}`
  const buttons = [
    { id, title: 'The red one' },
    { id: 'blue', title: 'The blue one' },
  ]
  await bot.ask('POST', `/api/v1/conversations/${conversation?.id}/messages`, { text: 'Choose', interactive: { kind: 'buttons', buttons } })
  const offered = await customer.waitForMessage((message) => message.text === 'Choose')
  const [red, blue] = offered.buttons ?? []
  expect(Buffer.byteLength(red?.id ?? '')).toBeLessThanOrEqual(64)
  await customer.tap(red?.id ?? '')
  await customer.tap(blue?.id ?? '')
  const chat = { id: customer.person.id, type: 'private', first_name: 'Aru' }
  const from = { id: customer.person.id, is_bot: false, first_name: 'Aru' }
  const forged = { id: '99', from, message: { message_id: Number(offered.id), chat, date: 1 }, data: 'forged' }
  expect(await bot.post({ update_id: 700_000_000, callback_query: forged })).toBe(200)
  await eventually(async () => {
    const { data } = await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${conversation?.id}/messages`)
    expect(data.flatMap((message) => (message.interactive?.kind === 'reply' ? [message.interactive] : []))).toMatchObject([
      { id, title: 'The red one' },
      { id: 'blue', title: 'The blue one' },
      { id: 'forged', title: 'forged' },
    ])
  })
})

test('a tap that comes before the receipt of the message with the buttons is read by what is being sent', async () => {
  const customer = bot.telegram.customer({ name: 'Quick' })
  await customer.send({ type: 'text', text: 'Which ones have you?' }).delivered
  const [conversation] = (await bot.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Quick')).data
  const id = `product:${'стекло'.repeat(10)}`
  bot.telegram.faults.add({ match: { path: '/sendMessage' }, kind: 'hang', applied: true, times: 1 })
  await bot.ask('POST', `/api/v1/conversations/${conversation?.id}/messages`, {
    text: 'Choose',
    interactive: { kind: 'buttons', buttons: [{ id, title: 'The clear one' }] },
  })
  const offered = await customer.waitForMessage((message) => message.text === 'Choose')
  await customer.tap(offered.buttons?.[0]?.id ?? '')
  await eventually(async () => {
    const { data } = await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${conversation?.id}/messages`)
    expect(data.flatMap((message) => (message.interactive?.kind === 'reply' ? [message.interactive] : []))).toMatchObject([
      { id, title: 'The clear one' },
    ])
  })
})
