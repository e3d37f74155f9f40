import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Channel } from '../../../contract/channels.ts'
import { startTelegramEmulator, startWhatsAppEmulator, type TelegramEmulator, type WhatsAppEmulator } from '../../../emulators/index.ts'
import { newId } from '../../platform/ids.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { openConnections } from './connections.ts'
import { markChannel } from './mark-channel.ts'

const config = { phoneNumberId: '105500000000001', businessAccountId: '102200000000001' }
const credentials = { accessToken: 'EAAsecret-token', appSecret: 'the-app-secret', verifyToken: 'our-words' }
const whatsApp = { type: 'whatsapp', name: 'Shop', config, credentials }
const botToken = '123456789:AAEtestTokenOfABot_0123456789abcdef'

let app: TestApp
let owner: TestCaller
let whatsAppEmulator: WhatsAppEmulator
let telegramEmulator: TelegramEmulator
const closing: (() => Promise<unknown>)[] = []

/** Webhook addresses must be known before the app listens: this door in front of it is. */
beforeAll(async () => {
  const door = createServer(async (request, response) => {
    const { headers } = request
    const answer = await app.server.inject({
      method: request.method as 'GET' | 'POST',
      url: request.url ?? '/',
      headers: headers as Record<string, string>,
      payload: await buffer(request),
    })
    response.statusCode = answer.statusCode
    response.end(answer.rawPayload)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => door.once('listening', resolve))
  const publicUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  whatsAppEmulator = await startWhatsAppEmulator()
  telegramEmulator = await startTelegramEmulator()
  await whatsAppEmulator.provision({
    ...config,
    accessToken: credentials.accessToken,
    appSecret: credentials.appSecret,
    displayPhoneNumber: '+7 701 000 0000',
    verifiedName: 'Mug Shop',
  })
  telegramEmulator.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
  const providerUrls = {
    META_GRAPH_URL: whatsAppEmulator.url,
    TELEGRAM_API_URL: telegramEmulator.url,
    TWILIO_API_URL: null,
    STRIPE_API_URL: null,
    OPENAI_BASE_URL: null,
  }
  app = await testApp({ config: { publicUrl, providerUrls }, run: false })
  owner = await testWorkspace(app)
  closing.push(
    () => new Promise((resolve) => door.close(resolve)),
    () => app.close(),
    () => whatsAppEmulator.close(),
    () => telegramEmulator.close(),
  )
})

afterAll(async () => {
  for (const close of closing) await close()
})

async function create(body: object, as = owner): Promise<Channel> {
  const answer = await as.call('POST', '/api/v1/channels', body)
  expect(answer).toMatchObject({ status: 201 })
  return answer.body as Channel
}

test('the gallery names each type with its fields, and asks for nothing that the server makes itself', async () => {
  const { body } = (await owner.call('GET', '/api/v1/channels/types')) as {
    body: { data: { type: string; credentialFields: { name: string; required: boolean; secret: boolean }[] }[] }
  }
  expect(body.data.map((one) => one.type)).toEqual(expect.arrayContaining(['webchat', 'whatsapp', 'telegram']))
  const fields = Object.fromEntries(
    body.data.map((one) => [one.type, one.credentialFields.map((field) => [field.name, field.required, field.secret])]),
  )
  expect(fields.whatsapp).toEqual([
    ['accessToken', true, true],
    ['appSecret', true, true],
    ['verifyToken', false, true],
    ['pin', false, true],
  ])
  expect(fields.telegram).toEqual([['botToken', true, true]])
})

test('a channel is connected as it is made, and no answer or journal of acts holds a credential', async () => {
  const channel = await create(whatsApp)
  expect(channel).toMatchObject({
    status: 'connected',
    statusReason: null,
    config: { ...config, displayPhoneNumber: '+7 701 000 0000', verifiedName: 'Mug Shop' },
    agentId: null,
  })
  expect(channel.webhookUrl).toBe(`${app.deps.config.publicUrl}/webhooks/whatsapp/${channel.id}`)
  const health = await owner.call('GET', `/api/v1/channels/${channel.id}/health`)
  expect(health.body).toMatchObject({ ok: true })
  const everything = [
    channel,
    (await owner.call('GET', '/api/v1/channels')).body,
    (await owner.call('PATCH', `/api/v1/channels/${channel.id}`, { credentials: { verifyToken: 'other-words' } })).body,
    (await app.database.ownerPool.query('select * from audit_log')).rows,
    (await app.database.ownerPool.query('select * from events')).rows,
    (await app.database.ownerPool.query('select credentials, config from channels')).rows,
  ]
  for (const secret of [...Object.values(credentials), 'other-words']) expect(JSON.stringify(everything)).not.toContain(secret)
  const { rows } = await app.database.ownerPool.query(`select action from audit_log where target_id = $1 order by sequence`, [channel.id])
  expect(rows.map((row) => row.action)).toEqual(['channel.created', 'channel.updated'])
  await owner.call('DELETE', `/api/v1/channels/${channel.id}`)
})

test('a connection that fails is kept with its reason, and can be mended', async () => {
  const channel = await create({ ...whatsApp, credentials: { ...credentials, accessToken: 'EAAwrong' } })
  expect(channel).toMatchObject({ status: 'error', statusReason: expect.stringMatching(/access token/) })
  const mended = await owner.call('PATCH', `/api/v1/channels/${channel.id}`, { credentials: { accessToken: credentials.accessToken } })
  expect(mended.body).toMatchObject({ status: 'connected', statusReason: null })
  await owner.call('DELETE', `/api/v1/channels/${channel.id}`)
})

test('a second live connection of one account is refused in any workspace; once the first is ended it is not', async () => {
  const first = await create({ type: 'telegram', name: 'Bot', credentials: { botToken } })
  expect(first).toMatchObject({ status: 'connected', config: { username: 'mug_shop_bot' } })
  const other = await testWorkspace(app)
  const refused = await other.call('POST', '/api/v1/channels', { type: 'telegram', name: 'Mine', credentials: { botToken } })
  expect(refused).toMatchObject({ status: 409 })
  expect(JSON.stringify(refused.body)).not.toContain(first.id)
  expect((await owner.call('POST', `/api/v1/channels/${first.id}/disconnect`)).body).toMatchObject({ status: 'disconnected' })
  const second = await create({ type: 'telegram', name: 'Mine', credentials: { botToken } }, other)
  expect(await owner.call('POST', `/api/v1/channels/${first.id}/connect`)).toMatchObject({ status: 409 })
  await other.call('DELETE', `/api/v1/channels/${second.id}`)
  expect((await owner.call('POST', `/api/v1/channels/${first.id}/connect`)).body).toMatchObject({ status: 'connected' })
  await owner.call('DELETE', `/api/v1/channels/${first.id}`)
})

test.each([
  ['an unknown type', { type: 'pigeon', name: 'Coo' }, ['type']],
  [
    'missing fields',
    { ...whatsApp, config: {}, credentials: { accessToken: ' ' } },
    ['config.phoneNumberId', 'config.businessAccountId', 'credentials.accessToken', 'credentials.appSecret'],
  ],
  ['an agent that does not exist', { ...whatsApp, agentId: newId() }, ['agentId']],
])('%s: the answer names the fields', async (_name, body, paths) => {
  const answer = await owner.call('POST', '/api/v1/channels', body)
  expect(answer.status).toBe(400)
  expect((answer.body as { errors: { path: string }[] }).errors.map((error) => error.path)).toEqual(paths)
})

test('another workspace’s channel is none, and roles are kept', async () => {
  const channel = await create({ type: 'webchat', name: 'Website' })
  expect(channel).toMatchObject({ status: 'connected', webhookUrl: null, embed: expect.stringContaining(channel.widgetKey ?? 'none') })
  const other = await testWorkspace(app)
  const agent = await testCaller(app, owner.workspaceId, 'agent')
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/disconnect'],
    ['POST', '/connect'],
    ['GET', '/health'],
    ['GET', '/events'],
  ] as const) {
    const body = method === 'PATCH' ? { name: 'Taken' } : undefined
    expect([method, path, (await other.call(method, `/api/v1/channels/${channel.id}${path}`, body)).status]).toEqual([method, path, 404])
    if (method !== 'GET') expect((await agent.call(method, `/api/v1/channels/${channel.id}${path}`, body)).status).toBe(403)
  }
  expect((await agent.call('GET', `/api/v1/channels/${channel.id}`)).status).toBe(200)
  await owner.call('DELETE', `/api/v1/channels/${channel.id}`)
  expect((await owner.call('GET', `/api/v1/channels/${channel.id}`)).status).toBe(404)
})

