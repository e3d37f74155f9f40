import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel, ChannelHealth } from '../../../contract/channels.ts'
import {
  type MetaMessagingEmulator,
  startMetaMessagingEmulator,
  startWhatsAppEmulator,
  type WhatsAppEmulator,
} from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'

/*
 * One app of a workspace's own with two pages, and one business account with two numbers: Meta knows one address for both. What comes there reaches every account that
 * it is about, and nobody else; when the channel goes whose address it was, another takes over.
 */

async function appFor(graphUrl: string): Promise<TestApp> {
  const port = await freePort()
  const providerUrls = {
    META_GRAPH_URL: graphUrl,
    TELEGRAM_API_URL: null,
    TWILIO_API_URL: null,
    STRIPE_API_URL: null,
    OPENAI_BASE_URL: null,
  }
  return testApp({ config: { port, publicUrl: `http://127.0.0.1:${port}`, providerUrls, allowedPrivateHosts: [new URL(graphUrl).host] } })
}

/** All texts that have come in for this caller's workspace, in no order. */
async function textsOf(caller: TestCaller): Promise<string[]> {
  const list = (await caller.call('GET', '/api/v1/conversations')).body as { data: { lastMessage: { text: string | null } | null }[] }
  return list.data.map(({ lastMessage }) => lastMessage?.text ?? '')
}

async function check(caller: TestCaller, channel: Channel | undefined, name: string): Promise<ChannelHealth['checks'][number] | undefined> {
  const health = (await caller.call('GET', `/api/v1/channels/${channel?.id}/health`)).body as ChannelHealth
  return health.checks.find((one) => one.name === name)
}

describe('one app with two pages', () => {
  const ownApp = { id: '1200', secret: 'test_app_secret' }
  let meta: MetaMessagingEmulator
  let app: TestApp
  let owner: TestCaller
  let first: Channel
  let second: Channel

  const connect = async (as: TestCaller, pageId: string, more: object = {}) => {
    const config = { pageId, appId: ownApp.id }
    const credentials = { accessToken: `EAA${pageId}`, appSecret: ownApp.secret, verifyToken: 'our words', ...more }
    const answer = await as.call('POST', '/api/v1/channels', { type: 'messenger', name: pageId, config, credentials })
    return answer.body as Channel
  }
  const address = () => meta.platform.apps.get(ownApp.id)?.webhooks.get('page')?.url

  beforeAll(async () => {
    meta = await startMetaMessagingEmulator({ timeCompression: 20 })
    await meta.provision({
      app: ownApp,
      pages: ['1001', '1002', '1003'].map((id) => ({ id, name: `Page ${id}`, accessToken: `EAA${id}` })),
    })
    app = await appFor(meta.url)
    owner = await testWorkspace(app)
    first = await connect(owner, '1001')
    second = await connect(owner, '1002')
    expect([first.status, second.status, address()]).toEqual(['connected', 'connected', second.webhookUrl])
  }, 60_000)
  afterAll(async () => {
    await meta.close()
    await app.close()
  })

  test('the customers of both reach their own channel, and both are well', async () => {
    const senders = ['1001', '1002'].map((account) => meta.customer({ account, name: `Customer of ${account}` }))
    await Promise.all(senders.map((customer) => customer.send({ type: 'text', text: `to ${customer.account}` }).delivered))
    await eventually(async () => expect((await textsOf(owner)).sort()).toEqual(['to 1001', 'to 1002']))
    const { rows } = await app.database.ownerPool.query<{ channel_id: string; text: string }>(
      `select channel_id, text from messages order by text`,
    )
    expect(rows).toEqual([
      { channel_id: first.id, text: 'to 1001' },
      { channel_id: second.id, text: 'to 1002' },
    ])
    for (const channel of [first, second]) expect(await check(owner, channel, 'Webhook')).toMatchObject({ ok: true })
  })

  test('both parts of one body are taken', async () => {
    const customers = ['1001', '1002'].map((account) => meta.customer({ account, name: `Another of ${account}` }))
    await meta.batch(() => {
      for (const customer of customers) customer.send({ type: 'text', text: `together to ${customer.account}` })
    })
    await eventually(async () => expect(await textsOf(owner)).toEqual(expect.arrayContaining(['together to 1001', 'together to 1002'])))
  })

  test('so is a comment below a post of the page that takes them, though the other does not', async () => {
    await owner.call('PATCH', `/api/v1/channels/${first.id}`, { config: { comments: 'answer' } })
    await owner.call('POST', `/api/v1/channels/${second.id}/connect`)
    const webhook = meta.platform.apps.get(ownApp.id)?.webhooks.get('page')
    expect([webhook?.url, webhook?.fields.has('feed')]).toEqual([second.webhookUrl, true])
    const value = {
      item: 'comment',
      verb: 'add',
      comment_id: '1001_77',
      post_id: '1001_1',
      from: { id: '7151', name: 'Aru' },
      message: 'In red?',
      created_time: Math.floor(Date.now() / 1000),
    }
    const body = JSON.stringify({ object: 'page', entry: [{ id: '1001', time: Date.now(), changes: [{ field: 'feed', value }] }] })
    const signature = `sha256=${createHmac('sha256', ownApp.secret).update(body).digest('hex')}`
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
    expect((await fetch(second.webhookUrl ?? '', { method: 'POST', body, headers })).status).toBe(200)
    expect(await textsOf(owner)).toContain('In red?')
  })

  test('whoever signs for one account says nothing to another app’s', async () => {
    const stranger = await testWorkspace(app, 'Amber Lamps')
    // Connected under another secret: nothing that our app signs is theirs.
    const theirs = await connect(stranger, '1003', { appSecret: 'their secret' })
    const item = {
      sender: { id: '7150' },
      recipient: { id: '1003' },
      timestamp: Date.now(),
      message: { mid: 'm_forged', text: 'forged' },
    }
    const body = JSON.stringify({ object: 'page', entry: [{ id: '1003', time: Date.now(), messaging: [item] }] })
    const signature = `sha256=${createHmac('sha256', ownApp.secret).update(body).digest('hex')}`
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
    expect((await fetch(second.webhookUrl ?? '', { method: 'POST', body, headers })).status).toBe(200)
    expect(await textsOf(stranger)).toEqual([])
    await stranger.call('DELETE', `/api/v1/channels/${theirs.id}`)
  })

  test('when the channel goes whose address it was, the other takes the webhook over', async () => {
    await owner.call('POST', `/api/v1/channels/${second.id}/disconnect`)
    await eventually(async () => expect(address()).toBe(first.webhookUrl), 15_000)
    await meta.customer({ account: '1001', name: 'Late' }).send({ type: 'text', text: 'still there?' }).delivered
    expect(await textsOf(owner)).toContain('still there?')
  })
})

