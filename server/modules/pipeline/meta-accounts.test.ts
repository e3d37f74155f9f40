import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, ChannelHealth } from '../../../contract/channels.ts'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import {
  type MetaCustomer,
  type MetaMessagingEmulator,
  type OpenAiEmulator,
  sampleByName,
  startMetaMessagingEmulator,
  startOpenAiEmulator,
} from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'

/*
 * Messenger and Instagram from end to end: a real app, a strict stand-in of Meta that signs, echoes, refuses and forgets as Meta does.
 */

const app1 = { id: '1200', secret: 'test_app_secret' }
const pageId = '1001'
const instagramId = '17841400000000001'
const day = 24 * 3600_000
let meta: MetaMessagingEmulator
let openai: OpenAiEmulator
let app: TestApp
let owner: TestCaller
let agentId: string
let people = 0
const channels: Record<string, Channel> = {}

beforeAll(async () => {
  meta = await startMetaMessagingEmulator({ timeCompression: 20 })
  openai = await startOpenAiEmulator({ script: () => ({ text: 'Yes, in red too.' }) })
  await meta.provision({
    app: app1,
    pages: [
      { id: pageId, name: 'Mug Shop', accessToken: 'EAApage' },
      {
        id: '1002',
        name: 'Lamp Shop',
        accessToken: 'EAAlamp',
        instagram: { id: '17841400000000002', username: 'lamp.shop', name: 'Lamp Shop' },
      },
    ],
    instagram: [{ id: instagramId, username: 'mug.shop', name: 'Mug Shop', accessToken: 'IGAAaccount' }],
  })
  // Meta asks our webhook before it believes us, and fetches files from us.
  const port = await freePort()
  const hosts = [meta.url, openai.url].map((url) => new URL(url).host)
  app = await testApp({
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      meta: { appId: app1.id, appSecret: app1.secret, verifyToken: 'our words' },
      providerUrls: {
        META_GRAPH_URL: meta.url,
        TELEGRAM_API_URL: null,
        TWILIO_API_URL: null,
        STRIPE_API_URL: null,
        OPENAI_BASE_URL: `${openai.url}/v1`,
      },
      ai: { apiKey: 'sk-test', baseUrl: `${openai.url}/v1`, model: 'demo' },
      allowedPrivateHosts: hosts,
    },
  })
  owner = await testWorkspace(app)
  agentId = (await ask<{ id: string }>('POST', '/agents', { name: 'Sam', replyDelayMs: 0, disclosure: { enabled: false, reason: 'test' } }))
    .id
  const credentials = { appSecret: app1.secret, verifyToken: 'our words' }
  channels.messenger = await ask('POST', '/channels', {
    type: 'messenger',
    name: 'Page',
    agentId,
    config: { pageId, appId: app1.id },
    credentials: { accessToken: 'EAApage', ...credentials },
  })
  channels.instagram = await ask('POST', '/channels', {
    type: 'instagram',
    name: 'Instagram',
    agentId,
    config: { instagramAccountId: instagramId, appId: app1.id },
    credentials: { accessToken: 'IGAAaccount', ...credentials },
  })
}, 60_000)
afterAll(async () => {
  await meta.close()
  await app.close()
  await openai.close()
})
beforeEach(() => meta.faults.clear())