test('an emptied field is as it was before it was given', async () => {
  const channel = await create({ type: 'webchat', name: 'Website', config: { greeting: 'Hello!', language: 'ru', color: '#112233' } })
  const patch = { config: { greeting: null, language: null, color: '' } }
  const { body } = (await owner.call('PATCH', `/api/v1/channels/${channel.id}`, patch)) as { body: Channel }
  expect(body.config).toMatchObject({ greeting: '', color: '#0f766e' })
  expect(body.config.language ?? null).toBeNull()
  await owner.call('DELETE', `/api/v1/channels/${channel.id}`)
})

test('lists and the journal come in pages', async () => {
  const made = [
    await create({ type: 'webchat', name: 'A' }),
    await create({ type: 'webchat', name: 'B' }),
    await create({ type: 'webchat', name: 'C' }),
  ]
  const names: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = (await owner.call('GET', `/api/v1/channels?limit=2${cursor && `&cursor=${cursor}`}`)) as {
      body: { data: Channel[]; nextCursor: string | null }
    }
    names.push(...body.data.map((one) => one.name))
    cursor = body.nextCursor
  }
  expect(names).toEqual(['A', 'B', 'C'])
  const id = made[0]?.id
  for (const status of ['processed', 'failed', 'processed']) {
    await app.database.ownerPool.query(
      `insert into channel_events (workspace_id, id, channel_id, external_id, kind, status, body) values ($1, $2, $3, 'x', 'message', $4, '{}')`,
      [owner.workspaceId, newId(), id, status],
    )
  }
  const all = (await owner.call('GET', `/api/v1/channels/${id}/events?limit=2`)).body
  expect(all).toMatchObject({ data: [{ status: 'processed' }, { status: 'failed' }], nextCursor: expect.any(String) })
  expect((await owner.call('GET', `/api/v1/channels/${id}/events?status=failed`)).body).toMatchObject({
    data: [{ status: 'failed' }],
    nextCursor: null,
  })
  expect((await owner.call('GET', `/api/v1/channels/${id}/events?cursor=nonsense`)).status).toBe(400)
  for (const one of made) await owner.call('DELETE', `/api/v1/channels/${one.id}`)
})

