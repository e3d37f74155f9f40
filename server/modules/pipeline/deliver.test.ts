import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

const sends = { method: 'POST', path: '/messages$' }
let shop: TestShop
let phones = 0

beforeAll(async () => {
  // Nothing but our own receipts tells what was sent.
  shop = await testShop({ whatsapp: { statuses: { enabled: false } } })
})
afterAll(() => shop.close(), 60_000)
afterEach(() => shop.whatsapp.faults.clear())

async function newConversation(text: string) {
  phones += 1
  const name = `Customer ${phones}`
  const customer = shop.whatsapp.customer({ phone: `+1555300${String(phones).padStart(4, '0')}`, name })
  await customer.send({ type: 'text', text }).delivered
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${encodeURIComponent(name)}`)
  return { customer, id: data[0]?.id ?? '' }
}

async function sentTo(conversationId: string): Promise<Message[]> {
  const { data } = await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${conversationId}/messages`)
  return data.filter((message) => message.direction === 'outbound')
}

describe('what the provider took', () => {
  it('is never sent again because it could not be recorded', async () => {
    shop.openai.script(() => ({ text: 'Once only.' }))
    const owner = shop.app.database.ownerPool
    await owner.query(`
      create function refuse_receipt() returns trigger language plpgsql as $$ begin raise exception 'refused' using errcode = '22000'; end $$;
      create trigger refuse_receipt before update on messages for each row when (new.status = 'sent' and new.text = 'Once only.') execute function refuse_receipt()`)
    const { customer, id } = await newConversation('Hello?')
    await customer.waitForMessage()
    await sleep(7_000)
    expect((await sentTo(id)).map(({ status }) => status)).toEqual(['sending'])
    await owner.query('drop trigger refuse_receipt on messages; drop function refuse_receipt')
    await eventually(async () => expect((await sentTo(id))[0]?.status).not.toBe('sending'), 10_000)
    expect(customer.inbox).toHaveLength(1)
  }, 40_000)
})

describe('broadcasts', () => {
  it('are claimed up to a bound while their provider hangs', async () => {
    shop.whatsapp.faults.add({ kind: 'slow', delayMs: 8_000, match: sends })
    await queueBroadcasts(400)
    await sleep(6_000)
    const owner = shop.app.database.ownerPool
    const { rows } = await owner.query<{ count: number }>(`select count(*)::int as count from outbox where state = 'calling'`)
    await owner.query(`delete from outbox where state = 'queued'`)
    // 72 a second, three seconds' worth of them.
    expect(rows[0]?.count).toBeGreaterThan(150)
    expect(rows[0]?.count).toBeLessThanOrEqual(216)
  }, 30_000)
})

/** To people who wrote today, a message each. */
async function queueBroadcasts(count: number): Promise<void> {
  await shop.app.database.ownerPool.query(
    `with person as (
      select $1::uuid as workspace_id, $2::uuid as channel_id, i, make_id(i, 1) as contact_id, make_id(i, 2) as conversation_id, make_id(i, 3) as message_id
      from generate_series(1, $3::int) i
    ), contact as (
      insert into contacts (workspace_id, id, name) select workspace_id, contact_id, 'Reader ' || i from person
    ), conversation as (
      insert into conversations (workspace_id, id, channel_id, contact_id, recipient_id, last_inbound_at)
      select workspace_id, conversation_id, channel_id, contact_id, '1999' || lpad(i::text, 7, '0'), now() from person
    ), message as (
      insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
      select workspace_id, message_id, conversation_id, channel_id, contact_id, 'outbound', 'system', 'text', 'Our autumn offers are here.', 'queued', now() from person
    )
    insert into outbox (workspace_id, message_id, conversation_id, channel_id, priority)
    select workspace_id, message_id, conversation_id, channel_id, 10 from person`.replaceAll(
      /make_id\(i, (\d)\)/g,
      `(lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7$1008$1' || lpad(to_hex(i), 14, '0'))::uuid`,
    ),
    [shop.owner.workspaceId, shop.channelId, count],
  )
}
