import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message } from '../../../contract/messages.ts'
import type { Alarm, Operations } from '../../../contract/operations.ts'
import { eventually } from '../../testing/eventually.ts'
import { readMetrics } from '../../testing/read-metrics.ts'
import { shopNumber, type TestShop, testShop, verifyToken } from '../../testing/test-shop.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'

// One app of the installation beside the app that the channel itself was set up with.
const meta = {
  appId: '1',
  appSecret: 'secret of the installation',
  verifyToken: 'words of the installation',
  loginAppSecret: 'secret of its login',
  graphVersion: 'v26.0',
}
let shop: TestShop
beforeAll(async () => {
  shop = await testShop({ config: { meta } })
}, 60_000)
afterAll(() => shop.close())

function bodyOf(message: { id: string } & Record<string, unknown>, phoneNumberId = shopNumber.phoneNumberId): string {
  const metadata = { display_phone_number: '15550000000', phone_number_id: phoneNumberId }
  const sent = { from: '15558880001', timestamp: String(Math.floor(Date.now() / 1000)), ...message }
  const value = {
    messaging_product: 'whatsapp',
    metadata,
    contacts: [{ profile: { name: 'Mia' }, wa_id: '15558880001' }],
    messages: [sent],
  }
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] })
}

async function post(url: string, body: string, secret: string): Promise<number> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
  return (await fetch(url, { method: 'POST', body, headers })).status
}

