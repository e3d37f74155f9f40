import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WidgetMessage, WidgetSession } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'

interface Key {
  kid: string
  secret: string
}

let widget: TestWidget
beforeAll(async () => {
  widget = await testWidget()
})
afterAll(() => widget.close())

const newKey = async (channelId = widget.channelId): Promise<Key> => {
  const { status, body } = await widget.api('POST', `channels/${channelId}/identity-keys`)
  expect(status).toBe(201)
  return body as Key
}

function sign({ kid, secret }: Key, claims: object, lifetimeS = 600): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', kid })}.${part({ exp: Math.floor(Date.now() / 1000) + lifetimeS, ...claims })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

async function post<T>(path: string, token: string | null, body: unknown): Promise<T> {
  const response = await fetch(`${widget.url}/widget/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return (response.status === 204 ? undefined : await response.json()) as T
}
const session = (token: string, known: string | null = null) =>
  post<WidgetSession>('session', null, { key: widget.key, identity: { token }, token: known })

test('a signed token proves who the visitor is, and its words reach the contact', async () => {
  const key = await newKey()
  const home = await session(sign(key, { sub: 'customer-1', name: 'Kerry', email: 'kerry@example.com', phone: '+77010000000' }))
  expect(home).toMatchObject({ identity: 'verified', identityProblem: null })
  await post<WidgetMessage>('messages', home.token, { clientId: 'client-id-1', text: 'Where is my order?' })
  const { rows } = await widget.database.ownerPool.query(
    `select c.name, c.email, c.phone, i.verified from contacts c join contact_identities i on i.contact_id = c.id where i.external_id = 'user:customer-1'`,
  )
  expect(rows).toEqual([{ name: 'Kerry', email: 'kerry@example.com', phone: '+77010000000', verified: true }])
  const office = await session(sign(key, { sub: 'customer-1' }))
  expect(office.token).not.toBe(home.token)
  expect(office.state.started).toBe(true)
})

test('a new key keeps the one before it good and ends the one before that; each is shown once', async () => {
  const [first, second] = [await newKey(), await newKey()]
  expect((await session(sign(first, { sub: 'customer-2' }))).identity).toBe('verified')
  const third = await newKey()
  expect((await session(sign(second, { sub: 'customer-2' }))).identity).toBe('verified')
  expect((await session(sign(third, { sub: 'customer-2' }))).identity).toBe('verified')
  expect(await session(sign(first, { sub: 'customer-2' }))).toMatchObject({ identity: 'rejected', identityProblem: 'key' })

  const list = await widget.api('GET', `channels/${widget.channelId}/identity-keys`)
  expect((list.body as { data: Key[] }).data.map(({ kid }) => kid)).toEqual([third.kid, second.kid])
  const shown = [list.body, (await widget.api('GET', `channels/${widget.channelId}`)).body]
  const kept = await widget.database.ownerPool.query('select credentials, config from channels')
  const audit = await widget.database.ownerPool.query('select * from audit_log')
  for (const { secret } of [first, second, third]) expect(JSON.stringify([shown, kept.rows, audit.rows])).not.toContain(secret)

  const end = () => widget.api('DELETE', `channels/${widget.channelId}/identity-keys/${second.kid}`)
  expect((await end()).status).toBe(204)
  expect((await end()).status).toBe(404)
  expect((await session(sign(second, { sub: 'customer-2' }))).identity).toBe('rejected')
})

test('signed attributes reach the contact, and the page cannot write over them', async () => {
  const key = await newKey()
  const signed = { plan: 'basic', seats: 3 }
  const { token } = await session(sign(key, { sub: 'customer-3', attributes: signed }))
  await post('attributes', token, { attributes: { plan: 'gold', seats: null, city: 'Almaty' } })
  await post<WidgetMessage>('messages', token, { clientId: 'client-id-3', text: 'May I have ten seats?' })
  const known = async () => {
    const found = `select c.attributes from contacts c join contact_identities i on i.contact_id = c.id where i.external_id = 'user:customer-3'`
    return (await widget.database.ownerPool.query(found)).rows[0].attributes
  }
  expect(await known()).toEqual({ ...signed, city: 'Almaty' })
  // The website says something else now, without a word of the visitor.
  await session(sign(key, { sub: 'customer-3', attributes: { plan: 'gold' } }), token)
  expect(await known()).toEqual({ plan: 'gold', seats: 3, city: 'Almaty' })
  await post('attributes', token, { attributes: { plan: 'platinum', seats: 9 } })
  expect(await known()).toEqual({ plan: 'gold', seats: 9, city: 'Almaty' })
  expect(await session(sign(key, { sub: 'customer-3', attributes: 'gold' }))).toMatchObject({ identityProblem: 'claims' })
})

test('a token of another chat, an old one and a forged one open nothing and leave nothing', async () => {
  const key = await newKey()
  const other = await newKey((await widget.addChannel()).channelId)
  const owner = await session(sign(key, { sub: 'customer-3' }))
  await post('messages', owner.token, { clientId: 'client-id-2', text: 'My address is secret' })
  const tries = [
    [sign(other, { sub: 'customer-3', name: 'Mallory' }), 'key'],
    [sign({ ...other, kid: key.kid }, { sub: 'customer-3', name: 'Mallory' }), 'signature'],
    [sign(key, { sub: 'customer-3', name: 'Mallory' }, -3600), 'expired'],
    [sign(key, { sub: 'customer-3', name: 'Mallory' }, 48 * 3600), 'lifetime'],
  ] as const
  for (const [token, identityProblem] of tries) {
    const refused = await session(token)
    expect(refused).toMatchObject({ identity: 'rejected', identityProblem, state: { started: false } })
  }
  const { rows } = await widget.database.ownerPool.query(`select 1 from widget_visitors where name = 'Mallory'`)
  expect(rows).toEqual([])
  // A visitor who is known keeps their conversation when the website's token has run out.
  expect(await session(tries[2][0], owner.token)).toMatchObject({ token: owner.token, identity: 'rejected', state: { started: true } })
})
