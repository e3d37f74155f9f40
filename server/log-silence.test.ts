import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../contract/conversations.ts'
import { createLogger } from './platform/log.ts'
import { eventually } from './testing/eventually.ts'
import { shopNumber, type TestShop, testShop, verifyToken } from './testing/test-shop.ts'
import { ownerPassword } from './testing/test-workspace.ts'

/**
 * Promise 51 and F101: whole conversations, with everything that can go wrong on the way, at the most talkative level. No line may hold what
 * somebody wrote, who they are, or a secret.
 */

const lines: string[] = []
const planted: Record<string, string> = {
  'what the customer wrote': 'planted-words-of-the-customer',
  'what the agent answered': 'planted-words-of-the-agent',
  'a private note': 'planted-words-of-the-team',
  'the customer’s name': 'Plantedname',
  'the customer’s phone number': '5559870123',
  'the customer’s address': 'planted@customer.example',
  'the token of WhatsApp': shopNumber.accessToken,
  'the secret of WhatsApp': shopNumber.appSecret,
  'the verify token': verifyToken,
  'a key of a model provider': 'sk-planted-key-of-a-provider',
  'the instructions of the agent': 'planted-instructions',
  'a wrong password': 'planted-wrong-password',
  'the password': ownerPassword,
  'a token in an address': 'planted-token-in-an-address',
}
let shop: TestShop

beforeAll(async () => {
  const log = createLogger({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } })
  const agent = { instructions: planted['the instructions of the agent'] }
  shop = await testShop({ log, agent })
})
afterAll(() => shop.close())

const plant = (what: string): string => {
  const value = planted[what]
  if (value === undefined) throw new Error(`${what} is not planted`)
  return value
}

const send = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(shop.app.url + path, {
    ...init,
    headers: { authorization: `Bearer ${shop.owner.key}`, 'content-type': 'application/json', ...init.headers },
  })