async function messages(): Promise<Message[]> {
  const { data } = await shop.ask<{ data: { id: string }[] }>('GET', '/api/v1/conversations')
  const pages = await Promise.all(
    data.map(({ id }) => shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages?limit=100`)),
  )
  return pages.flatMap((page) => page.data)
}

test('meta 1.2: the shared address takes what either app signed, and refuses everything else', async () => {
  const url = `${shop.app.url}/webhooks/meta`
  const text = (body: string) => ({ type: 'text', text: { body } })
  expect(await post(url, bodyOf({ id: 'wamid.APP', ...text('by the installation') }), meta.appSecret)).toBe(200)
  expect(await post(url, bodyOf({ id: 'wamid.OWN', ...text('by the channel') }), shopNumber.appSecret)).toBe(200)
  expect(await post(url, bodyOf({ id: 'wamid.LOGIN', ...text('by the other secret of the installation') }), meta.loginAppSecret)).toBe(200)
  expect(await post(url, bodyOf({ id: 'wamid.NOBODY', ...text('forged') }), 'a guess')).toBe(401)
  expect((await messages()).map((message) => message.externalId).filter((id) => /APP|OWN|LOGIN|NOBODY/.test(id ?? ''))).toEqual([
    'wamid.APP',
    'wamid.OWN',
    'wamid.LOGIN',
  ])
})

test('a number that nobody has connected is acknowledged, or the provider would switch off the whole app', async () => {
  const stray = bodyOf({ id: 'wamid.STRAY', type: 'text', text: { body: 'hello?' } }, '999999999')
  expect(await post(`${shop.app.url}/webhooks/meta`, stray, meta.appSecret)).toBe(200)
  expect((await messages()).some((message) => message.externalId === 'wamid.STRAY')).toBe(false)
})

test('meta 1.1: a handshake with the wrong verify token is forbidden, as a signature is unauthorized', async () => {
  for (const url of [shop.webhookUrl, `${shop.app.url}/webhooks/meta`]) {
    const answer = await fetch(`${url}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong`)
    expect([answer.status, await answer.json()]).toMatchObject([403, { type: 'urn:parley:problem:handshake-refused' }])
  }
})

test('a reaction is a message under its own id', async () => {
  const reaction = { message_id: 'wamid.APP', emoji: '👍' }
  expect(await post(shop.webhookUrl, bodyOf({ id: 'wamid.REACTION', type: 'reaction', reaction }), shopNumber.appSecret)).toBe(200)
  const found = (await messages()).find((message) => message.externalId === 'wamid.REACTION')
  expect(found).toMatchObject({ type: 'reaction', reaction: { externalMessageId: 'wamid.APP', emoji: '👍' } })
})

test('a reply names what it replies to by the provider’s id too', async () => {
  const target = (await messages()).find((message) => message.externalId === 'wamid.APP')
  const reply = await shop.ask<Message>('POST', `/api/v1/conversations/${target?.conversationId}/messages`, {
    text: 'about this',
    replyToId: target?.id,
  })
  expect(reply.replyTo).toEqual({ messageId: target?.id, externalMessageId: 'wamid.APP' })
})

test('a storm at the shared address is told to come again, and nobody else there', async () => {
  const amber = await testWorkspace(shop.app, 'Amber Lamps')
  const number = { ...shopNumber, phoneNumberId: '100200301', businessAccountId: '900800701', displayPhoneNumber: '+1 555 000 0001' }
  await shop.whatsapp.provision(number)
  const { phoneNumberId, businessAccountId, accessToken, appSecret } = number
  const config = { phoneNumberId, businessAccountId }
  const channel = { type: 'whatsapp', name: 'Amber', config, credentials: { accessToken, appSecret, verifyToken } }
  expect((await amber.call('POST', '/api/v1/channels', channel)).status).toBe(201)
  const url = `${shop.app.url}/webhooks/meta`
  const text = { type: 'text', text: { body: 'Hello?' } }
  let count = 0
  const write = (id: string): Promise<number> => post(url, bodyOf({ id: `wamid.STORM${count++}`, ...text }, id), meta.appSecret)
  const [storm, others]: [number[], number[]] = [[], []]
  // What the process can take is soon reached: the test's own work is done in it too.
  const told = (): number => storm.filter((status) => status === 503).length
  for (const end = Date.now() + 20_000; Date.now() < end && told() < 120; ) {
    const [quiet, ...loud] = await Promise.all([phoneNumberId, ...Array<string>(100).fill(shopNumber.phoneNumberId)].map(write))
    others.push(quiet as number)
    storm.push(...loud)
  }
  expect(new Set(storm)).toEqual(new Set([200, 503]))
  expect(new Set(others)).toEqual(new Set([200]))
  // Statuses of what was answered meanwhile are held back as well.
  expect((await readMetrics(shop.app.url)).get('parley_events_received_total{outcome="held-back"}')).toBeGreaterThanOrEqual(told())
  // And whoever is held back reads it; the neighbour does not.
  const alarmsOf = async (caller: TestCaller): Promise<Alarm[]> =>
    ((await caller.call('GET', '/api/v1/operations/workspace')).body as Operations).alarms
  await eventually(async () => {
    const alarm = (await alarmsOf(shop.owner)).find(({ name }) => name === 'held-back')
    expect(alarm?.what).toMatch(/1\d\d requests of providers were told to come again/)
  }, 60_000)
  expect((await alarmsOf(amber)).map(({ name }) => name)).not.toContain('held-back')
}, 110_000)

// Went wrong: each account that a body named was looked for in the database before its signature was.
test('F23: a body that nobody has signed costs the database nothing, however many accounts it names', async () => {
  const entry = Array.from({ length: 5_000 }, (_, index) => {
    const metadata = { display_phone_number: '15550000000', phone_number_id: String(7_000_000_000 + index) }
    return { id: String(index), changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, messages: [] } }] }
  })
  const commits = async () => {
    const { rows } = await shop.app.database.ownerPool.query<{ count: number }>(
      'select xact_commit::int as count from pg_stat_database where datname = current_database()',
    )
    return rows[0]?.count ?? 0
  }
  const before = await commits()
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
  expect(await post(`${shop.app.url}/webhooks/meta`, body, 'a guess')).toBe(401)
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect((await commits()) - before).toBeLessThan(1_000)
})

test('the version of the Graph API is the one that the installation names', () => {
  const paths = shop.whatsapp.ledger.entries().map(({ path }) => path)
  expect(paths.length).toBeGreaterThan(0)
  expect(paths.filter((path) => !path.startsWith('/v26.0/'))).toEqual([])
})
