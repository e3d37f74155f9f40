import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelEvent } from '../../../contract/channels.ts'
import { newId } from '../../platform/ids.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import type { InboundEvent } from '../channels/index.ts'
import { recordBatch } from './record.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await testShop()
  shop.openai.script(() => ({ text: 'Yes, in red too.' }))
}, 60_000)
afterAll(() => shop.close())

/** Someone wrote and was answered. @returns the customer and the message's row of the journal */
async function answered(phone: string) {
  const customer = shop.whatsapp.customer({ phone, name: `Replayed ${phone}` })
  const sent = customer.send({ type: 'text', text: 'Is it in stock?' })
  await sent.delivered
  await customer.waitForMessage()
  const { rows } = await shop.app.database.ownerPool.query<{ id: string; external_id: string }>(
    `select id, external_id from channel_events where kind = 'message' order by id desc limit 1`,
  )
  if (!rows[0]) throw new Error('nothing is in the journal')
  return { customer, event: rows[0] }
}

function replay(eventId: string): Promise<ChannelEvent> {
  return shop.ask('POST', `/api/v1/channels/${shop.channelId}/events/${eventId}/replay`)
}

async function countOf(externalId: string): Promise<number> {
  const { rows } = await shop.app.database.ownerPool.query('select 1 from messages where external_id = $1', [externalId])
  return rows.length
}

test('replaying what was processed repeats neither the message nor the answer', async () => {
  const { customer, event } = await answered('+15551030001')
  expect(await replay(event.id)).toMatchObject({ id: event.id, status: 'processed' })
  await sleep(500)
  expect(await countOf(event.external_id.replace('message:', ''))).toBe(1)
  expect(customer.inbox).toHaveLength(1)
})

test('what never came into the record comes into it once, however often Replay is pressed at the same time', async () => {
  const { customer, event } = await answered('+15551030002')
  // The same under another id, as a body whose recording failed leaves it.
  const id = newId()
  await shop.app.database.ownerPool.query(
    `insert into channel_events (workspace_id, id, channel_id, external_id, kind, status, error, body)
     select workspace_id, $2, channel_id, 'message:wamid.NEVER', kind, 'failed', 'it broke', replace(body::text, $3, 'wamid.NEVER')::jsonb
     from channel_events where id = $1`,
    [event.id, id, event.external_id.replace('message:', '')],
  )
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => replay(id)))
  expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'processed'))
  await customer.waitForMessage()
  await sleep(500)
  expect(await countOf('wamid.NEVER')).toBe(1)
  expect(customer.inbox).toHaveLength(2)
})

test('two processes that replay the same event at the same moment record one message', async () => {
  const channel = { workspaceId: shop.owner.workspaceId, id: shop.channelId, agent: null, hasProfiles: false }
  const event: InboundEvent = {
    kind: 'message',
    eventId: 'message:wamid.TWO',
    externalId: 'wamid.TWO',
    at: Date.now(),
    sender: { externalId: '15551030003', name: 'Two Processes' },
    content: { type: 'text', text: 'Hello?' },
    raw: {},
  }
  const recorded = await Promise.all(
    Array.from({ length: 4 }, () => recordBatch(shop.app.deps.db, [{ channel, events: [event], replay: true }])),
  )
  expect(recorded.map(({ results }) => results[0]?.recorded).toSorted()).toEqual([0, 0, 0, 1])
  expect(await countOf('wamid.TWO')).toBe(1)
})
