import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import type { WhatsAppCustomer } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { findTraces } from '../../testing/find-traces.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import { resolveContacts } from '../pipeline/resolve-contacts.ts'
import { inTransaction } from '../pipeline/transaction.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await testShop()
})
afterAll(() => shop.close())

const erase = (contactId: string) => shop.ask('DELETE', `/api/v1/contacts/${contactId}`)

async function contactsCalled(name: string): Promise<Contact[]> {
  return (await shop.ask<{ data: Contact[] }>('GET', `/api/v1/contacts?q=${encodeURIComponent(name)}`)).data
}

function traces(words: readonly string[]): Promise<string[]> {
  return findTraces(shop.app.database.ownerPool, shop.app.deps.config.dataDir, words)
}

/** Rows that hang in the air: of a person or a conversation that does not exist. */
async function orphans(): Promise<string[]> {
  const found: string[] = []
  for (const [table, column, parent] of [
    ['conversations', 'contact_id', 'contacts'],
    ['contact_identities', 'contact_id', 'contacts'],
    ['messages', 'contact_id', 'contacts'],
    ['messages', 'conversation_id', 'conversations'],
    ['message_keys', 'conversation_id', 'conversations'],
    ['attachments', 'conversation_id', 'conversations'],
    ['files', 'conversation_id', 'conversations'],
    ['agent_runs', 'conversation_id', 'conversations'],
    ['drafts', 'conversation_id', 'conversations'],
    ['mailbox', 'conversation_id', 'conversations'],
    ['outbox', 'conversation_id', 'conversations'],
    ['channel_events', 'contact_id', 'contacts'],
  ] as const) {
    const { rows } = await shop.app.database.ownerPool.query(
      `select from ${table} t where t.${column} is not null and not exists (select from ${parent} p where p.workspace_id = t.workspace_id and p.id = t.${column})`,
    )
    if (rows.length > 0) found.push(`${table}.${column}: ${rows.length}`)
  }
  return found
}

async function letSettle(): Promise<void> {
  await sleep(800)
  await eventually(async () => expect((await shop.app.database.ownerPool.query('select from outbox')).rows).toEqual([]), 10_000)
}

describe('F84, F85: while things are under way', () => {
  test('fifty messages arrive: none is left hanging, and what comes afterwards is of one new person', async () => {
    shop.openai.script(() => ({ text: 'Hello.' }))
    const customer = shop.whatsapp.customer({ phone: '+15557000002', name: 'Stormy Stan' })
    await customer.send({ type: 'text', text: 'first' }).delivered
    const [before] = await contactsCalled('Stormy Stan')
    const sent = Array.from({ length: 50 }, async (_, place) => {
      await sleep(place * 4)
      await customer.send({ type: 'text', text: `storm ${place}` }).delivered
    })
    await sleep(80)
    await erase(before?.id ?? '')
    await Promise.all(sent)
    await letSettle()
    expect(await orphans()).toEqual([])
    const after = await contactsCalled('Stormy Stan')
    expect(after.map((contact) => contact.id)).not.toContain(before?.id)
    expect(after).toHaveLength(1)
  })

  test('a message is just being recorded: the erasure waits for it and takes it along', async () => {
    const customer = shop.whatsapp.customer({ phone: '+15557000009', name: 'Waiting Wanda' })
    await customer.send({ type: 'text', text: 'first' }).delivered
    const [contact] = await contactsCalled('Waiting Wanda')
    let erased = false
    let erasing = Promise.resolve()
    await inTransaction(shop.app.deps.db.receivePool, async (tx) => {
      const channel = { workspaceId: shop.owner.workspaceId, id: shop.channelId, agent: null, hasProfiles: false }
      const recording = { ...tx, now: Date.now(), events: [], wakes: [], media: [], accounts: [] }
      const found = await resolveContacts(recording, [{ channel, sender: { externalId: customer.person.waId } }])
      expect(found).toEqual([contact?.id])
      erasing = erase(contact?.id ?? '').then(() => {
        erased = true
      })
      await sleep(400)
      expect(erased).toBe(false)
    })
    await erasing
    expect(await contactsCalled('Waiting Wanda')).toEqual([])
  })

  test('the model thinks: what it has thought out is neither kept nor sent', async () => {
    const { customer, contactId } = await thinkingAbout('Pensive Paul', 'a-thought-too-late')
    await erase(contactId)
    await sleep(900)
    await letSettle()
    expect(customer.inbox).toEqual([])
    expect(await traces(['a-thought-too-late', 'Pensive Paul'])).toEqual([])
    expect(await orphans()).toEqual([])
  })

  // Went wrong: the erasure took away a message that was just being sent, and said "erased" while it was on its way to the person.
  test('an answer is on its way to the person: it arrives before the erasure is confirmed, and nothing after it', async () => {
    shop.openai.script(() => ({ text: 'last words' }))
    shop.whatsapp.faults.add({ kind: 'slow', delayMs: 700, match: { path: '/messages$' }, times: 1 })
    const customer = shop.whatsapp.customer({ phone: '+15557000021', name: 'Leaving Lea' })
    await customer.send({ type: 'text', text: 'bye' }).delivered
    await eventually(async () =>
      expect((await shop.app.database.ownerPool.query(`select from outbox where state = 'calling'`)).rows).toHaveLength(1),
    )
    const [contact] = await contactsCalled('Leaving Lea')
    await erase(contact?.id ?? '')
    expect((await shop.app.database.ownerPool.query('select from outbox')).rows).toEqual([])
    const arrived = customer.inbox.length
    expect(arrived).toBe(1)
    await sleep(900)
    expect(customer.inbox).toHaveLength(arrived)
    await eventually(async () => expect(await traces(['last words', 'Leaving Lea'])).toEqual([]))
  })

  test('two people become one: the answer that was thought out for the first is not lost in a thread that is gone', async () => {
    const { contactId: mergedId } = await thinkingAbout('Double Dora', 'dora')
    const kept = shop.whatsapp.customer({ phone: '+15557000004', name: 'Double Kept' })
    await kept.send({ type: 'text', text: 'hi' }).delivered
    const [keptContact] = await contactsCalled('Double Kept')
    await shop.ask('POST', `/api/v1/contacts/${keptContact?.id}/merge`, { contactId: mergedId })
    await sleep(900)
    await letSettle()
    expect(await orphans()).toEqual([])
    await erase(keptContact?.id ?? '')
    await letSettle()
    await eventually(async () => expect(await traces(['Double Dora', 'Double Kept', 'question-of-Double'])).toEqual([]))
    expect(await orphans()).toEqual([])
  })

  async function thinkingAbout(name: string, thought: string): Promise<{ customer: WhatsAppCustomer; contactId: string }> {
    let begun = () => {}
    const thinking = new Promise<void>((resolve) => {
      begun = resolve
    })
    shop.openai.script(async () => {
      begun()
      await sleep(600)
      return { text: thought }
    })
    const customer = shop.whatsapp.customer({ phone: `+1555700${String(name.length).padStart(4, '1')}`, name })
    await customer.send({ type: 'text', text: `question-of-${name}` }).delivered
    await thinking
    const [contact] = await contactsCalled(name)
    return { customer, contactId: contact?.id ?? '' }
  }
})
