import { createHmac } from 'node:crypto'
import { connect as connectSocket } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel } from '../../../contract/channels.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { type RecordedProvider, recordedProviders } from './histories-fixtures.ts'

/*
 * What is no webhook body, or only half of one: nothing crashes, nothing is acknowledged and lost. Numbers are those of the threats that we test against.
 */

const nowhere = 'http://127.0.0.1:9'
let app: TestApp
let owner: TestCaller
let customers = 8_500_000
const channels = new Map<string, Channel>()

beforeAll(async () => {
  const providerUrls = {
    META_GRAPH_URL: nowhere,
    TELEGRAM_API_URL: nowhere,
    TWILIO_API_URL: null,
    STRIPE_API_URL: null,
    OPENAI_BASE_URL: null,
  }
  app = await testApp({ config: { providerUrls } })
  owner = await testWorkspace(app)
  for (const { type, config, credentials } of recordedProviders) {
    const { body } = await owner.call('POST', '/api/v1/channels', { type, name: type, config, credentials })
    channels.set(type, body as Channel)
  }
}, 60_000)
afterAll(() => app.close())

const whatsApp = recordedProviders.find(({ type }) => type === 'whatsapp') as RecordedProvider

function newCustomer(): number {
  customers += 1
  return customers
}

function signed({ credentials }: RecordedProvider, body: Buffer): Record<string, string> {
  const { appSecret = '', webhookSecret = '' } = credentials
  return {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
    'x-telegram-bot-api-secret-token': webhookSecret,
  }
}

/** As a provider does: what is told to come again, because too much is going on just then, is sent again. */
async function post(provider: RecordedProvider, body: Buffer, headers: Record<string, string> = {}): Promise<number> {
  const channel = channels.get(provider.type) as Channel
  const url = `${app.url}/webhooks/${channel.type}/${channel.id}`
  for (;;) {
    const answer = await fetch(url, { method: 'POST', headers: { ...signed(provider, body), ...headers }, body: new Uint8Array(body) })
    await answer.text()
    if (answer.status !== 503) return answer.status
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const bodyOf = (provider: RecordedProvider, pieces: readonly object[]) => Buffer.from(JSON.stringify(provider.wrap(pieces)))

async function messagesOf(provider: RecordedProvider, customer: number): Promise<string[]> {
  const { rows } = await app.database.ownerPool.query<{ external_id: string }>(
    `select m.external_id from messages m join contact_identities i on i.workspace_id = m.workspace_id and i.contact_id = m.contact_id
     where m.channel_id = $1 and i.channel_id = $1 and i.external_id = $2 and m.external_id is not null order by 1`,
    [channels.get(provider.type)?.id, provider.customerId(customer)],
  )
  return rows.map((row) => row.external_id)
}

async function eventCount(provider: RecordedProvider): Promise<number> {
  const { rows } = await app.database.ownerPool.query<{ n: number }>(
    'select count(*)::int as n from channel_events where channel_id = $1',
    [channels.get(provider.type)?.id],
  )
  return rows[0]?.n ?? 0
}

/** Sets what is at one of the places of a value to something else. */
function spoil(value: unknown, choose: number, by: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(value)) as object
  const places: [object, string][] = []
  const walk = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return
    for (const key of Object.keys(at)) {
      places.push([at, key])
      walk((at as Record<string, unknown>)[key])
    }
  }
  walk(copy)
  const place = places[choose % Math.max(1, places.length)]
  if (place) Object.assign(place[0], { [place[1]]: by })
  return copy
}

const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    1e308,
    -1,
    '9'.repeat(400),
    {},
    [],
    null,
    'x'.repeat(20_000),
    '__proto__',
    '%24%7Bjndi:ldap://x%7D',
    "'; drop table messages; --",
  ),
)

