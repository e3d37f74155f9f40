import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { newId } from '../../platform/ids.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await testShop({ agent: { mode: 'off' } })
})
afterAll(() => shop.close())

async function meet(person: { phone: string; name: string; username?: string; hidesNumber?: boolean }) {
  const customer = shop.whatsapp.customer(person)
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const conversation = await onlyOf(person.name)
  const thread = async () => (await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${conversation.id}/messages`)).data
  return { customer, conversation, thread, contact: () => shop.ask<Contact>('GET', `/api/v1/contacts/${conversation.contactId}`) }
}

async function onlyOf(name: string): Promise<Conversation> {
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${name}`)
  expect(data).toHaveLength(1)
  return data[0] as Conversation
}

describe.each(['card', 'message'] as const)('a number given when asked for, marked on the %s', (mark) => {
  it('joins the contact, who is the same one when they write from it', async () => {
    const phone = mark === 'card' ? '+15558880001' : '+15558880002'
    const { customer, conversation, contact } = await meet({ phone, name: `Shy-${mark}`, username: `shy-${mark}`, hidesNumber: true })
    expect((await contact()).phone).toBeNull()
    await customer.shareNumber({ mark }).delivered
    expect((await contact()).phone).toBe(phone)
    shop.whatsapp.customer({ phone, hidesNumber: false })
    await customer.send({ type: 'text', text: 'By number' }).delivered
    expect((await onlyOf(`Shy-${mark}`)).id).toBe(conversation.id)
  })
})

it('a card of somebody else is a card', async () => {
  const { customer, contact, thread } = await meet({ phone: '+15558880003', name: 'Sharer', username: 'sharer', hidesNumber: true })
  const card = { name: { formatted_name: 'A friend', first_name: 'A' }, phones: [{ phone: '+1 555 888 0009', wa_id: '15558880009' }] }
  await customer.send({ type: 'contacts', contacts: [{ ...card, origin: 'other' }] }).delivered
  expect((await contact()).phone).toBeNull()
  expect((await thread()).at(-1)?.contactCards).toEqual([{ name: 'A friend', phones: ['+1 555 888 0009'], emails: [] }])
})

it('a new user id without a number leads to the same person, who can be written to', async () => {
  const { customer, conversation, thread } = await meet({ phone: '+15558880004', name: 'Renamed', username: 'renamed', hidesNumber: true })
  await customer.changeUserId().delivered
  expect((await thread()).at(-1)?.event?.name).toBe('identity-changed')
  await shop.ask('POST', `/api/v1/conversations/${conversation.id}/messages`, { text: 'Still you?' })
  await customer.waitForMessage(({ text }) => text === 'Still you?')
  await customer.send({ type: 'text', text: 'Still me' }).delivered
  expect((await onlyOf('Renamed')).id).toBe(conversation.id)
})

it('a new security code is a line in the thread, and changes nothing that the team wrote', async () => {
  const { customer, conversation, thread, contact } = await meet({ phone: '+15558880005', name: 'Device' })
  await shop.ask('PATCH', `/api/v1/contacts/${conversation.contactId}`, { phone: '+15550001111' })
  await customer.changeDevice().delivered
  expect((await thread()).at(-1)?.event).toMatchObject({ name: 'identity-changed', reason: expect.stringContaining('security code') })
  expect((await contact()).phone).toBe('+15550001111')
})

it('what a form, a forwarded message, an advertisement and a poll say is kept for whoever reads the thread', async () => {
  const { customer, thread } = await meet({ phone: '+15558880006', name: 'Filler' })
  await customer.fillForm({ flow_token: 'x', size: 'L' }).delivered
  await customer.answerCallRequest({ granted: false }).delivered
  await customer.send({ type: 'text', text: 'Look at this', frequentlyForwarded: true }).delivered
  await customer.send({
    type: 'text',
    text: 'From the ad',
    referral: { source_type: 'ad', source_id: '7', image_url: 'https://a.example/a.jpg' },
  }).delivered
  await customer.send({ type: 'text', text: 'Is it there?', product: { catalogId: '12', productId: 'mug' } }).delivered
  await customer.send({ type: 'unsupported', kind: 'poll' }).delivered
  const [, form, call, forwarded, ad, product, poll] = await thread()
  expect(form).toMatchObject({ type: 'interactive', text: null, interactive: { kind: 'flow', response: { size: 'L' } } })
  expect(call?.interactive).toEqual({ kind: 'call-permission', granted: false, permanent: false, expiresAt: null })
  expect(forwarded?.forwarded).toBe('often')
  expect(ad?.referral).toMatchObject({ source: 'ad', externalId: '7', imageUrl: 'https://a.example/a.jpg' })
  expect(product?.referral).toMatchObject({ source: 'product', externalId: 'mug', catalogId: '12' })
  expect(poll).toMatchObject({ type: 'unsupported', unsupported: 'poll' })
})

/*
 * Went wrong: of two processes that met a new person at the same moment, one knew the phone only and the other the user id too. The phone was the first one's, and the
 * user id stayed with a second contact: from then on one person had two conversations.
 */
it('a person whom two processes meet at once, one of them by more of their ids, is one contact', async () => {
  const { ownerPool } = shop.app.database
  const other = await ownerPool.connect()
  const contactId = newId()
  await other.query('begin')
  await other.query(`insert into contacts (workspace_id, id, name) values ($1, $2, 'Twice Met')`, [shop.owner.workspaceId, contactId])
  await other.query(
    `insert into contact_identities (workspace_id, channel_id, external_id, contact_id, verified) values ($1, $2, '15558880077', $3, true)`,
    [shop.owner.workspaceId, shop.channelId, contactId],
  )
  const customer = shop.whatsapp.customer({ phone: '+15558880077', name: 'Twice Met' })
  const { delivered } = customer.send({ type: 'text', text: 'Hello' })
  await eventually(async () => {
    const { rows } = await ownerPool.query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)
    expect(rows).toHaveLength(1)
  })
  await other.query('commit')
  other.release()
  await delivered
  const { rows } = await ownerPool.query<{ external_id: string; contact_id: string }>(
    `select i.external_id, i.contact_id from contact_identities i join contacts c on c.id = i.contact_id where c.name = 'Twice Met'`,
  )
  expect(rows.map((row) => row.external_id).toSorted()).toEqual(['15558880077', customer.person.userId].toSorted())
  expect(new Set(rows.map((row) => row.contact_id))).toEqual(new Set([contactId]))
  expect((await onlyOf('Twice%20Met')).contactId).toBe(contactId)
})
