import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../../contract/channels.ts'
import { type MetaMessagingEmulator, startMetaMessagingEmulator } from '../../../../emulators/index.ts'
import { signRequest } from '../../../../emulators/meta/signed-request.ts'
import { freePort } from '../../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../../testing/test-workspace.ts'

/* Access that is taken back, then a request to delete, in the order in which Meta sends them; by either of the app's secrets; and the same request once more, later. */

const app1 = { id: '1200', secret: 'test_app_secret', instagramAppId: '9900000000000001', instagramSecret: 'test_instagram_secret' }
const pageId = '1001'
const instagramId = '17841400000000001'
const scopedId = '27841400000000009'
/** Who runs the page, by the id that they have for this app. */
const person = '218471'
let meta: MetaMessagingEmulator
let app: TestApp
let owner: TestCaller
const made: Channel[] = []

beforeAll(async () => {
  meta = await startMetaMessagingEmulator()
  await meta.provision({
    app: app1,
    pages: [{ id: pageId, name: 'Mug Shop', accessToken: 'EAApage' }],
    instagram: [{ id: instagramId, username: 'mug.shop', name: 'Mug Shop', accessToken: 'IGAAaccount', scopedId }],
  })
  const port = await freePort()
  app = await testApp({
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      meta: {
        appId: app1.id,
        appSecret: app1.secret,
        verifyToken: 'our words',
        loginAppId: app1.instagramAppId,
        loginAppSecret: app1.instagramSecret,
      },
      providerUrls: { META_GRAPH_URL: meta.url, TELEGRAM_API_URL: null, TWILIO_API_URL: null, STRIPE_API_URL: null, OPENAI_BASE_URL: null },
      allowedPrivateHosts: [new URL(meta.url).host],
    },
    run: false,
  })
  owner = await testWorkspace(app)
}, 60_000)
afterAll(async () => {
  await app.close()
  await meta.close()
})
beforeEach(async () => {
  for (const { id } of made.splice(0)) await owner.call('DELETE', `/api/v1/channels/${id}`)
})

async function connect(body: object): Promise<Channel> {
  const channel = (await owner.call('POST', '/api/v1/channels', { name: 'Shop', ...body })).body as Channel
  made.push(channel)
  expect(channel).toMatchObject({ status: 'connected', statusReason: null })
  return channel
}
const connectPage = () => connect({ type: 'messenger', config: { pageId }, credentials: { accessToken: 'EAApage' } })
const connectAccount = () =>
  connect({ type: 'instagram', config: { instagramAccountId: instagramId }, credentials: { accessToken: 'IGAAaccount' } })

async function read({ id }: Channel): Promise<Channel> {
  return (await owner.call('GET', `/api/v1/channels/${id}`)).body as Channel
}

async function credentialsOf({ id }: Channel): Promise<string | null | undefined> {
  const { rows } = await app.database.ownerPool.query<{ credentials: string | null }>('select credentials from channels where id = $1', [
    id,
  ])
  return rows[0]?.credentials
}

const now = () => Math.floor(Date.now() / 1000)

async function post(path: string, userId: string, { secret = app1.secret, issuedAt = now() } = {}) {
  const body = new URLSearchParams({ signed_request: signRequest({ userId, issuedAt }, secret) })
  const answer = await fetch(`${app.url}/meta/${path}`, { method: 'POST', body })
  return { status: answer.status, body: (await answer.json()) as { ended?: number; confirmation_code?: string } }
}

const told = async (code: string | undefined) => (await fetch(`${app.url}/meta/data-deletion/${code}`)).text()

describe('what Meta asks for after a person has removed the app', () => {
  test('is deleted though the connection had ended already, and the page says so', async () => {
    const channel = await connectPage()
    expect(await post('deauthorize', person)).toEqual({ status: 200, body: { ended: 1 } })
    expect(await read(channel)).toMatchObject({ status: 'disconnected', statusReason: expect.stringMatching(/taken back/) })
    expect(await credentialsOf(channel)).toEqual(expect.any(String))
    const { body } = await post('data-deletion', person)
    expect(await credentialsOf(channel)).toBeNull()
    expect((await read(channel)).config).toEqual({ pageId, pageName: 'Mug Shop' })
    expect(await told(body.confirmation_code)).toContain('One connection that you had made was ended')
  })

  test('the same for a connection that a person of the team had ended before', async () => {
    const channel = await connectPage()
    await owner.call('POST', `/api/v1/channels/${channel.id}/disconnect`)
    // Within the same second it would be the request of before, once more.
    await post('data-deletion', person, { issuedAt: now() + 5 })
    expect(await credentialsOf(channel)).toBeNull()
  })

  test('is known by an Instagram account that stands by itself, and may be signed with the secret of its login', async () => {
    const channel = await connectAccount()
    expect(channel.config.grantedBy).toBe(scopedId)
    expect(await post('deauthorize', scopedId, { secret: 'a guess' })).toMatchObject({ status: 401 })
    expect(await post('deauthorize', scopedId, { secret: app1.instagramSecret })).toEqual({ status: 200, body: { ended: 1 } })
    expect(await read(channel)).toMatchObject({ status: 'disconnected' })
  })
})

test('a request that comes once more ends nothing that was given since', async () => {
  const channel = await connectPage()
  await app.database.ownerPool.query(`update channels set credentials_at = now() - interval '1 hour' where id = $1`, [channel.id])
  const asked = { issuedAt: now() - 600 }
  expect(await post('deauthorize', person, asked)).toEqual({ status: 200, body: { ended: 1 } })
  const again = await owner.call('PATCH', `/api/v1/channels/${channel.id}`, { credentials: { accessToken: 'EAApage' } })
  expect(again.body).toMatchObject({ status: 'disconnected' })
  await owner.call('POST', `/api/v1/channels/${channel.id}/connect`)
  expect(await post('deauthorize', person, asked)).toEqual({ status: 200, body: { ended: 0 } })
  await post('data-deletion', person, asked)
  expect(await read(channel)).toMatchObject({ status: 'connected', config: { grantedBy: person } })
})
