import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { WhatsAppCustomer } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'

let shop: TestShop
let stranger: TestCaller
let customer: WhatsAppCustomer
let id: string
let made = 0

beforeAll(async () => {
  shop = await testShop()
  stranger = await testWorkspace(shop.app)
})
afterAll(() => shop.close())

beforeEach(async () => {
  made += 1
  shop.openai.script(() => ({ text: 'Hello.' }))
  await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { mode: 'auto' })
  customer = shop.whatsapp.customer({ phone: `+1555850${String(made).padStart(4, '0')}`, name: `Drafted No${made}` })
  await customer.send({ type: 'text', text: 'hi' }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?limit=1')
  id = data[0]?.id ?? ''
})

const read = () => shop.ask<Conversation>('GET', `/api/v1/conversations/${id}`)
const thread = async () => (await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages?limit=100`)).data
const texts = () => customer.inbox.map((message) => message.text)

describe('a draft', () => {
  async function proposed(text: string): Promise<void> {
    shop.openai.script(() => ({ text }))
    await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { mode: 'draft' })
    await customer.send({ type: 'text', text: 'Do you deliver?' }).delivered
    await eventually(async () => expect((await read()).draft?.text).toBe(text))
  }

  test('is sent as it is, in the agent’s name, once', async () => {
    await proposed('We do.')
    expect(texts()).toEqual(['Hello.'])
    const approvals = await Promise.all(
      Array.from({ length: 4 }, () => shop.owner.call('POST', `/api/v1/conversations/${id}/draft/approve`)),
    )
    expect(approvals.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404])
    await customer.waitForMessage((message) => message.text === 'We do.')
    expect((await thread()).at(-1)).toMatchObject({ text: 'We do.', author: { type: 'agent', name: 'Sam' }, hasSources: true })
    expect(await read()).toMatchObject({ draft: null, unreadCount: 0, waitingSince: null })
  })

  test('is sent as it was changed, in the name of who changed it', async () => {
    await proposed('We might.')
    const sent = await shop.ask<Message>('POST', `/api/v1/conversations/${id}/draft/approve`, { text: 'We do, by Friday.' })
    expect(sent).toMatchObject({ text: 'We do, by Friday.', author: { type: 'user', name: 'test owner' } })
    await customer.waitForMessage((message) => message.text === 'We do, by Friday.')
    expect(texts()).not.toContain('We might.')
  })

  test('is thrown away, and nothing is sent', async () => {
    await proposed('Never said.')
    expect((await stranger.call('DELETE', `/api/v1/conversations/${id}/draft`)).status).toBe(404)
    expect((await shop.owner.call('DELETE', `/api/v1/conversations/${id}/draft`)).status).toBe(204)
    expect((await shop.owner.call('DELETE', `/api/v1/conversations/${id}/draft`)).status).toBe(404)
    expect((await shop.owner.call('POST', `/api/v1/conversations/${id}/draft/approve`)).status).toBe(404)
    await sleep(500)
    expect(texts()).toEqual(['Hello.'])
  })

  test('goes when a person answers', async () => {
    await proposed('Old news.')
    await shop.ask('POST', `/api/v1/conversations/${id}/messages`, { text: 'Let me answer that.' })
    expect((await read()).draft).toBeNull()
  })
})
