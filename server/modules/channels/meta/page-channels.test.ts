import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel, ChannelHealth } from '../../../../contract/channels.ts'
import { type MetaMessagingEmulator, startMetaMessagingEmulator } from '../../../../emulators/index.ts'
import { freePort } from '../../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../../testing/test-workspace.ts'

/* A page that is two channels, its own and its Instagram account's, by one subscription; and what the checks see of the app behind it. */

const app1 = { id: '1200', secret: 'test_app_secret' }
const pageId = '1001'
const instagramId = '17841400000000002'
let meta: MetaMessagingEmulator
let app: TestApp
let owner: TestCaller
let publicUrl: string
let messenger: Channel
let instagram: Channel

beforeAll(async () => {
  meta = await startMetaMessagingEmulator()
  await meta.provision({
    app: app1,
    pages: [
      { id: pageId, name: 'Mug Shop', accessToken: 'EAApage', instagram: { id: instagramId, username: 'mug.shop', name: 'Mug Shop' } },
    ],
  })
  const port = await freePort()
  publicUrl = `http://127.0.0.1:${port}`
  app = await testApp({
    config: {
      port,
      publicUrl,
      meta: { appId: app1.id, appSecret: app1.secret, verifyToken: 'words of the installation' },
      providerUrls: { META_GRAPH_URL: meta.url, TELEGRAM_API_URL: null, TWILIO_API_URL: null, STRIPE_API_URL: null, OPENAI_BASE_URL: null },
      allowedPrivateHosts: [new URL(meta.url).host],
    },
    run: false,
  })
  owner = await testWorkspace(app)
  messenger = await ask('POST', '', { type: 'messenger', name: 'Page', config: { pageId }, credentials: { accessToken: 'EAApage' } })
  const config = { instagramAccountId: instagramId, pageId }
  instagram = await ask('POST', '', { type: 'instagram', name: 'Instagram', config, credentials: { accessToken: 'EAApage' } })
  expect([messenger.status, instagram.status]).toEqual(['connected', 'connected'])
}, 60_000)
afterAll(async () => {
  await app.close()
  await meta.close()
})

async function ask<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T> {
  const answer = await owner.call(method, `/api/v1/channels${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as T
}

async function failing(channel: Channel): Promise<ChannelHealth['checks']> {
  const { checks } = await ask<ChannelHealth>('GET', `/${channel.id}/health`)
  return checks.filter(({ ok }) => !ok)
}

const subscriptions = () => meta.platform.accounts.get(pageId)?.subscriptions ?? new Map<string, Set<string>>()
const own = () => [...(subscriptions().get(app1.id) ?? [])]

describe('the subscription of a page', () => {
  test('keeps what the other channel, or another program by the same app, has subscribed', async () => {
    expect(own()).toEqual(expect.arrayContaining(['message_echoes', 'message_reads', 'standby']))
    subscriptions().get(app1.id)?.add('leadgen')
    await ask('POST', `/${instagram.id}/connect`)
    expect(own()).toEqual(expect.arrayContaining(['message_echoes', 'message_reads', 'standby', 'leadgen']))
  })

  test('of another program’s app is neither taken for ours nor copied', async () => {
    subscriptions().set('4711', new Set(['messages', 'feed']))
    await ask('POST', `/${messenger.id}/connect`)
    expect(own()).not.toContain('feed')
    subscriptions().delete(app1.id)
    expect(await failing(messenger)).toEqual(
      expect.arrayContaining([{ name: 'Subscription', ok: false, mend: 'reconnect', detail: expect.stringMatching(/not subscribed/) }]),
    )
    await ask('POST', `/${messenger.id}/connect`)
    expect(own()).toContain('message_echoes')
    subscriptions().delete('4711')
  })

  test('ends with the last channel of the page, and not before', async () => {
    await ask('POST', `/${messenger.id}/disconnect`)
    expect(own()).toContain('messages')
    await ask('POST', `/${instagram.id}/disconnect`)
    expect(own()).toEqual([])
    await ask('POST', `/${instagram.id}/connect`)
    await ask('POST', `/${messenger.id}/connect`)
    await ask('POST', `/${instagram.id}/disconnect`)
    expect(own()).toContain('message_echoes')
    await ask('POST', `/${instagram.id}/connect`)
  })
})

describe('the installation’s own app', () => {
  const webhook = async () => (await failing(messenger)).find(({ name }) => name === 'Webhook')
  const all = ['messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes']

  test('is looked at: without a webhook nothing would come, though all else is well', async () => {
    expect(await webhook()).toMatchObject({ detail: expect.stringContaining(`${publicUrl}/webhooks/meta`) })
    const webhooks = meta.platform.apps.get(app1.id)?.webhooks
    webhooks?.set('page', { url: 'https://other.example/hook', fields: new Set(all) })
    expect(await webhook()).toMatchObject({ detail: expect.stringContaining('another address') })
    webhooks?.set('page', { url: `${publicUrl}/webhooks/meta`, fields: new Set(['messages']) })
    expect(await webhook()).toMatchObject({ detail: expect.stringContaining('missing: messaging_postbacks') })
    webhooks?.set('page', { url: `${publicUrl}/webhooks/meta`, fields: new Set(all) })
    expect(await webhook()).toBeUndefined()
  })
})

describe('questions to begin with that were set elsewhere', () => {
  const profile = () => meta.platform.accounts.get(pageId)?.messengerProfile
  const theirs = [{ locale: 'default', call_to_actions: [{ question: 'Theirs?', payload: 'THEIRS' }] }]

  test('stay when the channel is renamed, reconnected, or its empty form is saved', async () => {
    profile()?.set('ice_breakers', theirs)
    await ask('PATCH', `/${messenger.id}`, { name: 'New name' })
    await ask('POST', `/${messenger.id}/connect`)
    await ask('PATCH', `/${messenger.id}`, { config: { questions: [], menu: [] } })
    expect(profile()?.get('ice_breakers')).toEqual(theirs)
  })

  test('stay after ours were taken away again', async () => {
    await ask('PATCH', `/${messenger.id}`, { config: { questions: ['Ours?'] } })
    expect(JSON.stringify(profile()?.get('ice_breakers'))).toContain('Ours?')
    const emptied = await ask<Channel>('PATCH', `/${messenger.id}`, { config: { questions: [] } })
    expect([profile()?.has('ice_breakers'), emptied.config.questions]).toEqual([false, undefined])
    profile()?.set('ice_breakers', theirs)
    await ask('POST', `/${messenger.id}/connect`)
    expect(profile()?.get('ice_breakers')).toEqual(theirs)
  })
})
