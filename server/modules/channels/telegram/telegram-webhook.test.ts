import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TelegramCustomer } from '../../../../emulators/index.ts'
import { type EmulatedBot, startEmulatedBot } from './emulated-bot-fixtures.ts'
import { connection } from './telegram-fixtures.ts'

let bot: EmulatedBot
let customer: TelegramCustomer

beforeAll(async () => {
  bot = await startEmulatedBot()
})
beforeEach(() => {
  customer = bot.begin()
  // Nothing may wait for a webhook that is set here: its address is nobody's.
  Object.assign(known(), { queue: [], webhook: undefined, lastError: undefined })
})
afterAll(() => bot.close())

/** The bot as Telegram knows it. */
function known() {
  const found = bot.emulator.network.bots.get(123456789)
  if (!found) throw new Error('the bot is not provisioned')
  return found
}

test('other 1 (setWebhook): updates are asked for by name, because the list of an earlier program would otherwise stay', async () => {
  known().allowedUpdates = ['poll']
  await bot.adapter.connect(connection)
  expect(known().allowedUpdates?.toSorted()).toEqual([
    'business_connection',
    'business_message',
    'callback_query',
    'deleted_business_messages',
    'edited_business_message',
    'edited_message',
    'message',
    'message_reaction',
    'my_chat_member',
  ])
})

describe('other 1 (setWebhook): the check of a channel says', () => {
  const delivery = async (on = connection) => (await bot.adapter.health(on)).find(({ name }) => name === 'Webhook' || name === 'Polling')
  const setTo = (url: string) => {
    known().webhook = { url, secret: undefined, maxConnections: 40 }
  }
  const polled = { ...connection, webhookUrl: 'http://localhost:3000/webhooks/telegram/x' }

  test('whether Telegram sends here, and what has gone wrong on the way', async () => {
    setTo(connection.webhookUrl)
    expect(await delivery()).toMatchObject({ ok: true })
    known().lastError = { date: 1_793_300_000, message: 'Wrong response from the webhook: 503 Service Unavailable' }
    known().queue = [{ update: { update_id: 1 }, attempts: 1, notBefore: Number.POSITIVE_INFINITY, inFlight: false, done: [] }]
    expect(await delivery()).toMatchObject({ ok: false, detail: expect.stringMatching(/503 Service Unavailable.*1 updates are waiting/) })
    known().queue = []
    known().lastError = undefined
    setTo('https://another.example/hook')
    expect(await delivery()).toMatchObject({ ok: false, breaks: true, detail: expect.stringContaining('another address') })
    known().webhook = undefined
    expect(await delivery()).toMatchObject({ ok: false, breaks: true, reconnects: true })
  })

  test('that nothing can be fetched while another program has a webhook; polling waits until that is gone', async () => {
    setTo('https://another.example/hook')
    expect(await delivery(polled)).toMatchObject({ ok: false, breaks: true, detail: expect.stringContaining('another program') })
    const stop = new AbortController()
    const taken: unknown[] = []
    const polling = bot.adapter.poll?.(polled, async (request) => void taken.push(JSON.parse(request.body.toString())), stop.signal)
    await expect.poll(() => bot.methodsCalled()).toContain('getUpdates 409')
    known().webhook = undefined
    void customer.send({ type: 'text', text: 'still there?' }).delivered
    await expect.poll(() => taken.at(-1), { timeout: 5_000 }).toMatchObject({ message: { text: 'still there?' } })
    stop.abort()
    await polling
  })
})
