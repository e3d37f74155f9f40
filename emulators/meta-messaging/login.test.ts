import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { appId, appSecret, instagramId, instagramSecret, type MetaFixture, pageId, pageToken, startFixture } from './meta-fixture.ts'

let fixture: MetaFixture
beforeEach(async () => {
  // Lifetimes are told in whole seconds: the clock stands still unless it is moved.
  fixture = await startFixture({ clock: () => 1793300000000 })
})
afterEach(() => fixture.close())

const instagramAppId = '9900000000000001'
const redirectUri = 'https://parley.example/connected'
const day = 24 * 3600_000

/** Where the dialog sends the browser. */
async function dialog(path: string, parameters: Record<string, string>): Promise<URL> {
  const query = new URLSearchParams({ response_type: 'code', redirect_uri: redirectUri, state: 's1', ...parameters })
  const response = await fetch(`${fixture.emulator.url}${path}?${query}`, { redirect: 'manual' })
  expect(response.status).toBe(302)
  return new URL(response.headers.get('location') ?? '')
}

const get = async (path: string, parameters: Record<string, string>) =>
  (await fixture.call(`${path}?${new URLSearchParams(parameters)}`)).json

describe('Facebook login', () => {
  const client = { client_id: appId, client_secret: appSecret }
  const scope = 'pages_messaging,pages_manage_metadata'
  const codeOf = async () => (await dialog('/v25.0/dialog/oauth', { client_id: appId, scope })).searchParams.get('code') ?? ''

  test('code, user token, long-lived token, and a page token that never expires', async () => {
    const { emulator, call } = fixture
    const code = await codeOf()
    const short = await get('/v25.0/oauth/access_token', { ...client, redirect_uri: redirectUri, code })
    expect(short).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 3600 })
    const exchange = { ...client, grant_type: 'fb_exchange_token', fb_exchange_token: String(short.access_token) }
    const long = await get('/v25.0/oauth/access_token', exchange)
    expect(long.expires_in).toBe(60 * 24 * 3600)
    const userToken = String(long.access_token)
    const pages = (await call('/v25.0/me/accounts', undefined, { token: userToken })).json.data as Record<string, string>[]
    expect(pages).toMatchObject([{ id: pageId, name: 'Demo Shop', tasks: expect.arrayContaining(['MESSAGING', 'MODERATE']) }])
    const token = pages[0]?.access_token ?? ''
    expect((await call(`/v25.0/${pageId}/subscribed_apps`, undefined, { token: userToken })).json.error?.code).toBe(190)
    emulator.passTime(90 * day)
    expect((await call('/v25.0/me?fields=name', undefined, { token })).json).toEqual({ id: pageId, name: 'Demo Shop' })
    expect((await call('/v25.0/me/accounts', undefined, { token: userToken })).json.error).toMatchObject({ code: 190, error_subcode: 463 })
  })

  test('a page token from a short-lived login dies with it', async () => {
    const { emulator, call } = fixture
    const short = await get('/oauth/access_token', { ...client, redirect_uri: redirectUri, code: await codeOf() })
    const pages = (await call('/me/accounts', undefined, { token: String(short.access_token) })).json.data as Record<string, string>[]
    emulator.passTime(3600_000)
    expect((await call('/me', undefined, { token: pages[0]?.access_token ?? '' })).json.error?.error_subcode).toBe(463)
  })

  test('a code works once, for ten minutes, for its own redirect address and with the secret', async () => {
    const redeem = (code: string, more: Record<string, string> = {}) =>
      get('/v25.0/oauth/access_token', { ...client, redirect_uri: redirectUri, code, ...more })
    const code = await codeOf()
    expect((await redeem(code, { redirect_uri: 'https://parley.example/other' })).error).toMatchObject({ code: 100, error_subcode: 36008 })
    expect((await redeem(code, { client_secret: 'wrong' })).error?.code).toBe(101)
    expect((await redeem(code, { client_id: '1' })).error?.code).toBe(101)
    expect((await redeem(code)).access_token).toEqual(expect.any(String))
    expect((await redeem(code)).error).toMatchObject({ code: 100, error_subcode: 36009 })
    const late = await codeOf()
    fixture.emulator.passTime(10 * 60_000)
    expect((await redeem(late)).error).toMatchObject({ code: 100, error_subcode: 36007 })
    expect((await redeem('made-up')).error?.code).toBe(100)
    expect((await get('/oauth/access_token', { ...client, grant_type: 'client_credentials' })).access_token).toBe(`${appId}|${appSecret}`)
  })

  test('may be denied', async () => {
    fixture.emulator.answerNextLogin({ isDenied: true })
    const back = await dialog('/v25.0/dialog/oauth', { client_id: appId, scope })
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', error_reason: 'user_denied', state: 's1' })
  })

  test('debug_token tells what a token is', async () => {
    const asked = { input_token: pageToken, access_token: `${appId}|${appSecret}` }
    const debug = async (parameters: Record<string, string>) => {
      const response = await fetch(`${fixture.emulator.url}/v25.0/debug_token?${new URLSearchParams(parameters)}`)
      return (await response.json()) as { data: Record<string, unknown>; error?: { code: number } }
    }
    expect((await debug(asked)).data).toMatchObject({
      app_id: appId,
      type: 'PAGE',
      is_valid: true,
      expires_at: 0,
      profile_id: pageId,
      granular_scopes: expect.arrayContaining([{ scope: 'pages_messaging', target_ids: [pageId] }]),
    })
    fixture.emulator.breakToken(pageId, 460)
    expect((await debug(asked)).data).toMatchObject({ is_valid: false, error: { code: 190, subcode: 460 } })
    expect((await debug({ ...asked, input_token: 'made-up' })).data).toMatchObject({ is_valid: false })
    expect((await debug({ ...asked, access_token: `${appId}|wrong` })).error?.code).toBe(190)
  })
})