async function talk(): Promise<string> {
  shop.openai.script(() => ({ text: plant('what the agent answered') }))
  const customer = shop.whatsapp.customer({ phone: `+1${plant('the customer’s phone number')}`, name: plant('the customer’s name') })
  await customer.send({ type: 'text', text: `${plant('what the customer wrote')} one` }).delivered
  await customer.waitForMessage()
  const conversation = await eventually(async () => {
    const [found] = (await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations')).data
    if (!found) throw new Error('there is no conversation yet')
    return found
  })
  shop.openai.faults.add({ kind: 'status', status: 500, body: { error: { message: `no: ${plant('what the customer wrote')}` } }, times: 4 })
  await customer.send({ type: 'text', text: `${plant('what the customer wrote')} two` }).delivered
  shop.whatsapp.faults.add({ kind: 'status', status: 400, code: 131026, match: { path: '/messages$' }, times: 2 })
  await shop.ask('POST', `/api/v1/conversations/${conversation.id}/messages`, { text: plant('what the agent answered') })
  await shop.ask('POST', `/api/v1/conversations/${conversation.id}/messages`, { text: plant('a private note'), private: true })
  await shop.ask('GET', `/api/v1/conversations?q=${encodeURIComponent(plant('what the customer wrote'))}`)
  return conversation.id
}

async function administer(): Promise<void> {
  const email = plant('the customer’s address')
  await shop.ask('POST', '/api/v1/contacts', { name: plant('the customer’s name'), email, phone: plant('the customer’s phone number') })
  const provider = {
    kind: 'openai-compatible',
    name: 'Ours',
    baseUrl: `${shop.openai.url}/v1`,
    apiKey: plant('a key of a model provider'),
    models: { chat: 'demo' },
  }
  expect((await send('/api/v1/model-providers', { method: 'POST', body: JSON.stringify(provider) })).status).toBeLessThan(300)
  const webhook = await shop.ask<{ id: string; secret: string }>('POST', '/api/v1/webhooks', {
    url: `https://nowhere.invalid/${plant('a token in an address')}`,
    types: ['message.created'],
  })
  planted['the secret of a webhook'] = webhook.secret.slice('whsec_'.length)
  await shop.ask('POST', `/api/v1/webhooks/${webhook.id}/test`)
  for (const password of [plant('a wrong password'), plant('the password')]) {
    const answer = await send('/api/auth/sign-in/email', { method: 'POST', body: JSON.stringify({ email: shop.owner.email, password }) })
    const [cookie = ''] = answer.headers.getSetCookie()
    if (cookie) planted['a session'] = cookie.split(';')[0]?.split('=')[1]?.slice(0, 20) ?? ''
  }
}

/** Requests as nobody should send them. */
async function misbehave(conversationId: string): Promise<void> {
  const words = plant('what the customer wrote')
  const path = `/api/v1/conversations/${conversationId}/messages`
  await send(path, { method: 'POST', body: `{"text": "${words}` })
  await send(path, { method: 'POST', body: JSON.stringify({ text: [words], [words]: 1 }) })
  await send(`/api/v1/contacts?cursor=${words}&api_key=${shop.owner.key}`)
  await send(`/nothing/here/${plant('a token in an address')}?token=${plant('a token in an address')}`)
  await send(`/api/v1/contacts/${plant('a token in an address')}`, {
    headers: { cookie: `parley.session_token=${plant('a token in an address')}` },
  })
  for (const body of [JSON.stringify({ text: words }), words]) {
    const signature = createHmac('sha256', 'another secret').update(body).digest('hex')
    await fetch(shop.webhookUrl, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    })
    const right = createHmac('sha256', shopNumber.appSecret).update(body).digest('hex')
    await fetch(shop.webhookUrl, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${right}` },
    })
  }
  await fetch(`${shop.webhookUrl}?hub.mode=subscribe&hub.verify_token=${verifyToken}&hub.challenge=1`)
}

/** The database refuses a row and says in its complaint what was in it. */
async function refuseRows(conversationId: string): Promise<void> {
  const pool = shop.app.database.ownerPool
  await pool.query(
    `alter table messages add constraint no_more check (text not like 'planted%') not valid; alter table contacts add constraint no_mail check (email is null) not valid`,
  )
  const refused = await send(`/api/v1/conversations/${conversationId}/messages`, {
    method: 'POST',
    body: JSON.stringify({ text: plant('what the agent answered') }),
  })
  expect(refused.status).toBe(500)
  await send('/api/v1/contacts', {
    method: 'POST',
    body: JSON.stringify({ name: plant('the customer’s name'), email: plant('the customer’s address') }),
  })
  const customer = shop.whatsapp.customer({ phone: `+1${plant('the customer’s phone number')}`, name: plant('the customer’s name') })
  customer.send({ type: 'text', text: `${plant('what the customer wrote')} refused` })
  // The spine keeps what it could not record in the journal.
  await eventually(async () => {
    const { data } = await shop.ask<{ data: unknown[] }>('GET', `/api/v1/channels/${shop.channelId}/events?status=failed`)
    expect(data.length).toBeGreaterThan(0)
  })
}

function findPlanted(given: readonly string[]): string[] {
  return Object.entries(planted).flatMap(([what, value]) =>
    given.filter((line) => line.includes(value)).map((line) => `${what}: ${line.slice(0, 1500)}`),
  )
}

test('promise-51, F101: no line of the log holds a word, a name, a number or a secret', { timeout: 60_000 }, async () => {
  const conversationId = await talk()
  await administer()
  await misbehave(conversationId)
  await refuseRows(conversationId)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  planted['an API key'] = shop.owner.key
  planted['the master key'] = shop.app.deps.config.secretKey.toString('base64')

  // It was logged what happened, failures with their stacks: silence would prove nothing.
  expect(lines.length).toBeGreaterThan(30)
  expect(lines.filter((line) => line.includes('"stack"')).length).toBeGreaterThan(1)
  for (const [what, value] of Object.entries(planted)) expect([what, value.length > 4]).toEqual([what, true])
  expect(findPlanted(lines)).toEqual([])
  shop.app.deps.log.info({ said: plant('what the customer wrote') }, 'a careless line')
  expect(findPlanted(lines)).toHaveLength(1)
})
