import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Channel, ChannelGrant } from '../../../../contract/channels.ts'
import { startWhatsAppEmulator, type WhatsAppEmulator } from '../../../../emulators/index.ts'
import { freePort } from '../../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { ownerPassword, testWorkspace } from '../../../testing/test-workspace.ts'

/* A business signs in with its WhatsApp numbers; one that is new on the Cloud API is registered on the way. */

const app1 = { id: '1200', secret: 'the-app-secret' }
const businessAccountId = '102200000000001'
let whatsApp: WhatsAppEmulator
let app: TestApp
let cookie: string

beforeAll(async () => {
  whatsApp = await startWhatsAppEmulator({ app: app1 })
  const token = { businessAccountId, businessId: '300400500', accessToken: 'EAAbusiness', appSecret: app1.secret }
  await whatsApp.provision({ ...token, phoneNumberId: '105500000000001', displayPhoneNumber: '+7 701 000 0001', verifiedName: 'Mug Shop' })
  await whatsApp.provision({ ...token, phoneNumberId: '105500000000002', displayPhoneNumber: '+7 701 000 0002', verifiedName: 'Lamp Shop' })
  const port = await freePort()
  app = await testApp({
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      meta: { appId: app1.id, appSecret: app1.secret, verifyToken: 'our words', signupConfigId: '777' },
      providerUrls: {
        META_GRAPH_URL: whatsApp.url,
        TELEGRAM_API_URL: null,
        TWILIO_API_URL: null,
        STRIPE_API_URL: null,
        OPENAI_BASE_URL: null,
      },
    },
    run: false,
  })
  const { email } = await testWorkspace(app)
  const answer = await app.server.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password: ownerPassword } })
  cookie = [answer.headers['set-cookie']]
    .flat()
    .map((line) => line?.split(';')[0])
    .join('; ')
}, 60_000)
afterAll(async () => {
  await app.close()
  await whatsApp.close()
})

async function ask<T>(method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object): Promise<{ status: number; body: T }> {
  const headers = { cookie, origin: app.deps.config.publicUrl }
  const answer = await app.server.inject({ method, url: `/api/v1/channels${path}`, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}

async function signIn(): Promise<ChannelGrant> {
  const { body } = await ask<{ url: string }>('POST', '/grants', { type: 'whatsapp' })
  expect(new URL(body.url).searchParams.get('config_id')).toBe('777')
  const back = new URL((await fetch(body.url, { redirect: 'manual' })).headers.get('location') ?? '')
  const { state = '', code = '' } = Object.fromEntries(back.searchParams)
  const { status, body: grant } = await ask<ChannelGrant>('POST', '/grants/complete', { state, code })
  expect(status).toBe(200)
  return grant
}

test('meta 3.7: all numbers of the business are offered, and the chosen one is connected', async () => {
  const grant = await signIn()
  expect(grant.accounts).toEqual([
    { id: '105500000000001', name: 'Mug Shop · +7 701 000 0001' },
    { id: '105500000000002', name: 'Lamp Shop · +7 701 000 0002' },
  ])
  const made = await ask<Channel>('POST', '', { type: 'whatsapp', name: 'Mugs', grant: { id: grant.id, accountId: '105500000000001' } })
  expect(made.body).toMatchObject({ status: 'connected', config: { phoneNumberId: '105500000000001', businessAccountId } })
})

test('meta 3.7: a number that is new is registered with a PIN of ours; one that has its own is asked for it', async () => {
  const number = whatsApp.cloud.numbers.get('105500000000002')
  Object.assign(number ?? {}, { isRegistered: false, pin: '246810' })
  const { id } = await signIn()
  const made = await ask<Channel>('POST', '', { type: 'whatsapp', name: 'Lamps', grant: { id, accountId: '105500000000002' } })
  expect(made.body).toMatchObject({ status: 'error', statusReason: expect.stringContaining('another PIN') })
  const mended = await ask<Channel>('PATCH', `/${made.body.id}`, { credentials: { pin: '246810' } })
  expect(mended.body).toMatchObject({ status: 'connected', statusReason: null })
  Object.assign(number ?? {}, { isRegistered: false, pin: undefined })
  const again = await ask<Channel>('POST', `/${made.body.id}/connect`, {})
  expect([again.body.status, number?.isRegistered, number?.pin]).toEqual(['connected', true, '246810'])
})

test('whoever opens all accounts at once is offered those of the business; where Meta names not even that, it says so', async () => {
  whatsApp.cloud.opensAll = true
  expect((await signIn()).accounts.map(({ id }) => id)).toEqual(['105500000000001', '105500000000002'])
  const account = whatsApp.cloud.accounts.get(businessAccountId)
  if (account) account.businessId = undefined
  const { body } = await ask<{ url: string }>('POST', '/grants', { type: 'whatsapp' })
  const back = new URL((await fetch(body.url, { redirect: 'manual' })).headers.get('location') ?? '')
  const { state = '', code = '' } = Object.fromEntries(back.searchParams)
  expect(await ask('POST', '/grants/complete', { state, code })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('choose the accounts one by one') },
  })
  whatsApp.cloud.opensAll = false
  if (account) account.businessId = '300400500'
})

test('the PIN that was made for a number is shown to whoever manages it, and signing in again does not replace it', async () => {
  const number = whatsApp.cloud.numbers.get('105500000000001')
  const channels = await ask<{ data: Channel[] }>('GET', '')
  const id = channels.body.data.find(({ config }) => config.phoneNumberId === '105500000000001')?.id
  const pin = async () => {
    const { body } = await ask<{ data: { name: string; value: string }[] }>('GET', `/${id}/own-secrets`)
    return body.data.find(({ name }) => name === 'pin')?.value
  }
  const first = await pin()
  expect(first).toMatch(/^\d{6}$/)
  const grant = await signIn()
  await ask('PATCH', `/${id}`, { grant: { id: grant.id, accountId: '105500000000001' } })
  expect(await pin()).toBe(first)
  // It is the one by which the number is registered.
  Object.assign(number ?? {}, { isRegistered: false, pin: undefined })
  await ask('POST', `/${id}/connect`, {})
  expect(number?.pin).toBe(first)
})
