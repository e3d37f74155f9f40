import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Channel } from '../../../contract/channels.ts'
import type { Message } from '../../../contract/messages.ts'
import { startTelegramEmulator, type TelegramEmulator } from '../../../emulators/index.ts'
import { newId } from '../../platform/ids.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'

const botToken = '123456789:AAEtestTokenOfABot_0123456789abcdef'
let telegram: TelegramEmulator
let app: TestApp
let owner: TestCaller
let channel: Channel

beforeAll(async () => {
  telegram = await startTelegramEmulator()
  telegram.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
  const providerUrls = {
    META_GRAPH_URL: null,
    TELEGRAM_API_URL: telegram.url,
    TWILIO_API_URL: null,
    STRIPE_API_URL: null,
    OPENAI_BASE_URL: null,
  }
  app = await testApp({ config: { providerUrls, allowedPrivateHosts: [new URL(telegram.url).host] } })
  owner = await testWorkspace(app)
  channel = (await owner.call('POST', '/api/v1/channels', { type: 'telegram', name: 'Bot', credentials: { botToken } })).body as Channel
}, 60_000)
afterAll(async () => {
  await app.close()
  await telegram.close()
})

/** As a process leaves it that is killed between the call and its receipt. */
async function leaveInDoubt(priority: number, conversationId: string, text: string): Promise<string> {
  const messageId = newId()
  await app.database.ownerPool.query(
    `with message as (
      insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
      select workspace_id, $1, id, channel_id, contact_id, 'outbound', 'system', 'text', $3, 'sending', now() from conversations where id = $2
    )
    insert into outbox (workspace_id, message_id, conversation_id, channel_id, priority, state, locked_until, claim, attempt)
    select workspace_id, $1, id, channel_id, $4, 'calling', now() - interval '1 minute', 1, 1 from conversations where id = $2`,
    [messageId, conversationId, text, priority],
  )
  return messageId
}

async function messageOf(conversationId: string, id: string): Promise<Message | undefined> {
  const { body } = await owner.call('GET', `/api/v1/conversations/${conversationId}/messages`)
  return (body as { data: Message[] }).data.find((message) => message.id === id)
}

it('a broadcast of which nobody can say whether it went out is not sent again: it fails, says why, and may be repeated by a person', async () => {
  const customer = telegram.customer({ id: 7, name: 'Aru' })
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const conversationId = await eventually(async () => {
    const { body } = await owner.call('GET', `/api/v1/conversations?channelId=${channel.id}`)
    const [found] = (body as { data: { id: string }[] }).data
    expect(found).toBeDefined()
    return found?.id ?? ''
  })
  const answer = await leaveInDoubt(0, conversationId, 'An answer.')
  await eventually(async () => expect(await messageOf(conversationId, answer)).toMatchObject({ status: 'sent' }), 30_000)
  const broadcast = await leaveInDoubt(10, conversationId, 'Our autumn offers.')
  await eventually(
    async () =>
      expect(await messageOf(conversationId, broadcast)).toMatchObject({
        status: 'failed',
        error: { code: 'provider', retryable: true, title: expect.stringMatching(/^It may have been sent/) },
      }),
    30_000,
  )
  // Somebody waits for an answer, so that one is repeated.
  expect(customer.inbox.map(({ text }) => text)).toEqual(['An answer.'])
}, 90_000)