describe('one business account with two numbers', () => {
  const account = { businessAccountId: '900800700', accessToken: 'EAAbusiness', appSecret: 'the-app-secret' }
  let whatsApp: WhatsAppEmulator
  let app: TestApp
  let owner: TestCaller
  const channels: Channel[] = []

  beforeAll(async () => {
    whatsApp = await startWhatsAppEmulator()
    app = await appFor(whatsApp.url)
    owner = await testWorkspace(app)
    for (const phoneNumberId of ['100200301', '100200302']) {
      await whatsApp.provision({ ...account, phoneNumberId, displayPhoneNumber: `+1 555 000 ${phoneNumberId.slice(-4)}` })
      const config = { phoneNumberId, businessAccountId: account.businessAccountId }
      const credentials = { accessToken: account.accessToken, appSecret: account.appSecret, verifyToken: 'our words' }
      const made = await owner.call('POST', '/api/v1/channels', { type: 'whatsapp', name: phoneNumberId, config, credentials })
      channels.push(made.body as Channel)
    }
    expect(channels.map(({ status }) => status)).toEqual(['connected', 'connected'])
  }, 60_000)
  afterAll(async () => {
    await app.close()
    await whatsApp.close()
  })

  const override = () => whatsApp.cloud.accounts.get(account.businessAccountId)?.override?.url

  test('news of the account reaches both', async () => {
    expect(override()).toBe(channels[1]?.webhookUrl)
    const value = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }
    const entry = [{ id: account.businessAccountId, time: 1, changes: [{ field: 'account_update', value }] }]
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
    const signature = `sha256=${createHmac('sha256', account.appSecret).update(body).digest('hex')}`
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
    expect((await fetch(override() ?? '', { method: 'POST', body, headers })).status).toBe(200)
    for (const { id } of channels)
      expect((await owner.call('GET', `/api/v1/channels/${id}`)).body).toMatchObject({
        status: 'error',
        statusReason: expect.stringMatching(/disabled this account/),
      })
    for (const { id } of channels) await owner.call('POST', `/api/v1/channels/${id}/connect`)
    for (const channel of channels) expect(await check(owner, channel, 'News of the account')).toMatchObject({ ok: true })
  })

  test('when the number goes whose address it was, the account does not send to nobody', async () => {
    await owner.call('POST', `/api/v1/channels/${channels[1]?.id}/disconnect`)
    await eventually(async () => expect(override()).toBe(channels[0]?.webhookUrl), 15_000)
    expect(await check(owner, channels[0], 'News of the account')).toMatchObject({ ok: true })
  })

  test('an address that leads to a channel which is gone is mended by the look', async () => {
    const found = whatsApp.cloud.accounts.get(account.businessAccountId)
    if (found) found.override = { url: channels[1]?.webhookUrl ?? '', verifyToken: 'our words' }
    expect(await check(owner, channels[0], 'News of the account')).toMatchObject({ ok: false, mend: 'reconnect' })
    await app.deps.jobs.enqueue(app.deps.db.spine, 'channels.review-all', {})
    await eventually(async () => expect(override()).toBe(channels[0]?.webhookUrl), 15_000)
  })
})
