import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { Problem } from '../../../contract/paging.ts'
import type { WhatsAppCustomer } from '../../../emulators/index.ts'
import { newId } from '../../platform/ids.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../testing/test-workspace.ts'

let shop: TestShop
let stranger: TestCaller
let customer: WhatsAppCustomer
let id: string
let made = 0

beforeAll(async () => {
  shop = await testShop()
  stranger = await testWorkspace(shop.app)
})
afterAll(() => shop.close())

// Each test has a customer of its own, who has written and been answered by the agent.
beforeEach(async () => {
  made += 1
  shop.openai.script(() => ({ text: 'Hello.' }))
  await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { mode: 'auto' })
  customer = shop.whatsapp.customer({ phone: `+1555800${String(made).padStart(4, '0')}`, name: `Handled No${made}` })
  await customer.send({ type: 'text', text: 'hi' }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?limit=1')
  id = data[0]?.id ?? ''
  await eventually(async () => expect((await thread()).at(-1)?.status).toMatch(/sent|delivered/))
})

const read = () => shop.ask<Conversation>('GET', `/api/v1/conversations/${id}`)
const step = (name: string, body?: object) => shop.ask<Conversation>('POST', `/api/v1/conversations/${id}/${name}`, body)
const say = (body: object) => shop.ask<Message>('POST', `/api/v1/conversations/${id}/messages`, body)
const thread = async () => (await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages?limit=100`)).data
const lines = async () => (await thread()).flatMap((message) => message.event?.name ?? [])
const texts = () => customer.inbox.map((message) => message.text)

async function upload(name: string, content: string | Buffer, type: string): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)], { type }), name)
  const answer = await fetch(`${shop.app.url}/api/v1/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.owner.key}` },
    body: form,
  })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

describe('who handles it, and where it stands', () => {
  test('to the person who had it before it was resolved, although they are still named on it', async () => {
    const { userId } = shop.owner
    await step('assign', { assigneeId: userId })
    await step('resolve')
    await customer.send({ type: 'text', text: 'one thing more' }).delivered
    await eventually(async () => expect(await read()).toMatchObject({ handler: 'agent', assigneeId: userId }))
    expect(await step('assign', { assigneeId: userId })).toMatchObject({ handler: 'user', assigneeId: userId })
  })

  test('from the agent to a person and back, each step once however often it is asked for', async () => {
    expect(await read()).toMatchObject({ status: 'pending', handler: 'agent', assigneeId: null })
    for (let times = 0; times < 3; times += 1) expect(await step('take')).toMatchObject({ status: 'open', handler: 'user' })
    for (let times = 0; times < 3; times += 1)
      expect(await step('release')).toMatchObject({ status: 'pending', handler: 'agent', assigneeId: null })
    for (let times = 0; times < 3; times += 1) expect(await step('resolve')).toMatchObject({ status: 'resolved' })
    for (let times = 0; times < 3; times += 1) expect(await step('reopen')).toMatchObject({ status: 'pending', handler: 'agent' })
    expect(await lines()).toEqual(['taken', 'released', 'resolved', 'reopened'])
  })

  test('all at once leaves one line of each kind', async () => {
    await Promise.all(Array.from({ length: 8 }, () => step('take')))
    expect(await lines()).toEqual(['taken'])
  })

  test('asking for a release again does not throw away what the agent is thinking out', async () => {
    await step('take')
    shop.openai.script(async () => {
      await sleep(500)
      return { text: 'thought out' }
    })
    await customer.send({ type: 'text', text: 'Anybody?' }).delivered
    await step('release')
    await sleep(150)
    await step('release')
    await customer.waitForMessage((message) => message.text === 'thought out')
  })

  test('to a member of the team, to nobody, and to no stranger', async () => {
    const { userId } = shop.owner
    for (let times = 0; times < 2; times += 1)
      expect(await step('assign', { assigneeId: userId })).toMatchObject({ handler: 'user', status: 'open', assigneeId: userId })
    expect(await step('assign', { assigneeId: null })).toMatchObject({ assigneeId: null, handler: 'user' })
    expect(await lines()).toEqual(['assigned', 'assigned'])
    for (const assigneeId of [newId(), (stranger as TestCaller & { userId: string }).userId]) {
      const answer = await shop.owner.call('POST', `/api/v1/conversations/${id}/assign`, { assigneeId })
      expect(answer).toMatchObject({ status: 400, body: { type: expect.stringContaining('member-not-found') } })
    }
    expect((await shop.owner.call('POST', `/api/v1/conversations/${id}/assign`, {})).status).toBe(400)
  })

  test('snoozed until a time or until the customer writes', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString()
    for (let times = 0; times < 2; times += 1)
      expect(await step('snooze', { until })).toMatchObject({ status: 'snoozed', snoozedUntil: until })
    expect(await lines()).toEqual(['snoozed'])
    await customer.send({ type: 'text', text: 'I am back' }).delivered
    expect(await read()).toMatchObject({ status: 'pending', snoozedUntil: null })
    expect(await step('snooze')).toMatchObject({ status: 'snoozed', snoozedUntil: null })
    expect(await step('reopen')).toMatchObject({ status: 'pending', snoozedUntil: null })
    const past = await shop.owner.call('POST', `/api/v1/conversations/${id}/snooze`, { until: '2020-01-01T00:00:00Z' })
    expect([past.status, (past.body as Problem).errors?.[0]?.path]).toEqual([400, 'until'])
    expect((await shop.owner.call('POST', `/api/v1/conversations/${id}/snooze`, { until: 'tomorrow' })).status).toBe(400)
  })

  test('a resolved one starts anew with the agent when the customer writes', async () => {
    await step('take')
    await step('resolve')
    await customer.send({ type: 'text', text: 'One more thing' }).delivered
    expect(await read()).toMatchObject({ status: 'pending', handler: 'agent' })
  })

  test('what is unread is counted until somebody reads it', async () => {
    await step('take')
    await customer.send({ type: 'text', text: 'one' }).delivered
    await customer.send({ type: 'text', text: 'two' }).delivered
    expect((await read()).unreadCount).toBe(2)
    for (let times = 0; times < 2; times += 1) expect((await step('read')).unreadCount).toBe(0)
    await eventually(async () =>
      expect(shop.whatsapp.ledger.entries().some((entry) => JSON.stringify(entry).includes('"read"'))).toBe(true),
    )
  })

  test.each([
    ['take', undefined],
    ['release', undefined],
    ['assign', { assigneeId: null }],
    ['resolve', undefined],
    ['reopen', undefined],
    ['snooze', {}],
    ['read', undefined],
    ['typing', undefined],
    ['messages', { text: 'intruder' }],
    ['draft/approve', undefined],
  ])('another workspace cannot %s it, nor learn that it is there', async (name, body) => {
    const theirs = await stranger.call('POST', `/api/v1/conversations/${id}/${name}`, body)
    expect(theirs.status).toBe(404)
    expect(theirs).toEqual(await stranger.call('POST', `/api/v1/conversations/${newId()}/${name}`, body))
    expect(await read()).toMatchObject({ status: 'pending', handler: 'agent' })
    expect(await lines()).toEqual([])
  })

  test('who may only look may not touch', async () => {
    const viewer = await testCaller(shop.app, shop.owner.workspaceId, 'viewer')
    for (const name of ['take', 'release', 'resolve', 'messages', 'read'])
      expect([
        name,
        (await viewer.call('POST', `/api/v1/conversations/${id}/${name}`, name === 'messages' ? { text: 'x' } : undefined)).status,
      ]).toEqual([name, 403])
  })
})

describe('what a person says', () => {
  test('takes the conversation over, is queued and sent', async () => {
    const queued = await say({ text: 'A person here.' })
    expect(queued).toMatchObject({
      conversationId: id,
      direction: 'outbound',
      author: { type: 'user', name: 'test owner' },
      type: 'text',
      text: 'A person here.',
      private: false,
      error: null,
    })
    expect(queued.status).toMatch(/queued|sending|sent/)
    expect(await read()).toMatchObject({ handler: 'user', lastMessage: { id: queued.id }, waitingSince: null })
    await customer.waitForMessage((message) => message.text === 'A person here.')
  })

  test('a private note stays in the house and takes nothing over', async () => {
    const note = await say({ text: 'Careful, a journalist.', private: true })
    expect(note).toMatchObject({ private: true, status: 'sent' })
    await sleep(700)
    expect(texts()).toEqual(['Hello.'])
    expect(shop.whatsapp.ledger.entries().filter((entry) => JSON.stringify(entry).includes('journalist'))).toEqual([])
    expect(await read()).toMatchObject({ handler: 'agent', lastMessage: { text: 'Hello.' } })
  })

  test('carries files, and answers a certain message', async () => {
    const asked = (await thread())[0] as Message
    const fileId = await upload('price list.txt', 'Kettle 25', 'text/plain')
    const sent = await say({ text: 'Here it is', attachments: [{ fileId }], replyToId: asked.id })
    expect(sent).toMatchObject({
      type: 'document',
      replyTo: { messageId: asked.id },
      attachments: [
        { kind: 'document', mimeType: 'text/plain', name: 'price list.txt', size: 9, status: 'ready', url: `/api/v1/files/${fileId}` },
      ],
    })
    const arrived = await customer.waitForMessage((message) => message.text === 'Here it is')
    expect(arrived).toMatchObject({ replyTo: asked.externalId })
  })

  test('cannot answer what was said elsewhere, nor send what belongs elsewhere', async () => {
    const fileId = await upload('once.txt', 'for one', 'text/plain')
    await say({ attachments: [{ fileId }] })
    const elsewhere = (await thread())[0] as Message
    const other = shop.whatsapp.customer({ phone: `+1555900${String(made).padStart(4, '0')}`, name: `Other ${made}` })
    await other.send({ type: 'text', text: 'hi' }).delivered
    const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${encodeURIComponent(`Other ${made}`)}`)
    const path = `/api/v1/conversations/${data[0]?.id}/messages`
    expect(await shop.owner.call('POST', path, { text: 'x', replyToId: elsewhere.id })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'replyToId', message: expect.any(String) }] },
    })
    expect((await shop.owner.call('POST', path, { text: 'x', replyToId: newId() })).status).toBe(400)
    expect((await shop.owner.call('POST', path, { attachments: [{ fileId }] })).body).toMatchObject({
      type: expect.stringContaining('file-elsewhere'),
    })
    expect((await shop.owner.call('POST', path, { attachments: [{ fileId: newId() }] })).status).toBe(400)
    await shop.owner.call('POST', `/api/v1/conversations/${data[0]?.id}/resolve`)
  })

  test.each<[string, object, string]>([
    ['nothing', {}, ''],
    ['an empty text', { text: '' }, 'text'],
    ['a text without an end', { text: 'x'.repeat(10_001) }, 'text'],
    ['eleven files', { attachments: Array.from({ length: 11 }, () => ({ fileId: newId() })) }, 'attachments'],
    ['a file that is no id', { attachments: [{ fileId: '../../etc/passwd' }] }, 'attachments.0.fileId'],
    ['a place that is not on earth', { location: { latitude: 91, longitude: 0 } }, 'location.latitude'],
    [
      'buttons without a title',
      { text: 'x', interactive: { kind: 'buttons', buttons: [{ id: '1', title: '' }] } },
      'interactive.buttons.0.title',
    ],
  ])('is refused when it is %s, with the field that is wrong', async (_what, body, field) => {
    const { status, body: problem } = await shop.owner.call('POST', `/api/v1/conversations/${id}/messages`, body)
    expect([status, (problem as Problem).errors?.map((error) => error.path)]).toEqual([400, expect.arrayContaining([field])])
    expect(await read()).toMatchObject({ handler: 'agent' })
  })

  test('cannot be said in another’s name (F50)', async () => {
    const sent = await say({
      text: 'as myself',
      direction: 'inbound',
      author: { type: 'agent' },
      status: 'read',
      createdAt: '2000-01-01T00:00:00Z',
    })
    expect(sent).toMatchObject({ direction: 'outbound', author: { type: 'user' } })
    expect(Date.parse(sent.createdAt)).toBeGreaterThan(Date.now() - 60_000)
  })

  test('only what failed is sent again, by those whose it is', async () => {
    const sent = await say({ text: 'fine' })
    await customer.waitForMessage((message) => message.text === 'fine')
    await eventually(async () => expect((await shop.owner.call('POST', `/api/v1/messages/${sent.id}/retry`)).status).toBe(409))
    expect((await stranger.call('POST', `/api/v1/messages/${sent.id}/retry`)).status).toBe(404)
    expect((await shop.owner.call('POST', `/api/v1/messages/${newId()}/retry`)).status).toBe(404)
  })

  test('says in words when the channel is no longer connected', async () => {
    const other = await shop.ask<{ id: string }>('POST', '/api/v1/channels', { type: 'webchat', name: 'Site', config: {}, credentials: {} })
    await shop.app.database.ownerPool.query('update conversations set channel_id = $2 where id = $1', [id, other.id])
    await shop.ask('POST', `/api/v1/channels/${other.id}/disconnect`)
    const sent = await say({ text: 'too late' })
    await eventually(async () => {
      const { status, error } = await shop.ask<Message>('GET', `/api/v1/messages/${sent.id}`)
      expect([status, error?.title]).toEqual(['failed', 'The channel is not connected.'])
    })
  })
})
