import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../platform/clock.ts'
import type { ChannelAdapter, Connection, RawRequest } from '../adapter.ts'
import { createInstagramAdapter } from '../instagram/index.ts'
import { connection as instagramConnection } from '../instagram/instagram-fixtures.ts'
import { createMessengerAdapter } from '../messenger/index.ts'
import { connection as messengerConnection } from '../messenger/messenger-fixtures.ts'
import { readFields } from '../read-fields.ts'
import { createWhatsAppAdapter } from '../whatsapp/index.ts'
import { connection as whatsAppConnection } from '../whatsapp/whatsapp-fixtures.ts'
import { checkAppSecret } from './check-secret.ts'
import { explainMessaging } from './messaging/explain-messaging.ts'

const noFetch = () => Promise.reject(new Error('nothing is asked here'))
const installation = (appSecret: string | null) => ({
  fetch: noFetch,
  fetchMedia: noFetch,
  clock: systemClock,
  app: { appId: '1200', appSecret },
})

interface Kind {
  name: string
  make(installationsSecret: string | null): ChannelAdapter
  on: Connection<unknown, unknown>
}

const kinds: Kind[] = [
  { name: 'WhatsApp', make: (secret) => createWhatsAppAdapter(installation(secret)), on: whatsAppConnection },
  { name: 'Messenger', make: (secret) => createMessengerAdapter(installation(secret)), on: messengerConnection },
  { name: 'Instagram', make: (secret) => createInstagramAdapter(installation(secret)), on: instagramConnection },
]

const body = Buffer.from('{}')
function signedBy(secret: string): RawRequest {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  return { method: 'POST', url: '/webhooks/x/x', query: {}, headers: { 'x-hub-signature-256': `sha256=${signature}` }, body }
}

describe.each(kinds)('$name: a secret of the installation’s app that its operator changes', ({ make, on }) => {
  const given = { config: on.settings as Record<string, unknown>, credentials: { accessToken: 'x', verifyToken: 'y' } }

  test('is taken of a channel that stored the old one', () => {
    const connection = { ...on, credentials: { ...(on.credentials as object), appSecret: 'old' } }
    expect(make('new').verify(signedBy('new'), connection)).toEqual({ kind: 'accepted' })
    expect(make('new').verify(signedBy('a guess'), connection)).toMatchObject({ kind: 'refused', status: 401 })
  })

  test('stands for one that nobody entered, and is not stored', () => {
    const { entered, credentials } = readFields(make('old'), given)
    expect(entered).toEqual({ accessToken: 'x', verifyToken: 'y' })
    expect(credentials).toMatchObject({ appSecret: 'old' })
    expect(make('new').credentials.parse(entered)).toMatchObject({ appSecret: 'new' })
  })

  test('has to be entered where the installation has none', () => {
    expect(() => readFields(make(null), given)).toThrow(/missing or not valid/)
  })
})

describe('the check of an app secret', () => {
  const answering = (code: number, message: string) => ({
    provider: 'messenger',
    baseUrl: 'https://graph.example',
    apiVersion: 'v25.0',
    explain: (error: Parameters<typeof explainMessaging>[1]) => explainMessaging('Messenger', error),
    fetch: async () => new Response(JSON.stringify({ error: { code, message, type: 'GraphMethodException' } }), { status: 400 }),
  })
  const ask = (code: number, message: string) =>
    checkAppSecret(answering(code, message), { accessToken: 'x', appSecrets: ['one', null, 'two'], path: '/1' })

  test('condemns a secret by Graph’s own words only', async () => {
    expect(await ask(100, 'Invalid appsecret_proof provided in the API argument')).toMatchObject([{ ok: false, breaks: true }])
    expect(await ask(100, '(#100) Tried accessing nonexisting field (id)')).toEqual([])
    expect(await ask(2, 'Service temporarily unavailable')).toEqual([])
  })

  test('is content with the installation’s own of the day', async () => {
    const right = createHmac('sha256', 'two').update('x').digest('hex')
    const fetch = async (url: string | URL) =>
      String(url).includes(right)
        ? new Response('{"id":"1"}')
        : new Response(JSON.stringify({ error: { code: 100, message: 'Invalid appsecret_proof provided in the API argument' } }), {
            status: 400,
          })
    const options = { ...answering(0, ''), fetch }
    expect(await checkAppSecret(options, { accessToken: 'x', appSecrets: ['one', 'two'], path: '/1' })).toMatchObject([{ ok: true }])
  })
})