describe.each(recordedProviders.map((provider) => [provider.type, provider] as const))(
  'F23, F26: fuzzed bodies of %s',
  (_name, provider) => {
    test('a spoilt piece is refused or kept in the journal, and what is whole beside it is recorded', async () => {
      const spoilt = fc.record({ piece: fc.nat(), place: fc.nat(), by: anything })
      const cases = fc.sample(spoilt, { numRuns: 120, seed: 4_711 })
      for (const { piece, place, by } of cases) {
        const [whole, hurt] = [newCustomer(), newCustomer()]
        const first = provider.history(whole)[0] as object
        const bad = spoil(provider.history(hurt)[piece % provider.history(hurt).length], place, by) as object
        if (provider.isBatching) {
          const status = await post(provider, bodyOf(provider, [bad, first]))
          expect([JSON.stringify(bad).slice(0, 300), status]).toEqual([expect.anything(), 200])
          expect([JSON.stringify(bad).slice(0, 300), (await messagesOf(provider, whole)).length]).toEqual([expect.anything(), 1])
        } else {
          const before = await eventCount(provider)
          const status = await post(provider, bodyOf(provider, [bad]))
          expect(status).toBeOneOf([200, 400, 422])
          // Acknowledged is kept: in the journal at the least, unless it is one that came before.
          if (status === 200 && !isSameUpdate(bad))
            expect([JSON.stringify(bad), await eventCount(provider)]).toEqual([expect.anything(), before + 1])
        }
      }
    }, 120_000)

    /** Two spoilt updates can have got the same number. */
    function isSameUpdate(update: object): boolean {
      return !('update_id' in update) || !Number.isInteger(update.update_id) || Number(update.update_id) < 8_500_000 * 100
    }

    test('what is no body at all is refused with a plain 4xx and changes nothing', async () => {
      const before = await eventCount(provider)
      const bodies = ['', '{', 'null', '[]', '"text"', '12', '{"object":"something else"}', '\u0000', '{"entry":{}}', '['.repeat(100_000)]
      for (const body of bodies)
        expect([body.slice(0, 40), await post(provider, Buffer.from(body))]).toEqual([
          body.slice(0, 40),
          expect.toBeOneOf([200, 400, 413, 415, 422]),
        ])
      expect(await eventCount(provider)).toBeLessThanOrEqual(before + 1)
    })
  },
)

describe('bodies that are made to hurt (F23)', () => {
  const text = (customer: number) => whatsApp.history(customer)[0] as object

  test('deep nesting, duplicate keys and __proto__ do no harm', async () => {
    const customer = newCustomer()
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    const whole = JSON.stringify(whatsApp.wrap([text(customer)]))
    const bodies = [
      `{"object":"whatsapp_business_account","entry":${deep}}`,
      whole.replace('"entry"', '"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"entry"'),
      whole.replace('"object":', '"object":"page","object":'),
    ]
    for (const body of bodies) expect(await post(whatsApp, Buffer.from(body))).toBeOneOf([200, 400])
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    expect(await messagesOf(whatsApp, customer)).toHaveLength(1)
  })

  test('more than 4 MB is refused, packed or not, and a gzip bomb is not unpacked', async () => {
    expect(await post(whatsApp, Buffer.alloc(5 * 1024 * 1024, 'x'))).toBe(413)
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
    const before = process.memoryUsage().rss
    expect(await post(whatsApp, bomb, { 'content-encoding': 'gzip' })).toBeOneOf([400, 413, 415])
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  })

  test('meta 1.3: a body of 3 MB with thousands of entries is taken, and all of it is there', async () => {
    const writers = Array.from({ length: 3_000 }, newCustomer)
    const body = bodyOf(
      whatsApp,
      writers.map((customer) => ({ ...text(customer), padding: 'x'.repeat(500) })),
    )
    expect(body.length).toBeGreaterThan(2.5 * 1024 * 1024)
    expect(await post(whatsApp, body)).toBe(200)
    const { rows } = await app.database.ownerPool.query<{ n: number }>(
      'select count(*)::int as n from contact_identities where channel_id = $1 and external_id = any ($2)',
      [channels.get('whatsapp')?.id, writers.map((customer) => whatsApp.customerId(customer))],
    )
    expect(rows[0]?.n).toBe(writers.length)
  }, 60_000)

  test('who sends a byte now and then has a minute, and holds up nobody (F25)', async () => {
    const { hostname, port } = new URL(app.url)
    const socket = connectSocket(Number(port), hostname)
    socket.write(`POST /webhooks/whatsapp/${channels.get('whatsapp')?.id} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n`)
    const customer = newCustomer()
    expect(await post(whatsApp, bodyOf(whatsApp, [text(customer)]))).toBe(200)
    // Node looks for requests that are late every half minute: here it is only seen that there is a limit.
    expect(app.server.server.requestTimeout).toBe(60_000)
    socket.destroy()
  })
})

