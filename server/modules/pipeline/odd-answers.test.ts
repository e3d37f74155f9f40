import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

/*
 * Went wrong: answers are committed together, up to 200 of all workspaces. One with a NUL or half an emoji, which the database refuses, failed them all, and
 * failed again with each attempt.
 */

let shop: TestShop
let phones = 0

beforeAll(async () => {
  shop = await testShop()
})
afterAll(() => shop.close())

function newCustomer(name: string) {
  phones += 1
  return shop.whatsapp.customer({ phone: `+1555222${String(phones).padStart(4, '0')}`, name })
}

it('sends what the database would refuse with a mark in its place', async () => {
  shop.openai.script(() => ({ text: 'half \ud83d, and nothing \u0000 here' }))
  const customer = newCustomer('Odd Answer')
  await customer.send({ type: 'text', text: 'hello' }).delivered
  expect((await customer.waitForMessage()).text).toBe('half \ufffd, and nothing \ufffd here')
})

it('hands over although the call of the tool cannot be written down as it came', async () => {
  shop.openai.script(() => ({ toolCalls: [{ name: 'hand_over_to_person', arguments: { reason: 'because \u0000 \ud83d' } }] }))
  const customer = newCustomer('Odd Reason')
  await customer.send({ type: 'text', text: 'do you repair bicycles?' }).delivered
  await eventually(async () => {
    const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Odd%20Reason')
    expect(data[0]?.handler).toBe('none')
  })
})

it('commits the answers that share a batch with one that the database refuses', async () => {
  await shop.app.database.ownerPool.query(`alter table messages add constraint poison check (text <> 'Answer to poison') not valid`)
  const asked: string[] = []
  let think = () => {}
  shop.openai.script(async (conversation) => {
    const text = conversation.turns.at(-1)?.text ?? ''
    asked.push(text)
    if (text === 'first') await new Promise<void>((resolve) => (think = resolve))
    return { text: `Answer to ${text}` }
  })
  const first = newCustomer('First Asker')
  await first.send({ type: 'text', text: 'first' }).delivered
  await eventually(async () => expect(asked).toEqual(['first']))
  // The first answer's batch waits for this lock, and the next two answers for the first.
  const client = await shop.app.database.ownerPool.connect()
  await client.query(`begin`)
  await client.query(`select from conversations c join contacts k on k.id = c.contact_id where k.name = 'First Asker' for update of c`)
  think()
  const poisoned = newCustomer('Poisoned')
  const healthy = newCustomer('Healthy')
  await Promise.all([poisoned.send({ type: 'text', text: 'poison' }).delivered, healthy.send({ type: 'text', text: 'bread' }).delivered])
  await eventually(async () => expect(asked).toHaveLength(3))
  await new Promise((resolve) => setTimeout(resolve, 300))
  await client.query('commit')
  client.release()
  expect((await healthy.waitForMessage()).text).toBe('Answer to bread')
  expect(asked.filter((text) => text === 'bread')).toHaveLength(1)
})