describe('Instagram login', () => {
  const scope = 'instagram_business_basic,instagram_business_manage_messages'

  async function codeOf(): Promise<string> {
    fixture.emulator.answerNextLogin({ accountIds: [instagramId] })
    const back = await dialog('/oauth/authorize', { client_id: instagramAppId, scope })
    // It is no part of the code.
    expect(back.hash).toBe('#_')
    return back.searchParams.get('code') ?? ''
  }

  async function redeem(code: string, more: Record<string, string> = {}) {
    const fields = {
      client_id: instagramAppId,
      client_secret: instagramSecret,
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      code,
    }
    const response = await fetch(`${fixture.emulator.url}/oauth/access_token`, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, ...more }),
    })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }

  const lengthen = (token: string) =>
    get('/access_token', { grant_type: 'ig_exchange_token', client_secret: instagramSecret, access_token: token })
  const refresh = (token: string) => get('/refresh_access_token', { grant_type: 'ig_refresh_token', access_token: token })

  test('meta 4.6, 9.6: code, token of an hour, token of sixty days, and its refreshing', async () => {
    const { emulator, call } = fixture
    const { json } = await redeem(await codeOf())
    const [given] = json.data as { access_token: string; user_id: string; permissions: string }[]
    expect(given).toMatchObject({ user_id: '27841400000000009', permissions: scope })
    const short = given?.access_token ?? ''
    expect((await refresh(short)).error?.code).toBe(100)
    const long = await lengthen(short)
    expect(long).toMatchObject({ token_type: 'bearer', expires_in: 60 * 24 * 3600 })
    const token = String(long.access_token)
    expect((await call('/v25.0/me?fields=user_id', undefined, { token })).json.user_id).toBe(instagramId)
    emulator.passTime(day - 1000)
    expect((await refresh(token)).error?.code).toBe(100)
    emulator.passTime(1000)
    expect((await refresh(token)).expires_in).toBe(60 * 24 * 3600)
    emulator.passTime(60 * day)
    expect((await refresh(token)).error).toMatchObject({ code: 190, error_subcode: 463 })
    expect((await lengthen(short)).error?.error_subcode).toBe(463)
  })

  test('meta 4.6: refusals have a shape of their own', async () => {
    const code = await codeOf()
    const refused = (message: RegExp) => ({
      status: 400,
      json: { error_type: 'OAuthException', code: 400, error_message: expect.stringMatching(message) },
    })
    expect(await redeem(`${code}#_`)).toEqual(refused(/Invalid authorization code/))
    expect(await redeem(code, { client_secret: appSecret })).toEqual(refused(/client secret/))
    expect(await redeem(code, { client_id: appId })).toEqual(refused(/Invalid platform app/))
    expect(await redeem(code, { redirect_uri: 'https://parley.example/other' })).toEqual(refused(/redirect_uri/))
    expect((await redeem(code)).status).toBe(200)
    expect(await redeem(code)).toEqual(refused(/used/))
    const late = await codeOf()
    fixture.emulator.passTime(3600_000)
    expect(await redeem(late)).toEqual(refused(/expired/))
  })

  test('the secret is asked for, and the scope for refreshing', async () => {
    fixture.emulator.answerNextLogin({ accountIds: [instagramId] })
    const back = await dialog('/oauth/authorize', { client_id: instagramAppId, scope: 'instagram_business_manage_messages' })
    const { json } = await redeem(back.searchParams.get('code') ?? '')
    const [given] = json.data as { access_token: string }[]
    const short = given?.access_token ?? ''
    const wrong = { grant_type: 'ig_exchange_token', client_secret: appSecret, access_token: short }
    expect((await get('/access_token', wrong)).error?.code).toBe(101)
    const long = await lengthen(short)
    fixture.emulator.passTime(day)
    expect((await refresh(String(long.access_token))).error?.code).toBe(10)
  })
})

