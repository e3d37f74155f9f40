import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Channel, ChannelGrant } from '../../../../contract/channels.ts'
import { type MetaMessagingEmulator, startMetaMessagingEmulator } from '../../../../emulators/index.ts'
import { freePort } from '../../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { ownerPassword, type TestCaller, testCaller, testWorkspace } from '../../../testing/test-workspace.ts'
import { openConnections } from '../connections.ts'
import { openCredentials } from '../credentials.ts'
import { createInstagramAdapter } from '../instagram/index.ts'
import { findChannel } from '../queries.ts'
import { renewCredentials } from '../renew-credentials.ts'

/*
 * Signing in with Facebook and Instagram, against a strict stand-in of both dialogs: what comes back works, works once, and works for nobody else (F40).
 */

const day = 24 * 3600_000
const app1 = { id: '1200', secret: 'test_app_secret', instagramAppId: '9900000000000001', instagramSecret: 'test_instagram_secret' }
let meta: MetaMessagingEmulator
let app: TestApp
let owner: TestCaller & { email: string }
let cookie: string

beforeAll(async () => {
  meta = await startMetaMessagingEmulator()
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  await meta.provision({
    app: { ...app1, webhookUrl: `${publicUrl}/webhooks/meta`, verifyToken: 'our words' },
    pages: [
      {
        id: '1001',
        name: 'Mug Shop',
        accessToken: 'EAApage',
        instagram: { id: '17841400000000002', username: 'mug.shop', name: 'Mug Shop' },
      },
      { id: '1002', name: 'Lamp Shop', accessToken: 'EAAlamp' },
    ],
    instagram: [{ id: '17841400000000001', username: 'lamp.shop', name: 'Lamp Shop', accessToken: 'IGAAaccount' }],
  })
  app = await testApp({
    config: {
      port,
      publicUrl,
      meta: {
        appId: app1.id,
        appSecret: app1.secret,
        verifyToken: 'our words',
        loginAppId: app1.instagramAppId,
        loginAppSecret: app1.instagramSecret,
      },
      providerUrls: { META_GRAPH_URL: meta.url, TELEGRAM_API_URL: null, TWILIO_API_URL: null, STRIPE_API_URL: null, OPENAI_BASE_URL: null },
    },
    run: false,
  })
  owner = await testWorkspace(app)
  cookie = await signIn(owner.email)
}, 60_000)
afterAll(async () => {
  await app.close()
  await meta.close()
})

async function signIn(email: string): Promise<string> {
  const answer = await app.server.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password: ownerPassword } })
  return [answer.headers['set-cookie']]
    .flat()
    .map((line) => line?.split(';')[0])
    .join('; ')
}

async function post<T>(
  path: string,
  payload: object,
  as = cookie,
  method: 'POST' | 'PATCH' = 'POST',
): Promise<{ status: number; body: T & { code?: string; detail?: string } }> {
  const answer = await app.server.inject({
    method,
    url: `/api/v1/channels${path}`,
    headers: { cookie: as, origin: app.deps.config.publicUrl },
    payload,
  })
  return { status: answer.statusCode, body: answer.json() }
}

