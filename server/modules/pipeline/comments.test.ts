import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel, ChannelHealth } from '../../../contract/channels.ts'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { type MetaCustomer, type MetaMessagingEmulator, startMetaMessagingEmulator } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'

const app1 = { id: '1200', secret: 'test_app_secret' }
const pageId = '1001'
const instagramId = '17841400000000001'
let meta: MetaMessagingEmulator
let app: TestApp
let owner: TestCaller
let people = 0
const channels: Record<string, Channel> = {}

beforeAll(async () => {
  meta = await startMetaMessagingEmulator({ timeCompression: 20 })
  await meta.provision({
    app: app1,
    pages: [{ id: pageId, name: 'Mug Shop', accessToken: 'EAApage' }],
    instagram: [{ id: instagramId, username: 'mug.shop', name: 'Mug Shop', accessToken: 'IGAAaccount' }],
  })
  // Meta asks our webhook before it believes us.
  const port = await freePort()
  const none = { TELEGRAM_API_URL: null, TWILIO_API_URL: null, STRIPE_API_URL: null, OPENAI_BASE_URL: null }
  app = await testApp({
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      meta: { appId: app1.id, appSecret: app1.secret, verifyToken: 'our words' },
      providerUrls: { META_GRAPH_URL: meta.url, ...none },
      allowedPrivateHosts: [new URL(meta.url).host],
    },
  })
  owner = await testWorkspace(app)
  const credentials = { appSecret: app1.secret, verifyToken: 'our words' }
  channels[pageId] = await ask('POST', '/channels', {
    type: 'messenger',
    name: 'Page',
    config: { pageId, appId: app1.id },
    credentials: { accessToken: 'EAApage', ...credentials },
  })
  channels[instagramId] = await ask('POST', '/channels', {
    type: 'instagram',
    name: 'Instagram',
    config: { instagramAccountId: instagramId, appId: app1.id },
    credentials: { accessToken: 'IGAAaccount', ...credentials },
  })
}, 60_000)
afterAll(async () => {
  await meta?.close()
  await app?.close()
})

