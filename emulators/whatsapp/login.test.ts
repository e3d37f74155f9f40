import { afterEach, beforeEach, expect, test } from 'vitest'
import { accessToken, startFixture, type WhatsAppFixture } from './whatsapp-fixture.ts'

const app = { id: '1000000000000001', secret: 'app secret' }
const redirectUri = 'https://shop.example/callback'
let fixture: WhatsAppFixture
beforeEach(async () => {
  fixture = await startFixture({ app })
})
afterEach(() => fixture.close())

async function newCode(): Promise<string> {
  const query = new URLSearchParams({ client_id: app.id, redirect_uri: redirectUri, config_id: '7', state: 's' })
  const answer = await fetch(`${fixture.emulator.url}/v25.0/dialog/oauth?${query}`, { redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
}

async function redeem(code: string): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({ client_id: app.id, client_secret: app.secret, redirect_uri: redirectUri, code })
  return (await fetch(`${fixture.emulator.url}/v25.0/oauth/access_token?${query}`)).json() as Promise<Record<string, unknown>>
}

test('meta 3.7, 9.6: a code of the signup is good once', async () => {
  const code = await newCode()
  expect(await redeem(code)).toMatchObject({ access_token: accessToken, token_type: 'bearer' })
  expect(await redeem(code)).toMatchObject({ error: { code: 100 } })
})

test('meta 3.7, 9.6: and for half a minute', async () => {
  const [early, late] = [await newCode(), await newCode()]
  fixture.clock.now += 29_000
  expect(await redeem(early)).toHaveProperty('access_token')
  fixture.clock.now += 2_000
  expect(await redeem(late)).toMatchObject({ error: { code: 100 } })
})
