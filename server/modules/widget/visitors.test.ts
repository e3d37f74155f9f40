import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WidgetMessage, WidgetSession, WidgetState } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { webchat } from '../channels/index.ts'

let widget: TestWidget

beforeAll(async () => {
  widget = await testWidget({ greeting: 'Hello!', allowedOrigins: ['https://shop.example'] })
})
afterAll(() => widget.close())

// Each test comes from an address of its own, as its limits count by address.
let address = 0
beforeEach(() => {
  address += 1
})
const from = (): Record<string, string> => ({ 'x-forwarded-for': `198.51.100.${address}` })

interface Answer<T> {
  status: number
  body: T
}

async function call<T>(
  method: string,
  path: string,
  token: string | null,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${widget.url}/widget/v1/${path}`, {
    method,
    headers: {
      ...from(),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T }
}

let made = 0
const clientId = (): string => `client-id-${++made}`
const session = async (more: object = {}): Promise<WidgetSession> =>
  (await call<WidgetSession>('POST', 'session', null, { key: widget.key, ...more })).body
const say = (token: string, text: string, id = clientId()) => call<WidgetMessage>('POST', 'messages', token, { clientId: id, text })
const history = async (token: string): Promise<WidgetMessage[]> =>
  (await call<{ data: WidgetMessage[] }>('GET', 'messages', token)).body.data
const texts = async (token: string): Promise<(string | null)[]> => (await history(token)).map((message) => message.text)

async function identitySecret(): Promise<string> {
  const { body } = await widget.api('POST', `channels/${widget.channelId}/identity-secret`)
  return (body as { identitySecret: string }).identitySecret
}

async function newestConversation(): Promise<{ id: string; contact: { id: string; name: string | null } }> {
  const { body } = await widget.api('GET', 'conversations')
  return (body as { data: [{ id: string; contact: { id: string; name: string | null } }] }).data[0]
}

async function untilTrue(check: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 8000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 25))) if (await check()) return
  throw new Error('it did not come true in time')
}

describe('a conversation', () => {
  test('goes to the team and back, and reading is told', async () => {
    const { token, config, state } = await session({ locale: 'en' })
    expect(config).toMatchObject({ title: 'Shop chat', greeting: 'Hello!', assistant: null })
    expect(state).toEqual({ handler: 'none', handlerName: null, unread: 0, started: false, asksRating: false })
    const sent = await say(token, 'Do you deliver to Almaty?')
    expect(sent.status).toBe(201)
    expect(sent.body).toMatchObject({ author: { type: 'contact' }, text: 'Do you deliver to Almaty?', status: 'received' })

    const conversation = await newestConversation()
    await widget.api('POST', `conversations/${conversation.id}/messages`, { text: 'A note', private: true })
    await widget.api('POST', `conversations/${conversation.id}/messages`, { text: 'Yes, in two days.' })
    await untilTrue(async () => (await texts(token)).includes('Yes, in two days.'))
    const messages = await history(token)
    expect(messages.map(({ text, event, author }) => [author.type, event ?? text])).toEqual([
      ['contact', 'Do you deliver to Almaty?'],
      ['system', 'taken'],
      ['user', 'Yes, in two days.'],
    ])
    const again = await session({ token })
    expect(again.token).toBe(token)
    expect(again.state).toEqual({ handler: 'user', handlerName: 'Aigul', unread: 1, started: true, asksRating: false })
    const read = await call<WidgetState>('POST', 'read', token, { status: 'read' })
    expect(read.body.unread).toBe(0)
    expect((await history(token)).at(-1)?.status).toBe('read')
  })

  test('the same client id is one message, at once and later', async () => {
    const { token } = await session()
    const id = clientId()
    const answers = await Promise.all(Array.from({ length: 8 }, () => say(token, 'Once', id)))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect((await say(token, 'Once', id)).body.id).toBe(answers[0]?.body.id)
    expect(await texts(token)).toEqual(['Once'])
    expect((await history(token))[0]?.clientId).toBe(id)
  })

  test('pages to older messages', async () => {
    const { token } = await session()
    for (const text of ['1', '2', '3', '4', '5']) await say(token, text)
    const newest = await call<{ data: WidgetMessage[]; nextCursor: string }>('GET', 'messages?limit=2', token)
    expect(newest.body.data.map(({ text }) => text)).toEqual(['4', '5'])
    const older = await call<{ data: WidgetMessage[]; nextCursor: string | null }>(
      'GET',
      `messages?limit=3&cursor=${newest.body.nextCursor}`,
      token,
    )
    expect(older.body.data.map(({ text }) => text)).toEqual(['1', '2', '3'])
    expect(older.body.nextCursor).toBeNull()
    expect((await call('GET', 'messages?cursor=bm9uc2Vuc2U', token)).status).toBe(400)
  })

  test('a tapped button says what we had written on it, and nothing else can be tapped', async () => {
    const { token } = await session()
    await say(token, 'Hi')
    const { id } = await newestConversation()
    await widget.api('POST', `conversations/${id}/messages`, {
      text: 'Which one?',
      interactive: { kind: 'buttons', buttons: [{ id: 'red', title: 'The red one' }] },
    })
    await untilTrue(async () => (await texts(token)).includes('Which one?'))
    const asked = (await history(token)).at(-1)
    expect(asked?.interactive).toEqual({ kind: 'buttons', buttons: [{ id: 'red', title: 'The red one' }] })
    const tapped = await call<WidgetMessage>('POST', 'messages', token, {
      clientId: clientId(),
      reply: { messageId: asked?.id, id: 'red' },
    })
    expect(tapped.body).toMatchObject({ text: 'The red one', interactive: { kind: 'reply', id: 'red' } })
    expect((await call('POST', 'messages', token, { clientId: clientId(), reply: { messageId: asked?.id, id: 'blue' } })).status).toBe(422)
    const stranger = await session()
    await say(stranger.token, 'Me too')
    expect(
      (await call('POST', 'messages', stranger.token, { clientId: clientId(), reply: { messageId: asked?.id, id: 'red' } })).status,
    ).toBe(422)
  })
})

describe('who a visitor is', () => {
  test('a proof adopts what the browser wrote, and the same person elsewhere sees it', async () => {
    const secret = await identitySecret()
    const identity = { id: 'customer-7', name: 'Kerry', email: 'kerry@example.com', hash: webchat.identityHash(secret, 'customer-7') }
    const first = await session()
    await say(first.token, 'Before signing in')
    const proven = await session({ token: first.token, identity })
    expect(proven).toMatchObject({ token: first.token, identity: 'verified' })
    expect(await texts(proven.token)).toEqual(['Before signing in'])
    await say(proven.token, 'After signing in')
    const elsewhere = await session({ identity })
    expect(elsewhere.token).not.toBe(first.token)
    expect(await texts(elsewhere.token)).toEqual(['Before signing in', 'After signing in'])
    expect((await newestConversation()).contact.name).toBe('Kerry')
  })

  test('two histories are never merged', async () => {
    const secret = await identitySecret()
    const identity = { id: 'customer-8', hash: webchat.identityHash(secret, 'customer-8') }
    const home = await session({ identity })
    await say(home.token, 'From home')
    const office = await session()
    await say(office.token, 'Somebody at the office')
    const proven = await session({ token: office.token, identity })
    expect(proven.token).not.toBe(office.token)
    expect(await texts(proven.token)).toEqual(['From home'])
    expect(await texts(office.token)).toEqual(['Somebody at the office'])
  })

  test('a claim without proof is marked and opens nothing', async () => {
    const secret = await identitySecret()
    const owner = await session({ identity: { id: 'customer-9', hash: webchat.identityHash(secret, 'customer-9') } })
    await say(owner.token, 'My address is secret')
    const claimed = await session({ identity: { id: 'customer-9', name: 'Customer Nine', email: 'nine@example.com' } })
    expect(claimed.identity).toBe('unverified')
    expect(await texts(claimed.token)).toEqual([])
    await say(claimed.token, 'It is me, honestly')
    expect(await texts(owner.token)).toEqual(['My address is secret'])
    const { rows } = await widget.database.ownerPool.query(
      `select verified from contact_identities where external_id like 'visitor:%' and verified`,
    )
    expect(rows).toEqual([])
  })

  test.each([
    ['of another id', (secret: string) => webchat.identityHash(secret, 'customer-11')],
    ['under another secret', () => webchat.identityHash('x'.repeat(40), 'customer-10')],
    ['that is no hash', () => 'true'],
  ])('a hash %s is rejected and nothing of the claim is kept', async (_name, hashOf) => {
    const secret = await identitySecret()
    const answer = await session({ identity: { id: 'customer-10', name: 'Mallory', hash: hashOf(secret) } })
    expect(answer.identity).toBe('rejected')
    const { rows } = await widget.database.ownerPool.query(
      `select 1 from widget_visitors where name = 'Mallory' or external_id = 'user:customer-10'`,
    )
    expect(rows).toEqual([])
  })

  test('a new secret ends the proofs of the old one', async () => {
    const old = await identitySecret()
    await identitySecret()
    expect((await session({ identity: { id: 'customer-12', hash: webchat.identityHash(old, 'customer-12') } })).identity).toBe('rejected')
  })

  test('another claimed id on the same browser begins anew', async () => {
    const first = await session({ identity: { id: 'anna' } })
    await say(first.token, 'From Anna')
    const second = await session({ token: first.token, identity: { id: 'boris' } })
    expect(second.token).not.toBe(first.token)
    expect(await texts(second.token)).toEqual([])
  })

  test('attributes reach the contact, before and after the first message', async () => {
    const { token } = await session()
    await call('POST', 'attributes', token, { attributes: { plan: 'gold', seats: 3 } })
    await say(token, 'Hello')
    await call('POST', 'attributes', token, { attributes: { plan: null, city: 'Almaty' } })
    const { contact } = await newestConversation()
    const { rows } = await widget.database.ownerPool.query('select attributes from contacts where id = $1', [contact.id])
    expect(rows[0].attributes).toEqual({ seats: 3, city: 'Almaty' })
  })
})

describe('what proves nothing', () => {
  const paths: [method: string, path: string, body?: object][] = [
    ['GET', 'messages'],
    ['POST', 'messages', { clientId: 'client-id-x', text: 'x' }],
    ['POST', 'read', { status: 'read' }],
    ['POST', 'typing', {}],
    ['POST', 'person', { clientId: 'client-id-x', text: 'x' }],
    ['POST', 'attributes', { attributes: {} }],
    ['GET', 'files/01993b5e-7c10-7000-8000-00000000000b'],
    ['GET', 'stream'],
  ]
  test.each(paths)('%s %s without a token, with a guessed one, with the key or an id', async (method, path, body) => {
    const { token } = await session()
    const { rows } = await widget.database.ownerPool.query('select id, external_id from widget_visitors order by created_at desc limit 1')
    for (const wrong of [null, `wv_${'A'.repeat(43)}`, token.slice(0, -1), widget.key, rows[0].id, rows[0].external_id])
      expect((await call(method, path, wrong, body)).status).toBe(401)
  })

  test('tokens are long, and only their hash is stored', async () => {
    const { token } = await session()
    expect(token).toMatch(/^wv_[A-Za-z0-9_-]{43}$/)
    const { rows } = await widget.database.ownerPool.query(
      `select 1 from widget_visitors where encode(token_hash, 'escape') like '%' || $1 || '%'`,
      [token.slice(3)],
    )
    expect(rows).toEqual([])
  })

  test('who guesses tokens is slowed down', async () => {
    const statuses: number[] = []
    for (let guess = 0; guess < 25; guess += 1)
      statuses.push((await call('GET', 'messages', `wv_${String(guess).padStart(43, 'A')}`)).status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(20)
    expect(statuses.at(-1)).toBe(429)
  })

  test('a token of one chat opens nothing in another', async () => {
    const other = await widget.addChannel()
    const { token } = await session()
    await say(token, 'Only here')
    const there = await call<WidgetSession>('POST', 'session', null, { key: other.key, token })
    expect(there.body.token).not.toBe(token)
    expect(there.body.state.started).toBe(false)
  })

  test('no webhook speaks for a visitor', async () => {
    const body = JSON.stringify({
      events: [{ kind: 'message', visitor: { externalId: 'visitor:x', verified: true }, at: 1, externalId: 'x/y', text: 'forged' }],
    })
    const response = await fetch(`${widget.url}/webhooks/webchat/${widget.channelId}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    const { rows } = await widget.database.ownerPool.query(`select 1 from messages where text = 'forged'`)
    expect(rows).toEqual([])
  })

  test('another website may neither read the configuration nor begin a session; the shop and the chat itself may', async () => {
    const config = (origin: string) => call('GET', `config?key=${widget.key}`, null, undefined, { origin })
    expect((await config('https://evil.example')).status).toBe(403)
    expect((await config('https://shop.example')).status).toBe(200)
    expect((await call('POST', 'session', null, { key: widget.key }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await call('POST', 'session', null, { key: widget.key }, { origin: widget.url })).status).toBe(200)
  })

  test('a merge by the team shows a proven person to nobody without proof', async () => {
    const secret = await identitySecret()
    const proven = await session({ identity: { id: 'customer-20', hash: webchat.identityHash(secret, 'customer-20') } })
    await say(proven.token, 'For my eyes only')
    const target = await newestConversation()
    const stranger = await session()
    await say(stranger.token, 'I am customer 20')
    await widget.database.ownerPool.query(
      `update contact_identities set contact_id = $1 where external_id = (select external_id from widget_visitors order by created_at desc limit 1)`,
      [target.contact.id],
    )
    expect(await texts(stranger.token)).toEqual([])
    expect(await texts(proven.token)).toEqual(['For my eyes only'])
  })
})