async function ask<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T> {
  const answer = await owner.call(method, `/api/v1${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as T
}

function newCustomer(account: string): MetaCustomer {
  people += 1
  return meta.customer({ account, name: `Person ${people}`, username: `person.${people}` })
}

const conversationsOf = async (channelId: string | undefined) =>
  (await ask<{ data: Conversation[] }>('GET', `/conversations?channelId=${channelId}`)).data

describe.each([
  ['Messenger', pageId],
  ['Instagram', instagramId],
])('below a post, on %s', (_name, account) => {
  const channelId = () => channels[account]?.id
  const newest = async () => {
    const [conversation] = await conversationsOf(channelId())
    if (!conversation) throw new Error('no conversation')
    const path = `/conversations/${conversation.id}/messages`
    return {
      conversation,
      thread: async () => (await ask<{ data: Message[] }>('GET', path)).data,
      send: (text: string) => ask<Message>('POST', path, { text }),
    }
  }
  const fate = (id: string) =>
    eventually(async () => {
      const message = await ask<Message>('GET', `/messages/${id}`)
      expect(['queued', 'sending']).not.toContain(message.status)
      return message
    })

  test('nothing comes in until it is wanted; then the account is subscribed to it, and the checks say so', async () => {
    await newCustomer(account).comment({ text: 'Lovely!' }).delivered
    expect(await conversationsOf(channelId())).toEqual([])
    const changed = await ask<Channel>('PATCH', `/channels/${channelId()}`, { config: { comments: 'answer' } })
    expect(changed).toMatchObject({ status: 'connected', config: { comments: 'answer' } })
    const fields = meta.platform.accounts.get(account)?.subscriptions.get(app1.id)
    expect(fields?.has(account === pageId ? 'feed' : 'comments')).toBe(true)
    const health = await ask<ChannelHealth>('GET', `/channels/${channelId()}/health`)
    expect(health.checks.filter(({ ok }) => !ok)).toEqual([])
  })

  test('a comment is answered once, to its author alone; then as soon as they write, like anybody', async () => {
    const customer = newCustomer(account)
    await customer.comment({ text: 'In red?' }).delivered
    const { conversation, thread, send } = await newest()
    expect(conversation).toMatchObject({ status: 'open', unreadCount: 1 })
    const [comment] = await thread()
    expect(comment).toMatchObject({ direction: 'inbound', type: 'text', text: 'In red?', referral: { source: 'comment' } })
    const contact = await ask<Contact>('GET', `/contacts/${conversation.contactId}`)
    expect(contact.identities.map(({ externalId }) => externalId)).toEqual([customer.id])

    expect((await fate((await send('Yes, in red too.')).id)).error).toBeNull()
    expect(customer.inbox.map(({ text }) => text)).toEqual(['Yes, in red too.'])
    await meta.idle()
    const said = (await thread()).filter(({ type }) => type !== 'event')
    expect(said.map(({ direction }) => direction)).toEqual(['inbound', 'outbound'])
    // The one private answer is used up, and nobody may write to who has not written.
    expect(await fate((await send('Shall I put one aside?')).id)).toMatchObject({ status: 'failed', error: { code: 'blocked' } })

    await customer.send({ type: 'text', text: 'Please do' }).delivered
    expect((await fate((await send('Done.')).id)).error).toBeNull()
    expect(customer.inbox.at(-1)?.text).toBe('Done.')
    const again = await newest()
    expect(again.conversation.id).toBe(conversation.id)
    expect((await ask<Contact>('GET', `/contacts/${conversation.contactId}`)).identities).toHaveLength(1)
  })

  test('a comment that is quoted is answered, also after others', async () => {
    const customer = newCustomer(account)
    await customer.comment({ text: 'First' }).delivered
    await customer.comment({ text: 'Second' }).delivered
    const { conversation, thread, send } = await newest()
    const [first] = await thread()
    const quoting = { text: 'To the first', replyToId: first?.id }
    const { id } = await ask<Message>('POST', `/conversations/${conversation.id}/messages`, quoting)
    expect((await fate(id)).error).toBeNull()
    expect((await fate((await send('To the second')).id)).error).toBeNull()
    expect(customer.inbox.map(({ text }) => text)).toEqual(['To the first', 'To the second'])
    const twice = await ask<Message>('POST', `/conversations/${conversation.id}/messages`, quoting)
    expect(await fate(twice.id)).toMatchObject({
      status: 'failed',
      error: { code: 'outside-window', providerCode: '10900', title: expect.stringMatching(/private answer/) },
    })
  })

  test('what would be more than one message is refused as a whole', async () => {
    const customer = newCustomer(account)
    await customer.comment({ text: 'Tell me everything' }).delivered
    const { send } = await newest()
    expect(await fate((await send('All about mugs. '.repeat(200))).id)).toMatchObject({
      status: 'failed',
      error: { code: 'invalid', title: expect.stringMatching(/one message/) },
    })
    expect(customer.inbox).toEqual([])
  })
})

test('a comment that was changed or removed changes and goes here too', async () => {
  const customer = newCustomer(pageId)
  const comment = customer.comment({ text: 'In red?' })
  await comment.delivered
  const [conversation] = await conversationsOf(channels[pageId]?.id)
  const [line] = (await ask<{ data: Message[] }>('GET', `/conversations/${conversation?.id}/messages`)).data
  const now = () => ask<Message>('GET', `/messages/${line?.id}`)
  await customer.changeComment(comment.id, 'In blue?')
  await eventually(async () => expect(await now()).toMatchObject({ text: 'In blue?', editedAt: expect.any(String) }))
  await customer.removeComment(comment.id)
  await eventually(async () => expect(await now()).toMatchObject({ text: null, deletedAt: expect.any(String) }))
  const { rows } = await app.database.ownerPool.query<{ body: string }>('select body::text from channel_events where kind = $1', [
    'message',
  ])
  expect(rows.map(({ body }) => body).join()).not.toContain(comment.id)
})
