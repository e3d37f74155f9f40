import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import { eventually } from '../../testing/eventually.ts'
import { findTraces } from '../../testing/find-traces.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'

let bot: TestBot

beforeAll(async () => {
  bot = await testBot()
}, 60_000)
afterAll(() => bot.close())

test('a person whom a channel knows by an id of its own making is erased with what the provider sent about them', async () => {
  const [id, name] = [7_200_000_001, 'zulfiyabusiness']
  await bot.ask('PATCH', `/api/v1/agents/${bot.agentId}`, { mode: 'off' })
  const from = { id, is_bot: false, first_name: name }
  const message = {
    message_id: 5,
    date: Math.floor(Date.now() / 1000),
    business_connection_id: 'conn_9',
    chat: { ...from, type: 'private' },
    from,
  }
  const words = [name, String(id)]
  expect(await bot.post({ update_id: 900_000, business_message: { ...message, text: 'hi' } })).toBe(200)
  const [contact] = (await bot.ask<{ data: Contact[] }>('GET', `/api/v1/contacts?q=${name}`)).data
  const traces = () => findTraces(bot.app.database.ownerPool, bot.app.deps.config.dataDir, words)
  expect(await traces()).toContain('channel_events')
  await bot.ask('DELETE', `/api/v1/contacts/${contact?.id}`)
  await eventually(async () => expect(await traces()).toEqual([]), 15_000)
})