/** What a browser does: there, and back with what the provider put into the address. */
async function visit(type: string, channelId?: string): Promise<{ state: string; code?: string; error?: string }> {
  const { status, body } = await post<{ url: string }>('/grants', { type, ...(channelId ? { channelId } : {}) })
  expect(status).toBe(201)
  const answer = await fetch(body.url, { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  expect(`${back.origin}${back.pathname}`).toBe(`${app.deps.config.publicUrl}/channels/callback`)
  const [code, error] = [back.searchParams.get('code'), back.searchParams.get('error')]
  return { state: back.searchParams.get('state') ?? '', ...(code === null ? {} : { code }), ...(error === null ? {} : { error }) }
}

describe('signing in', () => {
  test('with Facebook opens pages; the chosen one is connected, and no answer holds a token', async () => {
    const returned = await visit('messenger')
    const { status, body: grant } = await post<ChannelGrant>('/grants/complete', returned)
    expect([status, grant.accounts]).toEqual([
      200,
      [
        { id: '1001', name: 'Mug Shop' },
        { id: '1002', name: 'Lamp Shop' },
      ],
    ])
    expect(JSON.stringify(grant)).not.toContain('EAA')
    const made = await post<Channel>('', { type: 'messenger', name: 'Lamps', grant: { id: grant.id, accountId: '1002' } })
    expect(made).toMatchObject({ status: 201, body: { status: 'connected', config: { pageId: '1002' } } })
    const { rows } = await app.database.ownerPool.query('select accounts from channel_grants')
    expect(JSON.stringify(rows)).not.toContain('EAA')
  })

  test('meta 4.1, 4.6: with Instagram itself', async () => {
    meta.answerNextLogin({ accountIds: ['17841400000000001'] })
    const { body: grant } = await post<ChannelGrant>('/grants/complete', await visit('instagram'))
    expect(grant.accounts).toEqual([{ id: '17841400000000001', name: '@lamp.shop' }])
    const made = await post<Channel>('', { type: 'instagram', name: 'Lamps', grant: { id: grant.id, accountId: '17841400000000001' } })
    // By the second id Meta names whoever takes the access back.
    const config = { instagramAccountId: '17841400000000001', grantedBy: meta.platform.accounts.get('17841400000000001')?.scopedId }
    expect(made).toMatchObject({ status: 201, body: { status: 'connected', config } })
    const health = await owner.call('GET', `/api/v1/channels/${made.body.id}/health`)
    expect(health.body).toMatchObject({ checks: expect.arrayContaining([{ name: 'Permissions', ok: true, detail: expect.any(String) }]) })
  })

  test('copies no secret of the installation: one that is changed there is changed for every channel', async () => {
    const { rows } = await app.database.ownerPool.query<{ id: string }>('select id from channels')
    expect(rows.length).toBeGreaterThanOrEqual(2)
    for (const { id } of rows) {
      const row = await app.deps.db.withWorkspace(owner.workspaceId, (tx) => findChannel(tx, owner.workspaceId, id))
      if (!row) throw new Error('no channel')
      const stored = JSON.stringify(await openCredentials(app.deps, row))
      for (const secret of [app1.secret, app1.instagramSecret, 'our words']) expect(stored).not.toContain(secret)
      const open = await openConnections(app.deps).byId(id)
      expect(open?.connection.credentials).toMatchObject({ appSecret: app1.secret })
    }
  })

  test('meta 4.6: with Facebook for Instagram, where the installation has no Instagram login', async () => {
    const { http, clock } = app.deps
    const adapter = createInstagramAdapter({
      fetch: http.textFetchFor('channels.instagram'),
      fetchMedia: http.fetchFor('channels.instagram'),
      baseUrl: meta.url,
      clock,
      app: { appId: app1.id, appSecret: app1.secret, verifyToken: 'our words' },
    })
    const redirectUri = `${app.deps.config.publicUrl}/channels/callback`
    const answer = await fetch(adapter.signIn?.address('state', redirectUri) ?? '', { redirect: 'manual' })
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
    expect(await adapter.signIn?.accounts(code, redirectUri)).toMatchObject([
      { id: '17841400000000002', name: '@mug.shop', config: { instagramAccountId: '17841400000000002', pageId: '1001' } },
    ])
  })

  test('is good once, for the person who began it, and not for long', async () => {
    const stranger = await testWorkspace(app)
    const theirs = await signIn(stranger.email)
    const returned = await visit('messenger')
    expect(await post('/grants/complete', returned, theirs)).toMatchObject({ status: 404 })
    const first = await post<ChannelGrant>('/grants/complete', returned)
    expect(first.status).toBe(200)
    expect(await post('/grants/complete', returned)).toMatchObject({ status: 404 })
    const grant = { id: first.body.id, accountId: '1001' }
    expect(await post('', { type: 'messenger', name: 'Theirs', grant }, theirs)).toMatchObject({ status: 404 })
    expect(await post('', { type: 'instagram', name: 'Other type', grant })).toMatchObject({ status: 404 })
    const late = await visit('messenger')
    await app.database.ownerPool.query("update channel_grants set expires_at = now() - interval '1 second'")
    expect(await post('/grants/complete', late)).toMatchObject({ status: 404 })
    expect(await post('', { type: 'messenger', name: 'Late', grant })).toMatchObject({ status: 404 })
    expect(await post('/grants/complete', { state: 'invented', code: 'x' })).toMatchObject({ status: 404 })
  })

  test('meta 4.6: says so when it was not allowed, or when the code is none', async () => {
    meta.answerNextLogin({ isDenied: true })
    const denied = await visit('messenger')
    expect(denied.error).toBe('access_denied')
    expect(await post('/grants/complete', denied)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('not allowed') } })
    const { state } = await visit('instagram')
    expect(await post('/grants/complete', { state, code: 'invented' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Invalid authorization code') },
    })
  })

  test('is for people, and for channels whose provider has it', async () => {
    expect(await owner.call('POST', '/api/v1/channels/grants', { type: 'messenger' })).toMatchObject({ status: 409 })
    expect(await post('/grants', { type: 'telegram' })).toMatchObject({ status: 409 })
    const { body } = (await owner.call('GET', '/api/v1/channels/types')) as { body: { data: { type: string; signIn: boolean }[] } }
    expect(body.data.filter(({ signIn }) => signIn).map(({ type }) => type)).toEqual(['instagram', 'messenger'])
  })
})

describe('signing in again', () => {
  const patch = (id: string, payload: object) => post<Channel>(`/${id}`, payload, cookie, 'PATCH')
  const page = async () => {
    const { rows } = await app.database.ownerPool.query<{ id: string }>("select id from channels where type = 'messenger'")
    return rows[0]?.id ?? ''
  }

  test('gives a channel that has lost its access a new one, and keeps the rest', async () => {
    const id = await page()
    await patch(id, { config: { questions: ['Do you deliver?'] } })
    meta.breakToken('1002', 460)
    await owner.call('GET', `/api/v1/channels/${id}/health`)
    await owner.call('POST', `/api/v1/channels/${id}/disconnect`)
    const { body: grant } = await post<ChannelGrant>('/grants/complete', await visit('messenger', id))
    // Of the two pages that were opened only the channel's own is of use.
    expect(grant).toMatchObject({ channelId: id, accounts: [{ id: '1002', name: 'Lamp Shop' }] })
    const renewed = await patch(id, { grant: { id: grant.id, accountId: '1002' } })
    expect(renewed.body).toMatchObject({
      id,
      name: 'Lamps',
      status: 'connected',
      statusReason: null,
      config: { questions: ['Do you deliver?'] },
    })
    meta.breakToken('1002', null)
  })

  test('asks for the leave to answer comments where the channel does, and only there', async () => {
    const scopesOf = async (type: string, channelId?: string) => {
      const { body } = await post<{ url: string }>('/grants', { type, ...(channelId ? { channelId } : {}) })
      return new URL(body.url).searchParams.get('scope')?.split(',') ?? []
    }
    const id = await page()
    const more = 'pages_read_engagement'
    expect(await scopesOf('messenger', id)).not.toContain(more)
    await patch(id, { config: { comments: 'answer' } })
    expect(await scopesOf('messenger', id)).toContain(more)
    expect(await scopesOf('messenger')).not.toContain(more)
    await patch(id, { config: { comments: 'ignore' } })
    const { rows } = await app.database.ownerPool.query<{ id: string }>("select id from channels where type = 'instagram'")
    const account = rows[0]?.id ?? ''
    await patch(account, { config: { comments: 'answer' } })
    expect(await scopesOf('instagram', account)).toContain('instagram_business_manage_comments')
    await patch(account, { config: { comments: 'ignore' } })
  })

  test('for another account is refused, and so is a channel of another kind or workspace', async () => {
    const id = await page()
    const { body: grant } = await post<ChannelGrant>('/grants/complete', await visit('messenger'))
    expect(await patch(id, { grant: { id: grant.id, accountId: '1001' } })).toMatchObject({
      status: 409,
      body: { type: 'urn:parley:problem:grant-of-another-account' },
    })
    meta.answerNextLogin({ accountIds: ['1001'] })
    const { body: other } = await post<ChannelGrant>('/grants/complete', await visit('messenger', id))
    expect(other.accounts).toEqual([])
    expect(await post('/grants', { type: 'instagram', channelId: id })).toMatchObject({ status: 404 })
    const stranger = await testWorkspace(app)
    expect(await post('/grants', { type: 'messenger', channelId: id }, await signIn(stranger.email))).toMatchObject({ status: 404 })
    expect((await owner.call('GET', `/api/v1/channels/${id}`)).body).toMatchObject({ status: 'connected', config: { pageId: '1002' } })
  })

  test('by another way or app than before leaves nothing of the old one', async () => {
    const old = {
      type: 'instagram',
      name: 'Mugs',
      config: { instagramAccountId: '17841400000000002', pageId: '1001', appId: '4711' },
      credentials: { accessToken: 'EAApage', appSecret: 'their own', verifyToken: 'their words' },
    }
    const { id, status } = (await owner.call('POST', '/api/v1/channels', old)).body as Channel
    expect(status).toBe('error')
    meta.answerNextLogin({ accountIds: ['17841400000000002'] })
    const { body: grant } = await post<ChannelGrant>('/grants/complete', await visit('instagram', id))
    const renewed = await patch(id, { grant: { id: grant.id, accountId: '17841400000000002' } })
    expect(renewed.body).toMatchObject({ status: 'connected', statusReason: null })
    expect(Object.keys(renewed.body.config).sort()).toEqual(['grantedBy', 'instagramAccountId', 'username'])
    const row = await app.deps.db.withWorkspace(owner.workspaceId, (tx) => findChannel(tx, owner.workspaceId, id))
    const stored = row && (await openCredentials(app.deps, row))
    expect(stored).toMatchObject({ verifyToken: 'their words' })
    expect(stored).not.toHaveProperty('appSecret')
    await owner.call('DELETE', `/api/v1/channels/${id}`)
  })

  test('shows the verify token that was made for it to whoever manages channels, and records that', async () => {
    const id = await page()
    const path = `/api/v1/channels/${id}/own-secrets`
    const shown = (await owner.call('GET', path)).body
    expect(shown).toEqual({ data: [{ name: 'verifyToken', label: 'Verify token', value: expect.stringMatching(/^[\w-]{32}$/) }] })
    expect((await (await testCaller(app, owner.workspaceId, 'agent')).call('GET', path)).status).toBe(403)
    const { rows } = await app.database.ownerPool.query("select details from audit_log where action = 'channel.secrets-shown'")
    expect(JSON.stringify(rows)).toContain('verifyToken')
    expect(JSON.stringify(rows)).not.toContain((shown as { data: { value: string }[] }).data[0]?.value)
  })
})

test('meta 4.6: a token of sixty days is renewed each week, and the old one is not kept', async () => {
  const { workspaceId } = owner
  const channelId = (await app.database.ownerPool.query<{ id: string }>("select id from channels where type = 'instagram'")).rows[0]
    ?.id as string
  const row = async () => {
    const found = await app.deps.db.withWorkspace(workspaceId, (tx) => findChannel(tx, workspaceId, channelId))
    if (!found) throw new Error('no channel')
    return found
  }
  const token = async () => {
    const open = await openConnections(app.deps).byId(channelId)
    return (open?.connection.credentials as { accessToken: string } | undefined)?.accessToken
  }
  const first = await token()
  await renewCredentials(app.deps, await row())
  expect(await token()).toBe(first)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * day })
  onTestFinished(() => void vi.useRealTimers())
  const now = Date.now()
  await renewCredentials(app.deps, await row())
  const second = await token()
  expect(second).not.toBe(first)
  const health = await owner.call('GET', `/api/v1/channels/${channelId}/health`)
  expect(health.body).toMatchObject({
    checks: expect.arrayContaining([
      { name: 'Token lifetime', ok: true, detail: expect.stringContaining(new Date(now + 60 * day).toISOString().slice(0, 10)) },
    ]),
  })
})

test('meta 6: access that was given by Instagram itself ends too: by the id that the account has for this app, under the secret of that login', async () => {
  const { rows } = await app.database.ownerPool.query<{ id: string; config: { grantedBy?: string } }>(
    "select id, config from channels where type = 'instagram'",
  )
  const [channel] = rows
  expect(channel?.config.grantedBy).toBe(meta.platform.accounts.get('17841400000000001')?.scopedId)
  const deauthorize = (secret: string) => {
    const claims = {
      user_id: channel?.config.grantedBy,
      algorithm: 'HMAC-SHA256',
      issued_at: Math.floor(app.deps.clock.now().getTime() / 1000),
    }
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const signed_request = `${createHmac('sha256', secret).update(payload).digest('base64url')}.${payload}`
    return app.server.inject({
      method: 'POST',
      url: '/meta/deauthorize',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ signed_request }).toString(),
    })
  }
  expect((await deauthorize('a guess')).statusCode).toBe(401)
  expect((await deauthorize(app1.instagramSecret)).json()).toEqual({ ended: 1 })
  expect((await owner.call('GET', `/api/v1/channels/${channel?.id}`)).body).toMatchObject({ status: 'disconnected' })
})
