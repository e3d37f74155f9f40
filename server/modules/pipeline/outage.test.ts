import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

const sends = { method: 'POST', path: '/messages$' }
let shop: TestShop
let phones = 0

beforeAll(async () => {
  shop = await testShop()
  shop.openai.script(() => ({ text: 'Soon.' }))
})
afterAll(() => shop.close())
afterEach(() => shop.whatsapp.faults.clear())

async function answeredOnce(name: string) {
  phones += 1
  const customer = shop.whatsapp.customer({ phone: `+1555888${String(phones).padStart(4, '0')}`, name })
  await customer.send({ type: 'text', text: 'hello' }).delivered
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${encodeURIComponent(name)}`)
  const id = data[0]?.id ?? ''
  const answer = async () => {
    const { data: messages } = await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages`)
    return messages.find((message) => message.direction === 'outbound')
  }
  return { customer, id, answer }
}

/** As if the answer had been tried in vain nine times, the last time long ago. */
async function afterNineAttempts(conversationId: string): Promise<void> {
  const { ownerPool } = shop.app.database
  const tried = async () =>
    expect(
      (await ownerPool.query('select from outbox where conversation_id = $1 and attempt > 0 and locked_until < now()', [conversationId]))
        .rowCount,
    ).toBe(1)
  await eventually(tried, 10_000)
  await ownerPool.query('update outbox set attempt = 9, next_at = now() where conversation_id = $1', [conversationId])
}

// Went wrong: nine attempts are over in four minutes, and what the AI and the team had written during a longer outage was lost.
it('keeps what it owes customers while the provider is away, and sends it when it is back', async () => {
  shop.whatsapp.faults.add({ kind: 'status', status: 503, match: sends })
  const { customer, id, answer } = await answeredOnce('Outage')
  await afterNineAttempts(id)
  await eventually(async () => {
    const { rows } = await shop.app.database.ownerPool.query('select attempt from outbox where conversation_id = $1', [id])
    expect(rows[0]?.attempt).toBeGreaterThanOrEqual(10)
  }, 10_000)
  expect((await answer())?.status).not.toBe('failed')
  shop.whatsapp.faults.clear()
  await shop.app.database.ownerPool.query('update outbox set next_at = now() where conversation_id = $1', [id])
  await customer.waitForMessage()
}, 40_000)

it('gives up what fails nine times while others get through', async () => {
  const other = await answeredOnce('Lucky')
  await other.customer.waitForMessage()
  shop.whatsapp.faults.add({ kind: 'status', status: 503, match: sends })
  const { id, answer } = await answeredOnce('Unlucky')
  await afterNineAttempts(id)
  await eventually(async () => expect((await answer())?.status).toBe('failed'), 10_000)
}, 40_000)

it('gives up after two hours', async () => {
  const { ownerPool } = shop.app.database
  shop.whatsapp.faults.add({ kind: 'status', status: 503, match: sends })
  const { id, answer } = await answeredOnce('Patient')
  await ownerPool.query(`update outbox set queued_at = now() - interval '3 hours' where conversation_id = $1`, [id])
  await afterNineAttempts(id)
  await eventually(async () => expect((await answer())?.status).toBe('failed'), 10_000)
}, 40_000)

// Went wrong: on a channel that cannot tell, it was taken for never sent, and said again after the person had given the conversation back.
it('says of an answer in doubt that it may have arrived, when a person takes over before it is tried again', async () => {
  const bot: TestBot = await testBot()
  try {
    bot.openai.script(() => ({ text: 'Perhaps.' }))
    bot.telegram.faults.add({ kind: 'reset', applied: true, times: 1, match: { path: 'sendMessage' } })
    const chat = { id: 77, type: 'private', first_name: 'Doubt' }
    const message = {
      message_id: 1,
      date: Math.floor(Date.now() / 1000),
      chat,
      from: { id: 77, is_bot: false, first_name: 'Doubt' },
      text: 'Hi',
    }
    expect(await bot.post({ update_id: 1, message })).toBe(200)
    const { ownerPool } = bot.app.database
    await eventually(async () => expect((await ownerPool.query(`select from outbox where state = 'waiting'`)).rowCount).toBe(1), 10_000)
    const { data } = await bot.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')
    await bot.ask('POST', `/api/v1/conversations/${data[0]?.id}/take`)
    await eventually(async () => {
      const { data: messages } = await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${data[0]?.id}/messages`)
      expect(messages.find(({ author }) => author.type === 'agent')?.error?.providerCode).toBe('withdrawn-late')
    }, 10_000)
  } finally {
    await bot.close()
  }
}, 40_000)
