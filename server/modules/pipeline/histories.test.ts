import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel } from '../../../contract/channels.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { type RecordedProvider, recordedProviders } from './histories-fixtures.ts'

/*
 * A history that is delivered in part, out of order, twice, in other bodies and beside those of other people makes the same conversation as the same part of it
 * delivered piece by piece in the order in which it happened.
 */

/** Nobody answers there: connecting fails at once, and what comes in counts all the same. */
const nowhere = 'http://127.0.0.1:9'
const plansEach = 25
let app: TestApp
let owner: TestCaller
let customers = 0

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
}, 60_000)
afterAll(() => app.close())

/** Which pieces come, in which order (some of them twice), and where one body ends and the next begins. */
interface Plan {
  order: number[]
  bodies: number[]
}

function plansFor(pieces: number, isBatching: boolean): fc.Arbitrary<Plan> {
  const all = Array.from({ length: pieces }, (_, index) => index)
  return fc
    .subarray(all, { minLength: 1 })
    .chain((chosen) => fc.subarray(chosen).map((twice) => [...chosen, ...twice]))
    .chain((delivered) =>
      fc.record({
        order: fc.shuffledSubarray(delivered, { minLength: delivered.length, maxLength: delivered.length }),
        bodies: fc.array(fc.integer({ min: 1, max: isBatching ? 5 : 1 }), { minLength: delivered.length, maxLength: delivered.length }),
      }),
    )
}

async function connect({ type, config, credentials }: RecordedProvider): Promise<Channel> {
  const answer = await owner.call('POST', '/api/v1/channels', { type, name: type, config, credentials })
  expect(answer.status).toBe(201)
  return answer.body as Channel
}

async function post(provider: RecordedProvider, channel: Channel, pieces: readonly object[]): Promise<void> {
  const payload = JSON.stringify(provider.wrap(pieces))
  const { appSecret = '', webhookSecret = '' } = provider.credentials
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(payload).digest('hex')}`,
    'x-telegram-bot-api-secret-token': webhookSecret,
  }
  for (;;) {
    const answer = await app.server.inject({ method: 'POST', url: `/webhooks/${channel.type}/${channel.id}`, headers, payload })
    if (answer.statusCode === 200) return
    // Too much at once: providers send it again.
    expect(answer.statusCode).toBe(503)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function deliver(provider: RecordedProvider, channel: Channel, history: readonly object[], { order, bodies }: Plan): Promise<void> {
  for (let at = 0, body = 0; at < order.length; body += 1) {
    const size = bodies[body] ?? 1
    await post(
      provider,
      channel,
      order.slice(at, at + size).map((index) => history[index] as object),
    )
    at += size
  }
}

/** The conversation as the team sees it, without what names this very customer. */
async function conversationWith(provider: RecordedProvider, channel: Channel, customer: number): Promise<unknown> {
  const { rows } = await app.database.ownerPool.query<{ id: string }>(
    `select c.id from conversations c join contact_identities i on i.workspace_id = c.workspace_id and i.contact_id = c.contact_id and i.channel_id = c.channel_id
     where c.channel_id = $1 and i.external_id = $2`,
    [channel.id, provider.customerId(customer)],
  )
  expect(rows.length).toBeLessThanOrEqual(1)
  if (!rows[0]) return 'no conversation'
  const { body } = await owner.call('GET', `/api/v1/conversations/${rows[0].id}/messages?limit=100`)
  const messages = (body as { data: Message[] }).data.filter(({ type }) => type !== 'event').map(plain)
  return JSON.parse(JSON.stringify(messages).replaceAll(String(customer), 'N'))
}

function plain(message: Message): object {
  const {
    direction,
    author,
    type,
    text,
    location,
    contactCards,
    interactive,
    order,
    reactions,
    deletedAt,
    createdAt,
    replyTo,
    externalId,
  } = message
  return {
    direction,
    author: author.type,
    type,
    text,
    location,
    contactCards,
    interactive,
    items: order?.items.map(({ externalProductId, quantity, price }) => ({ externalProductId, quantity, price })),
    reactions: reactions?.map(({ emoji }) => emoji),
    isDeleted: Boolean(deletedAt),
    createdAt,
    externalId,
    replyTo: replyTo?.externalMessageId,
  }
}

describe.each(recordedProviders.map((provider) => [provider.type, provider] as const))('%s', (_name, provider) => {
  test('any part of a history, in any order, with repetitions and in any bodies, makes the same conversation', async () => {
    const channel = await connect(provider)
    const pieces = provider.history(0).length
    const plans = fc.sample(plansFor(pieces, provider.isBatching), { numRuns: plansEach, seed: 20_261_130 })
    const runs = plans.map((plan) => {
      customers += 2
      return { plan, disorderly: 8_310_000 + customers, orderly: 8_310_001 + customers }
    })
    await Promise.all(
      runs.flatMap(({ plan, disorderly, orderly }) => {
        const inOrder = { order: [...new Set(plan.order)].sort((one, other) => one - other), bodies: [] }
        return [
          deliver(provider, channel, provider.history(disorderly), plan),
          deliver(provider, channel, provider.history(orderly), inOrder),
        ]
      }),
    )
    for (const { plan, disorderly, orderly } of runs) {
      const expected = await conversationWith(provider, channel, orderly)
      await eventually(
        async () => expect({ plan, is: await conversationWith(provider, channel, disorderly) }).toEqual({ plan, is: expected }),
        30_000,
      )
    }
  }, 180_000)
})