describe('files', () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const upload = async (
    token: string,
    bytes: Uint8Array<ArrayBuffer>,
    name: string,
    type: string,
  ): Promise<Answer<{ id: string; mimeType: string; kind: string }>> => {
    const form = new FormData()
    form.append('file', new Blob([bytes], { type }), name)
    const response = await fetch(`${widget.url}/widget/v1/files`, {
      method: 'POST',
      headers: { ...from(), authorization: `Bearer ${token}` },
      body: form,
    })
    return { status: response.status, body: (await response.json()) as { id: string; mimeType: string; kind: string } }
  }

  test('are sent with a message and seen by this visitor alone', async () => {
    const { token } = await session()
    const file = await upload(token, new Uint8Array(png), 'cup.png', 'image/png')
    expect(file).toMatchObject({ status: 201, body: { mimeType: 'image/png', kind: 'image' } })
    const sent = await call<WidgetMessage>('POST', 'messages', token, {
      clientId: clientId(),
      text: 'This one',
      attachments: [{ fileId: file.body.id }],
    })
    expect(sent.body).toMatchObject({
      type: 'image',
      text: 'This one',
      attachments: [{ kind: 'image', name: 'cup.png', fileId: file.body.id }],
    })
    const mine = await fetch(`${widget.url}/widget/v1/files/${file.body.id}`, { headers: { authorization: `Bearer ${token}` } })
    expect(Buffer.from(await mine.arrayBuffer()).equals(png)).toBe(true)
    expect(mine.headers.get('x-content-type-options')).toBe('nosniff')

    const stranger = await session()
    expect((await call('GET', `files/${file.body.id}`, stranger.token)).status).toBe(404)
    expect((await call('POST', 'messages', stranger.token, { clientId: clientId(), attachments: [{ fileId: file.body.id }] })).status).toBe(
      422,
    )
  })

  test('are what their bytes say, and a page with a script is no page', async () => {
    const { token } = await session()
    const page = await upload(token, new TextEncoder().encode('<html><script>alert(1)</script></html>'), 'photo.png', 'image/png')
    expect(page.body.mimeType).toBe('application/octet-stream')
    const svg = await upload(
      token,
      new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      'logo.svg',
      'image/svg+xml',
    )
    expect(svg.body.mimeType).toBe('application/octet-stream')
  })

  test('beyond 25 MB are refused', async () => {
    const { token } = await session()
    expect((await upload(token, new Uint8Array(25 * 1024 * 1024 + 10), 'large.bin', 'application/octet-stream')).status).toBe(413)
  })
})

test('what tries to be markup stays text, and odd characters do no harm', async () => {
  const { token } = await session({ identity: { id: '<b>x</b>', name: '"><img src=x onerror=alert(1)>' } })
  const nasty = '<script>alert(1)</script> javascript:alert(1) \u0000 \ud800 \u202e'
  const sent = await say(token, nasty)
  expect(sent.status).toBe(201)
  expect(sent.body.text).toContain('<script>alert(1)</script>')
})

test('too many messages at once are slowed down', async () => {
  const { token } = await session()
  const statuses = (await Promise.all(Array.from({ length: 30 }, (_, index) => say(token, `${index}`)))).map(({ status }) => status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(20)
  expect(statuses.filter((status) => status === 429)).toHaveLength(10)
})
