import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await testShop({ agent: { replyDelayMs: 500 } })
  shop.openai.script(() => ({ text: 'From nine to six.' }))
})
afterAll(() => shop.close())

/** A customer whose message is due in a moment and has been claimed so often before. */
async function waitingAfter(attempts: number, phone: string, name: string) {
  const customer = shop.whatsapp.customer({ phone, name })
  await customer.send({ type: 'text', text: 'When do you open?' }).delivered
  const { rowCount } = await shop.app.database.ownerPool.query(
    'update mailbox m set attempt = $1 from conversations c join contacts k on k.id = c.contact_id where c.id = m.conversation_id and k.name = $2',
    [attempts, name],
  )
  expect(rowCount).toBe(1)
  return customer
}

it('still answers after a database that went away ten times', async () => {
  const customer = await waitingAfter(10, '+15553330001', 'Ten Times')
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Ten%20Times')
  expect(data[0]?.handler).toBe('agent')
})

it('leaves to a person what four failures of its own have stopped', async () => {
  await waitingAfter(20, '+15553330002', 'Four Failures')
  await eventually(async () => {
    const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Four%20Failures')
    expect(data[0]?.handler).toBe('none')
  })
})

// Went wrong: each new message began the count anew, and a turn that kills its process was taken again for as long as its customer wrote.
it('goes on counting while the customer writes on', async () => {
  const customer = await waitingAfter(20, '+15553330003', 'Writes On')
  await customer.send({ type: 'text', text: 'Hello?' }).delivered
  await eventually(async () => {
    const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Writes%20On')
    expect(data[0]?.handler).toBe('none')
  })
})
