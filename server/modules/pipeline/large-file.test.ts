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

test('a file that its provider hands to nobody is in the thread, with the reason', async () => {
  const customer = bot.telegram.customer({ name: 'Aru' })
  const file = Buffer.alloc(21 * 1024 * 1024)
  await customer.send({ type: 'document', file, mimeType: 'application/zip', filename: 'large.zip', caption: 'All of it' }).delivered
  await eventually(async () => {
    const [conversation] = (await bot.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')).data
    const { data } = await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${conversation?.id}/messages`)
    expect(data[0]).toMatchObject({ text: 'All of it', attachments: [{ name: 'large.zip', status: 'failed', failure: 'too-large' }] })
  }, 15_000)
})
