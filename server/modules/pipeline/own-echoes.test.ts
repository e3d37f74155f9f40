import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import type { InboundEvent } from '../channels/index.ts'
import { recordBatch } from './record.ts'

/*
 * Providers repeat what the account sends, and not each says who sent it: an echo of our own must not look like a person who took over.
 */

let shop: TestShop
let phones = 0
beforeAll(async () => {
  shop = await testShop({ whatsapp: { statuses: { enabled: false } } })
  shop.openai.script(() => ({ text: 'Yes, in red too. It costs nine.' }))
}, 60_000)
afterAll(() => shop.close())

interface Row {
  id: string
  handler: string
  outbound: number
}

async function conversationOf(customer: { person: { waId: string } }): Promise<Row> {
  const { rows } = await shop.app.database.ownerPool.query<Row>(
    `select c.id, c.handler, (select count(*)::int from messages m where m.conversation_id = c.id and m.direction = 'outbound') as outbound
     from conversations c where c.recipient_id = $1`,
    [customer.person.waId],
  )
  if (!rows[0]) throw new Error('there is no conversation')
  return rows[0]
}

function newCustomer() {
  phones += 1
  return shop.whatsapp.customer({ phone: `+1555104${String(phones).padStart(4, '0')}`, name: `Echo ${phones}` })
}

async function echo(customer: { person: { waId: string } }, externalId: string, text: string | null): Promise<void> {
  const event: InboundEvent = {
    kind: 'echo',
    eventId: `message:${externalId}`,
    at: Date.now(),
    raw: {},
    recipient: { externalId: customer.person.waId },
    externalId,
    content: { type: 'text', text },
  }
  const channel = { workspaceId: shop.owner.workspaceId, id: shop.channelId, agent: null, hasProfiles: false }
  await recordBatch(shop.app.deps.db, [{ channel, events: [event] }])
}

test('an echo of what we sent changes nothing', async () => {
  const customer = newCustomer()
  customer.send({ type: 'text', text: 'In red?' })
  await customer.waitForMessage()
  const id = await eventually(async () => {
    const { rows } = await shop.app.database.ownerPool.query<{ external_id: string }>(
      `select external_id from messages where conversation_id = $1 and status = 'sent'`,
      [(await conversationOf(customer)).id],
    )
    expect(rows[0]?.external_id).toBeTruthy()
    return rows[0]?.external_id ?? ''
  })
  await echo(customer, id, 'Yes, in red too. It costs nine.')
  expect(await conversationOf(customer)).toMatchObject({ handler: 'agent', outbound: 1 })
})

test('meta 4.2: one that comes before the answer to our call is ours by its words, and proves the send', async () => {
  const customer = newCustomer()
  shop.whatsapp.faults.add({ kind: 'slow', delayMs: 4_000, match: { method: 'POST', path: '/messages$' } })
  await customer.send({ type: 'text', text: 'In red?' }).delivered
  await eventually(async () => {
    const { rows } = await shop.app.database.ownerPool.query(`select 1 from outbox where conversation_id = $1 and state = 'calling'`, [
      (await conversationOf(customer)).id,
    ])
    expect(rows).toHaveLength(1)
  })
  await echo(customer, 'mid.EARLY', 'Yes, in red too. It costs nine.')
  expect(await conversationOf(customer)).toMatchObject({ handler: 'agent', outbound: 1 })
  shop.whatsapp.faults.clear()
})

test('a word that a person types while we send is theirs, though it stands in what we send', async () => {
  const customer = newCustomer()
  shop.whatsapp.faults.add({ kind: 'slow', delayMs: 3_000, match: { method: 'POST', path: '/messages$' } })
  await customer.send({ type: 'text', text: 'In red?' }).delivered
  await eventually(async () => expect((await conversationOf(customer)).outbound).toBe(1))
  await echo(customer, 'mid.WORD', 'Yes')
  expect(await conversationOf(customer)).toMatchObject({ handler: 'user', outbound: 2 })
  shop.whatsapp.faults.clear()
})

test('what a person typed there meanwhile is a person’s, who thereby takes over', async () => {
  const customer = newCustomer()
  customer.send({ type: 'text', text: 'In red?' })
  await customer.waitForMessage()
  await echo(customer, 'mid.HAND', 'No, let me look again.')
  expect(await conversationOf(customer)).toMatchObject({ handler: 'user', outbound: 2 })
})
