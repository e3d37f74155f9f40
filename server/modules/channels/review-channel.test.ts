import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
import { checkClock } from './check-clock.ts'
import { checkPublicAddress } from './check-public-address.ts'
import { markChannel } from './mark-channel.ts'

/*
 * The look at each channel that Parley takes every hour: what it finds, what it mends by itself, what it marks, and that what it marked is well again when the cause is gone.
 */

const config = { phoneNumberId: '105500000000001', businessAccountId: '102200000000001' }
const credentials = { accessToken: 'EAAsecret-token', appSecret: 'the-app-secret', verifyToken: 'our-words' }
const pageId = '1001'
let whatsApp: WhatsAppEmulator
let app: TestApp
let owner: TestCaller
let channel: Channel

beforeAll(async () => {
  whatsApp = await startWhatsAppEmulator()
  await whatsApp.provision({
    ...config,
    accessToken: credentials.accessToken,
    appSecret: credentials.appSecret,
    displayPhoneNumber: '+7 701 000 0000',
  })
  app = await appFor(whatsApp.url)
  owner = await testWorkspace(app)
  const created = await owner.call('POST', '/api/v1/channels', { type: 'whatsapp', name: 'Shop', config, credentials })
  channel = created.body as Channel
  expect(channel.status).toBe('connected')
}, 60_000)
afterAll(async () => {
  await app.close()
  await whatsApp.close()
})
beforeEach(async () => {
  const number = whatsApp.cloud.numbers.get(config.phoneNumberId)
  if (number) Object.assign(number, { tokenProblem: undefined, isRegistered: true, quality: 'GREEN', appSecret: credentials.appSecret })
  await owner.call('POST', `/api/v1/channels/${channel.id}/connect`)
  await review()
  expect((await read()).health?.failing).toEqual([])
})

/** Meta asks our webhook before it believes us: the address is known before the app listens. */
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

async function read(of = channel, as = owner): Promise<Channel> {
  return (await as.call('GET', `/api/v1/channels/${of.id}`)).body as Channel
}

/** What the clock does each hour. */
async function review(of = channel, as = owner, on = app): Promise<Channel> {
  const before = (await read(of, as)).health?.checkedAt
  await on.deps.jobs.enqueue(on.deps.db.spine, 'channels.review-all', {})
  return eventually(async () => {
    const after = await read(of, as)
    expect(after.health?.checkedAt).not.toBe(before)
    expect(after.health).toBeTruthy()
    expect(after.status).not.toBe('connecting')
    return after
  }, 15_000)
}

