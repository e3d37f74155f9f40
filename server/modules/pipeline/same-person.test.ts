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
  const thread = () => threadOf(conversation)
  return { customer, conversation, thread, contact: () => shop.ask<Contact>('GET', `/api/v1/contacts/${conversation.contactId}`) }
}

async function threadOf({ id }: Conversation): Promise<Message[]> {
  return (await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages`)).data
}

async function allOf(name: string): Promise<Conversation[]> {
  return (await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${name}`)).data
}

async function onlyOf(name: string): Promise<Conversation> {
  const data = await allOf(name)
  expect(data).toHaveLength(1)
  return data[0] as Conversation
}

const wordsOf = (messages: readonly Message[]) => messages.filter(({ type }) => type === 'text').map(({ text }) => text)

describe.each(['card', 'message'] as const)('a number given when asked for, marked on the %s', (mark) => {
  it('meta 2.3: joins the contact, who is the same one when they write from it', async () => {
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

it('meta 2.4: a new user id without a number leads to the same person, who can be written to', async () => {
  const { customer, conversation, thread } = await meet({ phone: '+15558880004', name: 'Renamed', username: 'renamed', hidesNumber: true })
  await customer.changeUserId().delivered
  expect((await thread()).at(-1)?.event?.name).toBe('identity-changed')
  await shop.ask('POST', `/api/v1/conversations/${conversation.id}/messages`, { text: 'Still you?' })
  await customer.waitForMessage(({ text }) => text === 'Still you?')
  await customer.send({ type: 'text', text: 'Still me' }).delivered
  expect((await onlyOf('Renamed')).id).toBe(conversation.id)
})

describe('meta 2.4: a number change that is told late', () => {
  it('brings what was said from the new number to the person, who stays the one whom the team knows', async () => {
    const { customer, conversation, thread, contact } = await meet({ phone: '+15558880010', name: 'Latecomer' })
    await shop.ask('PATCH', `/api/v1/contacts/${conversation.contactId}`, { attributes: { tier: 'gold' } })
    const tell = customer.changeNumberUntold('+15558880011')
    await customer.send({ type: 'text', text: 'From my new number' }).delivered
    expect(await allOf('Latecomer')).toHaveLength(2)
    await tell().delivered
    await eventually(async () => expect((await allOf('Latecomer')).map(({ id }) => id)).toEqual([conversation.id]))
    expect(wordsOf(await thread())).toEqual(['Hello', 'From my new number'])
    const joined = await contact()
    expect(joined).toMatchObject({ phone: '+15558880011', attributes: { tier: 'gold' } })
    expect(joined.identities.map(({ externalId }) => externalId)).toEqual(expect.arrayContaining(['15558880010', '15558880011']))
    const people = await shop.ask<{ data: Contact[] }>('GET', '/api/v1/contacts?q=Latecomer')
    expect(people.data.map(({ id }) => id)).toEqual([joined.id])

    await shop.ask('POST', `/api/v1/conversations/${conversation.id}/messages`, { text: 'Found you' })
    await customer.waitForMessage(({ text }) => text === 'Found you')
    await customer.send({ type: 'text', text: 'Here I am' }).delivered
    expect((await onlyOf('Latecomer')).id).toBe(conversation.id)
    const { rows } = await shop.app.database.ownerPool.query(
      `select actor_type from audit_log where action = 'contact.merged' and target_id = $1`,
      [joined.id],
    )
    expect(rows).toEqual([{ actor_type: 'system' }])
  })

  it('also before the first message from the old one is here', async () => {
    const customer = shop.whatsapp.customer({ phone: '+15558880012', name: 'Backwards' })
    shop.whatsapp.faults.add({ kind: 'reorder', times: 1, delayMs: 2_500 })
    const first = customer.send({ type: 'text', text: 'From my old number' })
    // What is held back comes after the next one; a little more comes between.
    const tell = customer.changeNumberUntold('+15558880013')
    await tell().delivered
    await customer.send({ type: 'text', text: 'From my new number' }).delivered
    await first.delivered
    await eventually(async () => expect(wordsOf(await threadOf(await onlyOf('Backwards')))).toHaveLength(2), 15_000)
  }, 30_000)

  it('of nobody whom we know stands in the journal once, however often it is read again', async () => {
    const stranger = shop.whatsapp.customer({ phone: '+15558880016', name: 'Stranger' })
    const { id, delivered } = stranger.changeNumber('+15558880017')
    await delivered
    const rows = async () =>
      (
        await shop.app.database.ownerPool.query<{ status: string }>('select status from channel_events where external_id = $1', [
          `message:${id}`,
        ])
      ).rows
    expect(await rows()).toEqual([{ status: 'ignored' }])
    await eventually(async () => expect(await rows()).toEqual([{ status: 'processed' }]), 15_000)
    expect(await allOf('Stranger')).toEqual([])
  }, 30_000)

  it('mixes nobody with who had the number before, and writes to nobody by a number that is another’s', async () => {
    const monthAgo = Math.floor(Date.now() / 1000) - 30 * 24 * 3600
    const former = shop.whatsapp.customer({ phone: '+15558880015', name: 'Former' })
    await former.send({ type: 'text', text: 'my-secret-address', timestamp: monthAgo }).delivered
    const theirs = await onlyOf('Former')
    const { customer, conversation, thread } = await meet({ phone: '+15558880014', name: 'Inheritor' })
    await customer.changeNumber('+15558880015').delivered
    await customer.send({ type: 'text', text: 'It is me' }).delivered
    expect(wordsOf(await thread())).toEqual(['Hello', 'It is me'])
    expect((await onlyOf('Former')).id).toBe(theirs.id)
    expect(wordsOf(await threadOf(theirs))).toEqual(['my-secret-address'])
    expect((await onlyOf('Inheritor')).id).toBe(conversation.id)
    const { identities } = await shop.ask<Contact>('GET', `/api/v1/contacts/${theirs.contactId}`)
    expect(identities.map(({ externalId }) => externalId)).toContainEqual(expect.stringMatching(/^former:15558880015:/))
    const { rows } = await shop.app.database.ownerPool.query<{ recipient_id: string }>(
      'select recipient_id from conversations where id = $1',
      [theirs.id],
    )
    expect(rows[0]?.recipient_id).not.toBe('15558880015')
  })
})

it('meta 2.3: a username is a name that changes, and a number that is hidden later leads to the same person', async () => {
  const { customer, conversation, contact, thread } = await meet({ phone: '+15558880020', name: 'Hider', username: 'hider' })
  shop.whatsapp.customer({ phone: '+15558880020', username: 'hider.new', hidesNumber: true })
  await customer.send({ type: 'text', text: 'No number now' }).delivered
  expect((await onlyOf('Hider')).id).toBe(conversation.id)
  expect((await contact()).identities.map(({ username }) => username)).toContain('hider.new')
  expect((await contact()).phone).toBe('+15558880020')
  await shop.ask('POST', `/api/v1/conversations/${conversation.id}/messages`, { text: 'By your id' })
  await customer.waitForMessage(({ text }) => text === 'By your id')
  expect(wordsOf(await thread())).toEqual(['Hello', 'No number now', 'By your id'])
})

it('meta 2.4: a new security code is a line in the thread, and changes nothing that the team wrote', async () => {
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