async function ask<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T> {
  const answer = await owner.call(method, `/api/v1${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as T
}

function newCustomer(account: string): MetaCustomer {
  people += 1
  return meta.customer({ account, name: `Person ${people}`, username: `person.${people}` })
}

async function conversationOf({ id, account }: MetaCustomer): Promise<Conversation> {
  return eventually(async () => {
    const { rows } = await app.database.ownerPool.query<{ id: string }>('select id from conversations where recipient_id = $1', [id])
    expect([account, rows]).toEqual([account, [{ id: expect.any(String) }]])
    return ask<Conversation>('GET', `/conversations/${rows[0]?.id}`)
  })
}

async function messagesOf(customer: MetaCustomer): Promise<Message[]> {
  const { id } = await conversationOf(customer)
  return (await ask<{ data: Message[] }>('GET', `/conversations/${id}/messages`)).data
}

test('meta 1.6: both connect, set the webhook of the app and are subscribed; the checks say so', async () => {
  for (const channel of Object.values(channels)) {
    expect(channel).toMatchObject({ status: 'connected', statusReason: null })
    const health = await ask<ChannelHealth>('GET', `/channels/${channel.id}/health`)
    expect(health.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(health.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['Access token', 'Subscription', 'Webhook']))
    if (channel.type === 'messenger')
      expect(health.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['Token lifetime', 'Permissions']))
  }
  expect([channels.messenger?.config.pageName, channels.instagram?.config.username]).toEqual(['Mug Shop', 'mug.shop'])
})

test('meta 4.1: an Instagram account is reached through its page as well', async () => {
  const lamp = await ask<Channel>('POST', '/channels', {
    type: 'instagram',
    name: 'Lamps',
    agentId,
    config: { instagramAccountId: '17841400000000002', pageId: '1002', appId: app1.id },
    credentials: { accessToken: 'EAAlamp', appSecret: app1.secret, verifyToken: 'our words' },
  })
  expect(lamp).toMatchObject({ status: 'connected', config: { username: 'lamp.shop' } })
  const customer = newCustomer('17841400000000002')
  customer.send({ type: 'text', text: 'In red?' })
  expect((await customer.waitForMessage()).text).toBe('Yes, in red too.')
  // The app has one address for all its accounts, that of the last one connected: from there the others' events come to them as well, as the rest of this file shows.
  for (const channel of [lamp, channels.instagram]) {
    const health = await ask<ChannelHealth>('GET', `/channels/${channel?.id}/health`)
    expect(health.checks.find(({ name }) => name === 'Webhook')).toMatchObject({ ok: true })
  }
})

test('a token of another account, an account that is none, and a secret of another app are refused in words', async () => {
  const credentials = { accessToken: 'EAApage', appSecret: app1.secret, verifyToken: 'our words' }
  const connect = (config: object, more = {}) =>
    ask<Channel>('POST', '/channels', { type: 'messenger', name: 'X', config, credentials: { ...credentials, ...more } })
  expect(await connect({ pageId: '4711' })).toMatchObject({
    status: 'error',
    statusReason: expect.stringMatching(/does not know this page ID/),
  })
  const instagram = {
    type: 'instagram',
    name: 'X',
    config: { instagramAccountId: '17841499999999999' },
    credentials: { ...credentials, accessToken: 'IGAAaccount' },
  }
  expect(await ask<Channel>('POST', '/channels', instagram)).toMatchObject({
    status: 'error',
    statusReason: expect.stringMatching(/another Instagram account/),
  })
})

describe.each([
  ['Messenger', pageId],
  ['Instagram', instagramId],
])('on %s', (_name, account) => {
  test('meta 5.1: a customer is answered once, by name, and stays with the agent though Meta echoes our answer', async () => {
    const customer = newCustomer(account)
    customer.send({ type: 'text', text: 'In red?' })
    expect((await customer.waitForMessage()).text).toBe('Yes, in red too.')
    await meta.idle()
    expect(await conversationOf(customer)).toMatchObject({ handler: 'agent' })
    expect((await messagesOf(customer)).map(({ direction }) => direction)).toEqual(['inbound', 'outbound'])
    expect(customer.inbox).toHaveLength(1)
    const { contactId } = await conversationOf(customer)
    await eventually(async () => expect((await ask<Contact>('GET', `/contacts/${contactId}`)).name).toBe(customer.person.name), 10_000)
  })

  test('meta 5.1: that it was read is shown', async () => {
    const customer = newCustomer(account)
    customer.send({ type: 'text', text: 'In red?' })
    await customer.waitForMessage()
    const leave = customer.open()
    await eventually(async () => expect((await messagesOf(customer)).at(-1)).toMatchObject({ status: 'read' }), 10_000)
    leave()
  })

  test('meta 5.1: a person who answers in Meta’s own inbox takes over', async () => {
    const customer = newCustomer(account)
    customer.send({ type: 'text', text: 'In red?' })
    await customer.waitForMessage()
    await meta.writeAsBusiness(customer, 'Let me look again.')
    await eventually(async () => expect(await conversationOf(customer)).toMatchObject({ handler: 'user' }))
    expect((await messagesOf(customer)).at(-1)).toMatchObject({
      direction: 'outbound',
      author: { type: 'user' },
      text: 'Let me look again.',
    })
  })

  test('meta 5.3: what is said while another app has the conversation is kept and not answered', async () => {
    const customer = newCustomer(account)
    await customer.send({ type: 'text', text: 'First' }).delivered
    await customer.waitForMessage()
    await meta.setOwner(customer, '999')
    await customer.send({ type: 'text', text: 'To the other bot' }).delivered
    await eventually(async () => expect((await messagesOf(customer)).map(({ text }) => text)).toContain('To the other bot'))
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(customer.inbox).toHaveLength(1)
  })

  test('meta 5.3: what a person writes meanwhile fails and says where to answer; the channel is well', async () => {
    const customer = newCustomer(account)
    await customer.send({ type: 'text', text: 'First' }).delivered
    await customer.waitForMessage()
    const { id } = await conversationOf(customer)
    await meta.setOwner(customer, '999')
    const answer = await ask<Message>('POST', `/conversations/${id}/messages`, { text: 'A person here.' })
    await eventually(async () => {
      const failed = (await messagesOf(customer)).find((message) => message.id === answer.id)
      expect(failed).toMatchObject({ status: 'failed', error: { title: expect.stringContaining('has this conversation') } })
    })
    const type = account === pageId ? 'messenger' : 'instagram'
    expect(await ask<Channel>('GET', `/channels/${channels[type]?.id}`)).toMatchObject({ status: 'connected' })
    await meta.setOwner(customer, null)
    await ask('POST', `/messages/${answer.id}/retry`)
    await customer.waitForMessage((message) => message.text === 'A person here.')
  })

  test('choices can be tapped, and a picture arrives both ways', async () => {
    const customer = newCustomer(account)
    await customer.send({ type: 'image', sample: 'picture-mug' }).delivered
    await eventually(
      async () => expect((await messagesOf(customer))[0]?.attachments[0]).toMatchObject({ kind: 'image', status: 'ready' }),
      15_000,
    )
    const { id } = await conversationOf(customer)
    await ask('POST', `/conversations/${id}/messages`, {
      text: 'Which one?',
      interactive: {
        kind: 'buttons',
        buttons: [
          { id: 'red', title: 'Red' },
          { id: 'blue', title: 'Blue' },
        ],
      },
    })
    await customer.waitForMessage((message) => message.text === 'Which one?')
    await customer.tap('blue').delivered
    await eventually(async () =>
      expect((await messagesOf(customer)).at(-1)?.interactive).toEqual({ kind: 'reply', id: 'blue', title: 'Blue' }),
    )
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(sampleByName('picture-mug').bytes)], { type: 'image/png' }), 'mug.png')
    const uploaded = await fetch(`${app.url}/api/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.key}` },
      body: form,
    })
    const { id: fileId } = (await uploaded.json()) as { id: string }
    await ask('POST', `/conversations/${id}/messages`, { attachments: [{ fileId }] })
    const picture = await customer.waitForMessage((message) => message.media !== undefined)
    expect(picture.media).toMatchObject({ mimeType: 'image/png' })
  })

  test('meta 4.3, 5.2: after a day only people may write, by their tag; after a week nobody', async () => {
    const customer = newCustomer(account)
    await customer.send({ type: 'text', text: 'In red?' }).delivered
    await customer.waitForMessage()
    const { id } = await conversationOf(customer)
    const wait = async (days: number) => {
      await app.database.ownerPool.query(
        'update conversations set last_inbound_at = last_inbound_at - make_interval(days => $2) where id = $1',
        [id, days],
      )
      meta.passTime(days * day)
    }
    await wait(2)
    const late = await ask<Message>('POST', `/conversations/${id}/messages`, { text: 'Still there?' })
    await customer.waitForMessage((message) => message.text === 'Still there?')
    await eventually(async () => {
      const sent = meta.ledger.entries().findLast(({ method, body }) => method === 'POST' && JSON.stringify(body).includes('Still there?'))
      expect(sent?.body).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })
    })
    await wait(6)
    const tooLate = await ask<Message>('POST', `/conversations/${id}/messages`, { text: 'And now?' })
    await eventually(async () => {
      const all = await messagesOf(customer)
      expect(all.find((message) => message.id === late.id)?.status).not.toBe('failed')
      expect(all.find((message) => message.id === tooLate.id)).toMatchObject({ status: 'failed', error: { code: 'outside-window' } })
    })
  })

  test('meta 7: a token that is refused marks the channel, in words', async () => {
    const customer = newCustomer(account)
    meta.breakToken(account, 463)
    customer.send({ type: 'text', text: 'In red?' })
    const type = account === pageId ? 'messenger' : 'instagram'
    const channel = () => ask<Channel>('GET', `/channels/${channels[type]?.id}`)
    await eventually(
      async () => expect(await channel()).toMatchObject({ status: 'error', statusReason: expect.stringMatching(/access token/) }),
      10_000,
    )
    meta.breakToken(account, null)
    await ask('POST', `/channels/${channels[type]?.id}/connect`)
    expect(await channel()).toMatchObject({ status: 'connected' })
  })
})

describe('on Instagram alone', () => {
  test('meta 4.2: what a customer takes back is erased, here and in the journal', async () => {
    const customer = newCustomer(instagramId)
    const { id } = customer.send({ type: 'text', text: 'my secret address' })
    await customer.waitForMessage()
    await customer.send({ type: 'unsend', messageId: id }).delivered
    await eventually(async () => expect((await messagesOf(customer))[0]).toMatchObject({ text: null, deletedAt: expect.any(String) }))
    const { rows } = await app.database.ownerPool.query(`select 1 from channel_events where body::text like '%my secret address%'`)
    expect(rows).toEqual([])
  })

  test('an answer to a story says so', async () => {
    const customer = newCustomer(instagramId)
    await customer.send({ type: 'story-reply', text: 'How much?' }).delivered
    expect((await messagesOf(customer))[0]).toMatchObject({ text: 'How much?', referral: { source: 'post', story: 'reply' } })
  })
})

test('who comes back by a link and says nothing leaves a thin line that nobody answers', async () => {
  const customer = newCustomer(pageId)
  await customer.send({ type: 'text', text: 'In red?' }).delivered
  await customer.waitForMessage()
  await customer.send({ type: 'referral', referral: { ref: 'spring', source: 'SHORTLINK', type: 'OPEN_THREAD' } }).delivered
  expect((await messagesOf(customer)).at(-1)).toMatchObject({ type: 'event', event: { name: 'opened' }, referral: { headline: 'spring' } })
  expect((await conversationOf(customer)).lastMessage).toMatchObject({ text: 'Yes, in red too.' })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(customer.inbox).toHaveLength(1)
})

test('one address serves both, whoever is meant', async () => {
  await meta.provision({ app: { ...app1, webhookUrl: `${app.url}/webhooks/meta`, verifyToken: 'our words' } })
  const customers = [newCustomer(pageId), newCustomer(instagramId)]
  for (const customer of customers) customer.send({ type: 'text', text: 'In red?' })
  for (const customer of customers) expect((await customer.waitForMessage()).text).toBe('Yes, in red too.')
})

describe('before anybody has written', () => {
  test.each(['messenger', 'instagram'] as const)(
    'questions and a menu are set for %s, a tap is a message, and what is emptied is gone',
    async (type) => {
      const account = type === 'messenger' ? pageId : instagramId
      const profile = () => Object.fromEntries(meta.platform.accounts.get(account)?.messengerProfile ?? [])
      const change = (config: object) => ask<Channel>('PATCH', `/channels/${channels[type]?.id}`, { config })
      expect(profile()).toEqual({})
      expect(await change({ questions: ['Do you deliver?'], menu: ['Opening hours', 'Shop | https://shop.example/'] })).toMatchObject({
        status: 'connected',
      })
      expect(profile()).toMatchObject({
        ice_breakers: [{ call_to_actions: [{ question: 'Do you deliver?', payload: 'Do you deliver?' }] }],
        persistent_menu: [
          {
            call_to_actions: [
              { type: 'postback', title: 'Opening hours', payload: 'Opening hours' },
              { type: 'web_url', title: 'Shop', url: 'https://shop.example/' },
            ],
          },
        ],
      })
      const customer = newCustomer(account)
      await customer.tap('Do you deliver?').delivered
      await eventually(async () => expect((await messagesOf(customer))[0]).toMatchObject({ direction: 'inbound', text: 'Do you deliver?' }))
      await change({ questions: [], menu: [] })
      expect(profile()).not.toHaveProperty('ice_breakers')
      expect(profile()).not.toHaveProperty('persistent_menu')
      const refused = await owner.call('PATCH', `/api/v1/channels/${channels[type]?.id}`, { config: { questions: ['x'.repeat(81)] } })
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'config.questions.0' }] } })
    },
  )
})

describe('Meta’s callbacks', () => {
  const issuedAt = Math.floor(Date.now() / 1000) + 3600
  const post = async (path: string, signedRequest: string) => {
    const answer = await fetch(`${app.url}${path}`, { method: 'POST', body: new URLSearchParams({ signed_request: signedRequest }) })
    return { status: answer.status, body: (await answer.json()) as Record<string, string | number> }
  }
  const channel = () => ask<Channel>('GET', `/channels/${channels.messenger?.id}`)

  test('meta 6: who is not signed by an app of ours is refused, and nothing ends', async () => {
    for (const flaw of ['signature', 'algorithm', 'padded'] as const) {
      const { status } = await post('/meta/deauthorize', meta.signedRequest({ userId: '1', issuedAt }, { flaw }))
      expect([flaw, status]).toEqual([flaw, 401])
    }
    expect((await channel()).status).toBe('connected')
    expect((await fetch(`${app.url}/meta/data-deletion/${'0'.repeat(24)}`)).status).toBe(404)
  })

  test('meta 6: access that is taken back ends the connections which that person had allowed, and no others', async () => {
    const grantedBy = String((await channel()).config.grantedBy)
    expect(grantedBy).toMatch(/^\d+$/)
    expect(await post('/meta/deauthorize', meta.signedRequest({ userId: '4711', issuedAt }))).toEqual({ status: 200, body: { ended: 0 } })
    expect((await channel()).status).toBe('connected')
    // By the secret of the channel's own app as well.
    const own = `/meta/deauthorize?channel=${channels.messenger?.id}`
    const request = meta.signedRequest({ userId: grantedBy, issuedAt })
    expect((await post(own, request)).body.ended).toBeGreaterThanOrEqual(1)
    expect(await channel()).toMatchObject({ status: 'disconnected', statusReason: expect.stringMatching(/taken back at Meta/) })
    await ask('POST', `/channels/${channels.messenger?.id}/connect`)
    expect((await channel()).status).toBe('connected')
    // The same request posted again ends nothing that was connected since.
    expect(await post(own, request)).toEqual({ status: 200, body: { ended: 0 } })
    expect((await channel()).status).toBe('connected')
  })

  test('an app that another workspace brought ends nothing outside of that workspace', async () => {
    const grantedBy = String((await channel()).config.grantedBy)
    const stranger = await testWorkspace(app, 'Amber Lamps')
    const theirs = {
      type: 'messenger',
      name: 'X',
      config: { pageId: '4712' },
      credentials: { accessToken: 'x', appSecret: 'their secret' },
    }
    const { id } = (await stranger.call('POST', '/api/v1/channels', theirs)).body as Channel
    const payload = Buffer.from(JSON.stringify({ user_id: grantedBy, algorithm: 'HMAC-SHA256', issued_at: issuedAt })).toString('base64url')
    const signed = `${createHmac('sha256', 'their secret').update(payload).digest('base64url')}.${payload}`
    for (const path of ['/meta/deauthorize', '/meta/data-deletion']) expect((await post(`${path}?channel=${id}`, signed)).status).toBe(200)
    expect(await channel()).toMatchObject({ status: 'connected', config: { grantedBy } })
  })

  test('meta 6: a request to delete ends them too, forgets tokens and person, and can be looked up; the same request again changes nothing', async () => {
    const request = meta.signedRequest({ userId: String((await channel()).config.grantedBy), issuedAt })
    const { status, body } = await post('/meta/data-deletion', request)
    expect([status, body]).toEqual([
      200,
      { url: expect.stringMatching(/\/meta\/data-deletion\/[0-9a-f]{24}$/), confirmation_code: expect.stringMatching(/^[0-9a-f]{24}$/) },
    ])
    expect(await channel()).toMatchObject({ status: 'disconnected', config: { pageId } })
    expect((await channel()).config).not.toHaveProperty('grantedBy')
    const { rows } = await app.database.ownerPool.query('select credentials from channels where id = $1', [channels.messenger?.id])
    expect(rows).toEqual([{ credentials: null }])
    const look = async () => (await fetch(`${app.url}/meta/data-deletion/${body.confirmation_code}`)).text()
    const page = await look()
    expect(page).toContain('ended, and the access tokens and your account’s id were deleted')
    expect((await post('/meta/data-deletion', request)).body).toEqual(body)
    expect(await look()).toBe(page)
  })
})