describe('the same again (F17, F22)', () => {
  test('one webhook a hundred times at once is one message, and a day later still', async () => {
    const customer = newCustomer()
    const body = bodyOf(whatsApp, [whatsApp.history(customer)[0] as object])
    const statuses = await Promise.all(Array.from({ length: 100 }, () => post(whatsApp, body)))
    expect(new Set(statuses)).toEqual(new Set([200]))
    await app.database.ownerPool.query("update channel_event_keys set seen_at = seen_at - interval '1 day'")
    expect(await post(whatsApp, body)).toBe(200)
    expect(await messagesOf(whatsApp, customer)).toHaveLength(1)
  })
})

test('meta 1.4: one batch of 1,000 with a poisoned entry is acknowledged once, and 999 are recorded (F27b)', async () => {
  const writers = Array.from({ length: 999 }, newCustomer)
  const pieces = writers.map((customer) => whatsApp.history(customer)[0] as object)
  const poison = { field: 'messages', messages: [{ from: { not: 'an id' }, id: 'wamid.poison', timestamp: 'never', type: ['text'] }] }
  pieces.splice(500, 0, poison)
  expect(await post(whatsApp, bodyOf(whatsApp, pieces))).toBe(200)
  const { rows } = await app.database.ownerPool.query<{ n: number }>(
    'select count(*)::int as n from contact_identities where channel_id = $1 and external_id = any ($2)',
    [channels.get('whatsapp')?.id, writers.map((customer) => whatsApp.customerId(customer))],
  )
  expect(rows[0]?.n).toBe(999)
  const { rows: failed } = await app.database.ownerPool.query<{ kind: string }>(
    `select kind from channel_events where channel_id = $1 and body::text like '%wamid.poison%'`,
    [channels.get('whatsapp')?.id],
  )
  expect(failed.map(({ kind }) => kind)).toEqual(['poison'])
}, 60_000)

test('a signature that fits a channel of another workspace opens nothing of it (F21)', async () => {
  const stranger = await testWorkspace(app)
  const config = { phoneNumberId: '105500000000088', businessAccountId: '102200000000088' }
  const theirs = await stranger.call('POST', '/api/v1/channels', {
    type: 'whatsapp',
    name: 'Theirs',
    config,
    credentials: { ...whatsApp.credentials, appSecret: 'their_secret' },
  })
  const customer = newCustomer()
  const body = bodyOf(whatsApp, [whatsApp.history(customer)[0] as object])
  const channel = theirs.body as Channel
  const send = (appSecret: string) =>
    fetch(`${app.url}/webhooks/whatsapp/${channel.id}`, {
      method: 'POST',
      headers: signed({ ...whatsApp, credentials: { appSecret } }, body),
      body: new Uint8Array(body),
    })
  expect((await send(whatsApp.credentials.appSecret ?? '')).status).toBe(401)
  // Signed rightly, but about a number that is not this channel's: taken, and nothing of it is kept.
  expect((await send('their_secret')).status).toBe(200)
  const { rows } = await app.database.ownerPool.query('select from messages where channel_id = $1', [channel.id])
  expect(rows).toEqual([])
  await eventually(async () => expect(await messagesOf(whatsApp, customer)).toEqual([]))
})
