import { expect, test } from 'vitest'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

/* A person who answers under another id than they were written to is the same person: the answer to a send says so, and so do statuses. */

const db = () => shop.app.database.ownerPool
let shop: TestShop

async function identitiesOf(contactId: string): Promise<string[]> {
  const { rows } = await db().query<{ external_id: string }>(
    'select external_id from contact_identities where contact_id = $1 order by 1',
    [contactId],
  )
  return rows.map((row) => row.external_id)
}

/** Somebody who is known by one id only, as after a template was sent to a number from a list. */
async function knownOnlyBy(customer: ReturnType<TestShop['whatsapp']['customer']>, externalId: string) {
  await customer.send({ type: 'text', text: 'Hi' }).delivered
  const { rows } = await db().query<{ id: string; contact_id: string }>(
    'select id, contact_id from conversations where recipient_id = $1',
    [customer.person.waId],
  )
  const { id = '', contact_id: contactId = '' } = rows[0] ?? {}
  await db().query('delete from contact_identities where contact_id = $1', [contactId])
  await db().query(
    `insert into contact_identities (workspace_id, channel_id, external_id, contact_id) select workspace_id, channel_id, $2, contact_id from conversations where id = $1`,
    [id, externalId],
  )
  await db().query('update conversations set recipient_id = $2 where id = $1', [id, externalId])
  return { id, contactId }
}

const conversations = async (contactId: string) =>
  (await db().query<{ id: string; contact_id: string }>('select id, contact_id from conversations where contact_id = $1', [contactId])).rows

test('by the answer to a send: a number that WhatsApp knows by another (Brazil)', async () => {
  shop = await testShop({ agent: { mode: 'off' }, whatsapp: { statuses: { enabled: false } } })
  const customer = shop.whatsapp.customer({ phone: '+551187654321', name: 'Rosa', dialled: ['5511987654321'] })
  const { id, contactId } = await knownOnlyBy(customer, '5511987654321')
  await shop.ask<Message>('POST', `/api/v1/conversations/${id}/messages`, { text: 'Oi' })
  await customer.waitForMessage()
  await eventually(async () => expect(await identitiesOf(contactId)).toEqual(['551187654321', '5511987654321']))
  await customer.send({ type: 'text', text: 'Oi!' }).delivered
  expect(await conversations(contactId)).toHaveLength(1)
  const { rows } = await db().query('select count(*)::int as count from conversations')
  expect(rows).toEqual([{ count: 1 }])
  await shop.close()
})

test('by a status: somebody who then writes without their number', async () => {
  shop = await testShop({ agent: { mode: 'off' } })
  const customer = shop.whatsapp.customer({ phone: '+15552030001', name: 'Shy', username: 'shy' })
  const { id, contactId } = await knownOnlyBy(customer, '15552030001')
  await shop.ask<Message>('POST', `/api/v1/conversations/${id}/messages`, { text: 'Hello' })
  await eventually(async () => expect(await identitiesOf(contactId)).toEqual(['15552030001', customer.person.userId].sort()), 10_000)
  shop.whatsapp.customer({ phone: '+15552030001', hidesNumber: true })
  await customer.send({ type: 'text', text: 'Who is it?' }).delivered
  const { rows } = await db().query('select count(*)::int as count from conversations')
  expect(rows).toEqual([{ count: 1 }])
  await shop.close()
})

test('when a voice message was listened to is told', async () => {
  shop = await testShop({ agent: { mode: 'off' } })
  const customer = shop.whatsapp.customer({ phone: '+15552030002', name: 'Listener' })
  await customer.send({ type: 'text', text: 'Hi' }).delivered
  const { rows } = await db().query<{ id: string }>('select id from conversations')
  const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${rows[0]?.id}/messages`, { text: 'A voice note, say' })
  const { externalId } = await eventually(async () => {
    const message = await shop.ask<Message>('GET', `/api/v1/messages/${id}`)
    expect(message.status).toBe('delivered')
    return message
  })
  customer.play(externalId ?? '')
  await eventually(async () =>
    expect(await shop.ask<Message>('GET', `/api/v1/messages/${id}`)).toMatchObject({ status: 'read', playedAt: expect.any(String) }),
  )
  await shop.close()
})