test('connections are found by id, account and setting, and changes are seen at once', async () => {
  const channel = await create(whatsApp)
  const connections = openConnections(app.deps)
  const target = { type: 'whatsapp', setting: 'businessAccountId', value: config.businessAccountId }
  const found = [
    await connections.byId(channel.id),
    await connections.get(owner.workspaceId, channel.id),
    await connections.byAccount('whatsapp', config.phoneNumberId),
    (await connections.byTarget(target))[0],
  ]
  for (const open of found)
    expect(open).toMatchObject({
      workspaceId: owner.workspaceId,
      channel: { id: channel.id, status: 'connected' },
      connection: { credentials },
    })
  expect(await connections.get(newId(), channel.id)).toBeNull()
  expect(await connections.byId(newId())).toBeNull()
  await markChannel(app.deps, owner.workspaceId, channel.id, 'error', 'The token was revoked.')
  expect(await connections.byId(channel.id)).toMatchObject({ channel: { status: 'error' } })
  await owner.call('POST', `/api/v1/channels/${channel.id}/disconnect`)
  await markChannel(app.deps, owner.workspaceId, channel.id, 'connected', null)
  expect(await connections.byId(channel.id)).toMatchObject({ channel: { status: 'disconnected' } })
  expect(await connections.byTarget(target)).toEqual([])
  await owner.call('DELETE', `/api/v1/channels/${channel.id}`)
})