describe('the hourly look', () => {
  test('marks a channel whose token is refused with the reason, and unmarks it when the token works again', async () => {
    whatsApp.breakToken(config.phoneNumberId, 463)
    const marked = await review()
    expect(marked).toMatchObject({ status: 'error', statusReason: expect.stringMatching(/token/i) })
    expect(marked.health?.failing.map(({ name }) => name)).toEqual(['Access token'])
    whatsApp.breakToken(config.phoneNumberId, null)
    expect(await review()).toMatchObject({ status: 'connected', statusReason: null, health: { failing: [] } })
  })

  // Went wrong: above the red row of what had just been found stood a green one, "Connected.", and below a green one the mark of what was well again.
  test('a person who asks for a look sees the channel as that look leaves it', async () => {
    const firstRow = async () => ((await owner.call('GET', `/api/v1/channels/${channel.id}/health`)).body as ChannelHealth).checks[0]
    whatsApp.breakToken(config.phoneNumberId, 463)
    expect(await firstRow()).toMatchObject({ name: 'Connection', ok: false, mend: 'reconnect' })
    whatsApp.breakToken(config.phoneNumberId, null)
    expect(await firstRow()).toMatchObject({ name: 'Connection', ok: true, detail: 'Connected.' })
  })

  test('meta 1.6: connects anew what its provider has unsubscribed', async () => {
    const account = whatsApp.cloud.accounts.get(config.businessAccountId)
    if (account) Object.assign(account, { subscribed: false, override: undefined })
    expect(await review()).toMatchObject({ status: 'connected', health: { failing: [] } })
    expect(account?.subscribed).toBe(true)
  })

  test('does so too while another program’s app is subscribed', async () => {
    const account = whatsApp.cloud.accounts.get(config.businessAccountId)
    if (account) Object.assign(account, { subscribed: false, override: undefined, otherApps: ['4711'] })
    expect(await review()).toMatchObject({ status: 'connected', health: { failing: [] } })
    expect(account?.subscribed).toBe(true)
    if (account) account.otherApps = undefined
  })

  test('goes on trying when the provider is away just then, and the channel is well again when it is back', async () => {
    const account = whatsApp.cloud.accounts.get(config.businessAccountId)
    if (account) Object.assign(account, { subscribed: false, override: undefined })
    whatsApp.faults.add({ kind: 'status', status: 503, match: { method: 'POST', path: '/subscribed_apps$' } })
    expect(await review()).toMatchObject({ status: 'error', statusReason: expect.stringMatching(/temporary/) })
    expect(account?.subscribed).toBe(false)
    const { rows } = await app.database.ownerPool.query<{ inMs: string }>(
      `select extract(epoch from run_at - now()) * 1000 as "inMs" from graphile_worker.jobs where key = $1`,
      [`channels.review:${channel.id}`],
    )
    expect(rows).toHaveLength(1)
    expect(Number(rows[0]?.inMs)).toBeLessThanOrEqual(60_000)
    whatsApp.faults.clear()
    expect(await review()).toMatchObject({ status: 'connected', statusReason: null, health: { failing: [] } })
    expect(account?.subscribed).toBe(true)
  })

  test('finishes what a process that died has left connecting, and leaves alone what is connecting just now', async () => {
    const leave = (minutes: number) =>
      app.database.ownerPool.query(
        `update channels set status = 'connecting', status_at = now() - make_interval(mins => $2) where id = $1`,
        [channel.id, minutes],
      )
    const look = (): Promise<void> => app.deps.jobs.enqueue(app.deps.db.spine, 'channels.review-forgotten', {})
    await leave(1)
    await look()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await read()).toMatchObject({ status: 'connecting' })
    await leave(6)
    await look()
    await eventually(async () => expect(await read()).toMatchObject({ status: 'connected', statusReason: null }), 15_000)
  })

  test('marks a number that is not registered, and only tells of one whose quality is low', async () => {
    const number = whatsApp.cloud.numbers.get(config.phoneNumberId)
    Object.assign(number ?? {}, { isRegistered: false })
    expect(await review()).toMatchObject({ status: 'error', statusReason: expect.stringContaining('Enter its PIN') })
    Object.assign(number ?? {}, { isRegistered: true, quality: 'RED' })
    const low = await review()
    expect([low.status, low.health?.failing.map(({ name }) => name)]).toEqual(['connected', ['Number']])
  })

  test('tells until when a token works, what it lacks, and what a number is held back by', async () => {
    const number = whatsApp.cloud.numbers.get(config.phoneNumberId)
    const changes = { tokenEndsAt: Date.now() + 3 * 24 * 3600_000, scopes: ['whatsapp_business_messaging'], state: 'FLAGGED' }
    Object.assign(number ?? {}, changes)
    const found = await review()
    expect(found.status).toBe('connected')
    expect(found.health?.failing).toEqual([
      { name: 'Token lifetime', detail: expect.stringContaining(new Date(changes.tokenEndsAt).toISOString().slice(0, 10)) },
      { name: 'Permissions', detail: expect.stringContaining('whatsapp_business_management') },
      { name: 'Number', detail: expect.stringContaining('flagged') },
    ])
    const { checks } = (await owner.call('GET', `/api/v1/channels/${channel.id}/health`)).body as ChannelHealth
    expect(checks.flatMap(({ name, ok, mend }) => (ok ? [] : [[name, mend]]))).toEqual([
      ['Token lifetime', 'access'],
      ['Permissions', 'access'],
      ['Number', undefined],
    ])
    Object.assign(number ?? {}, { tokenEndsAt: undefined, scopes: undefined, state: undefined })
  })

  test('tells a wrong app secret by the proof that Meta refuses, and by what comes signed with another', async () => {
    const number = whatsApp.cloud.numbers.get(config.phoneNumberId)
    Object.assign(number ?? {}, { appSecret: 'another-secret' })
    const customer = whatsApp.customer({ phone: '77010000001', name: 'Kerry' })
    // Refused, and sent again later.
    customer.send({ type: 'text', text: 'hello' })
    const marked = await eventually(async () => {
      const found = await review()
      expect(found.health?.failing.map(({ name }) => name)).toEqual(['Signature', 'App secret'])
      return found
    }, 15_000)
    expect(marked).toMatchObject({ status: 'error', statusReason: expect.stringContaining('Copy it from Meta app') })
    Object.assign(number ?? {}, { appSecret: credentials.appSecret })
    await customer.send({ type: 'text', text: 'hello again' }).delivered
    await eventually(async () => expect(await review()).toMatchObject({ status: 'connected', health: { failing: [] } }), 15_000)
  })

  test('leaves alone what the provider or a person has said of a channel', async () => {
    await markChannel(app.deps, owner.workspaceId, channel.id, 'error', 'The account is locked.')
    expect(await review()).toMatchObject({ status: 'error', statusReason: 'The account is locked.' })
    await owner.call('POST', `/api/v1/channels/${channel.id}/disconnect`)
    await app.deps.jobs.enqueue(app.deps.db.spine, 'channels.review-all', {})
    expect(await read()).toMatchObject({ status: 'disconnected' })
  })

  test('is also what the button does: what it finds is kept', async () => {
    whatsApp.breakToken(config.phoneNumberId, 463)
    const health = (await owner.call('GET', `/api/v1/channels/${channel.id}/health`)).body as ChannelHealth
    expect(health.ok).toBe(false)
    expect(await read()).toMatchObject({ status: 'error', health: { failing: [{ name: 'Access token' }] } })
  })

  test('says each thing that it looked at, in words', async () => {
    const { checks, ok } = (await owner.call('GET', `/api/v1/channels/${channel.id}/health`)).body as ChannelHealth
    expect(ok).toBe(true)
    expect(checks.map(({ name }) => name)).toEqual([
      'Connection',
      'Last event',
      'Access token',
      'Token lifetime',
      'Permissions',
      'App secret',
      'Registration',
      'Number',
      'Limit',
      'Webhook',
      'Subscription',
      'News of the account',
      'Clock',
      'Public address',
    ])
    expect(checks.find(({ name }) => name === 'Limit')?.detail).toContain('2,000 people')
  })

  // The last: from then on this process proves all its calls for this app.
  test('an app that takes calls with a proof only is given one', async () => {
    const number = whatsApp.cloud.numbers.get(config.phoneNumberId)
    if (number) number.requiresProof = true
    expect(await review()).toMatchObject({ status: 'connected', health: { failing: [] } })
    await owner.call('POST', `/api/v1/channels/${channel.id}/connect`)
    expect(await read()).toMatchObject({ status: 'connected', statusReason: null })
    if (number) number.requiresProof = false
  })
})