describe('signed requests', () => {
  test('meta 6, 9.10: are posted to the app’s addresses, good and spoiled', async () => {
    const { emulator, provision, call } = fixture
    const posted: { path: string; signed: string }[] = []
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const signed = new URLSearchParams(Buffer.concat(chunks).toString()).get('signed_request') ?? ''
      posted.push({ path: request.url ?? '', signed })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"url":"https://a.example/x","confirmation_code":"x"}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await emulator.provision({ ...provision, app: { ...provision.app, deauthorizeUrl: `${base}/off`, deletionUrl: `${base}/erase` } })

    const isSigned = (signed: string, secret: string) => {
      const [signature, payload = ''] = signed.split('.')
      return createHmac('sha256', secret).update(payload).digest('base64url') === signature
    }
    const erased = await emulator.requestDeletion({ userId: '218471' })
    expect(erased).toMatchObject({ status: 200, text: expect.stringContaining('confirmation_code') })
    expect(posted[0]?.path).toBe('/erase')
    expect(isSigned(posted[0]?.signed ?? '', appSecret)).toBe(true)
    await emulator.requestDeletion({ userId: '218471', flaw: 'signature' })
    expect(isSigned(posted[1]?.signed ?? '', appSecret)).toBe(false)
    await emulator.requestDeletion({ userId: '218471', byInstagram: true })
    expect(isSigned(posted[2]?.signed ?? '', instagramSecret)).toBe(true)

    expect((await call('/v25.0/me')).status).toBe(200)
    await emulator.deauthorize({ userId: '218471', flaw: 'algorithm' })
    expect((await call('/v25.0/me')).status).toBe(200)
    await emulator.deauthorize({ userId: '218471' })
    expect((await call('/v25.0/me')).json.error).toMatchObject({ code: 190, error_subcode: 458 })
    expect(posted.map((one) => one.path)).toEqual(['/erase', '/erase', '/erase', '/off', '/off'])
    await new Promise((resolve) => server.close(resolve))
  })

  test('the emulator makes the known one', () => {
    const claims = { userId: '218471', issuedAt: 1291836800, expiresAt: 1291840400 }
    expect(fixture.emulator.signedRequest(claims)).toMatch(/^9C3os-BVqHdGR8ArmepqNL8RgHPK_ApB7oJt2EtN234\./)
  })
})
