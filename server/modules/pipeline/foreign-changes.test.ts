import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message } from '../../../contract/messages.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import type { InboundEvent } from '../channels/index.ts'
import { recordBatch } from './record.ts'

/* On one channel a person changes nothing of what another one said, whatever ids an event names. */

let shop: TestShop
const phones = { author: '15552040001', stranger: '15552040002' }
beforeAll(async () => {
  shop = await testShop({ agent: { mode: 'off' } })
  for (const [name, phone] of Object.entries(phones)) {
    const customer = shop.whatsapp.customer({ phone: `+${phone}`, name })
    await customer.send({ type: 'text', text: `Said by ${name}`, id: `wamid.${name}` }).delivered
  }
}, 60_000)
afterAll(() => shop.close())

async function said(): Promise<Message> {
  const { rows } = await shop.app.database.ownerPool.query<{ id: string }>(`select id from messages where external_id = 'wamid.author'`)
  return shop.ask<Message>('GET', `/api/v1/messages/${rows[0]?.id}`)
}

async function record(event: InboundEvent): Promise<{ failed: number }> {
  const channel = { workspaceId: shop.owner.workspaceId, id: shop.channelId, agent: null, hasProfiles: false }
  const { results } = await recordBatch(shop.app.deps.db, [{ channel, events: [event] }])
  return { failed: results[0]?.failed ?? -1 }
}

const base = (eventId: string, by: keyof typeof phones) => ({
  eventId,
  at: Date.now(),
  raw: {},
  sender: { externalId: phones[by] },
  targetExternalId: 'wamid.author',
})

test('an edit, a deletion and a reaction by somebody else change nothing, and stay in the journal with the reason', async () => {
  expect(await record({ ...base('e1', 'stranger'), kind: 'edit', text: 'Never said' })).toEqual({ failed: 1 })
  expect(await record({ ...base('d1', 'stranger'), kind: 'delete' })).toEqual({ failed: 1 })
  await record({ ...base('r1', 'stranger'), kind: 'reaction', emoji: '👍' })
  expect(await said()).toMatchObject({ text: 'Said by author', deletedAt: null, editedAt: null, reactions: [] })
  const { rows } = await shop.app.database.ownerPool.query(`select error from channel_events where external_id in ('e1', 'd1')`)
  expect(rows).toEqual([{ error: expect.stringContaining('another person') }, { error: expect.stringContaining('another person') }])
})

test('by whoever said it they do', async () => {
  await record({ ...base('r2', 'author'), kind: 'reaction', emoji: '👍' })
  expect((await said()).reactions).toEqual([{ emoji: '👍', authorType: 'contact' }])
  expect(await record({ ...base('e2', 'author'), kind: 'edit', text: 'Said better' })).toEqual({ failed: 0 })
  expect(await said()).toMatchObject({ text: 'Said better' })
  expect(await record({ ...base('d2', 'author'), kind: 'delete' })).toEqual({ failed: 0 })
  expect(await said()).toMatchObject({ text: null, deletedAt: expect.any(String) })
})