test('meta 1.3: a page that Meta has unsubscribed is subscribed again, without anybody', async () => {
  const meta: MetaMessagingEmulator = await startMetaMessagingEmulator()
  await meta.provision({
    app: { id: '1200', secret: 'test_app_secret' },
    pages: [{ id: pageId, name: 'Mug Shop', accessToken: 'EAApage' }],
  })
  const shop = await appFor(meta.url)
  const keeper = await testWorkspace(shop)
  const page = (
    await keeper.call('POST', '/api/v1/channels', {
      type: 'messenger',
      name: 'Page',
      config: { pageId, appId: '1200' },
      credentials: { accessToken: 'EAApage', appSecret: 'test_app_secret', verifyToken: 'our words' },
    })
  ).body as Channel
  const subscribed = async () => {
    const answer = await fetch(`${meta.url}/v25.0/${pageId}/subscribed_apps?access_token=EAApage`)
    return ((await answer.json()) as { data: unknown[] }).data.length
  }
  expect(await subscribed()).toBe(1)
  await fetch(`${meta.url}/v25.0/${pageId}/subscribed_apps?access_token=EAApage`, { method: 'DELETE' })
  expect(await subscribed()).toBe(0)
  expect(await review(page, keeper, shop)).toMatchObject({ status: 'connected', health: { failing: [] } })
  expect(await subscribed()).toBe(1)
  await shop.close()
  await meta.close()
})

describe('the address and the clock', () => {
  const now = Date.parse('2026-11-30T12:00:00Z')
  const fetchAt = (date: string) => async () => new Response('', { headers: { date } })

  test('a clock is compared with the provider’s', async () => {
    const [right] = await checkClock(fetchAt('Mon, 30 Nov 2026 12:00:20 GMT'), 'https://provider.example', () => now)
    expect(right?.ok).toBe(true)
    const [late] = await checkClock(fetchAt('Mon, 30 Nov 2026 12:07:00 GMT'), 'https://provider.example', () => now)
    expect(late).toMatchObject({ ok: false, detail: expect.stringContaining('7 min behind') })
    expect(await checkClock(fetchAt('no date'), 'https://provider.example', () => now)).toEqual([])
  })

  test('an address that only this machine knows is told, and so is one without https', async () => {
    const told = async (publicUrl: string) => (await checkPublicAddress(app.deps.http, publicUrl, false, now)).map(({ detail }) => detail)
    expect(await told('http://localhost:3000')).toEqual([expect.stringContaining('Set PUBLIC_URL to one on the internet')])
    expect(await told('https://192.168.1.4')).toEqual([expect.stringContaining('only this machine or network')])
    expect(await told('http://parley.example.com')).toEqual([expect.stringContaining('not https')])
    expect(await told('https://parley.invalid')).toEqual([expect.stringMatching(/could not be reached from here \(.+\)/)])
    expect((await checkPublicAddress(app.deps.http, 'http://localhost:3000', true, now)).map(({ ok }) => ok)).toEqual([true])
  })
})
