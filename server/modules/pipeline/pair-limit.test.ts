import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await testShop({ whatsapp: { limits: { throughput: false, pair: { burst: 2, perSeconds: 3 } } }, agent: { mode: 'off' } })
})
afterAll(() => shop.close())

async function meet(phone: string, name: string) {
  const customer = shop.whatsapp.customer({ phone, name })
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${name}`)
  return { customer, path: `/api/v1/conversations/${data[0]?.id}/messages` }
}

it('meta 3.5: too much to one person makes that person wait, and nobody else', async () => {
  const [often, once] = [await meet('+15554440001', 'Often'), await meet('+15554440002', 'Once')]
  const texts = ['one', 'two', 'three']
  for (const text of texts) await shop.ask('POST', often.path, { text })
  const refusals = () => shop.whatsapp.ledger.entries().filter(({ error }) => error?.startsWith('131056'))
  await eventually(async () => expect(refusals()).toHaveLength(1))
  await shop.ask('POST', once.path, { text: 'for you' })
  await once.customer.waitForMessage(({ text }) => text === 'for you')
  expect(often.customer.inbox.map(({ text }) => text)).toEqual(['one', 'two'])
  await eventually(async () => expect(often.customer.inbox.map(({ text }) => text)).toEqual(texts), 15_000)
  // 1 s, then 4 s: the second try came while the person still had no allowance.
  expect(refusals()).toHaveLength(2)
  const { data } = await shop.ask<{ data: Message[] }>('GET', often.path)
  expect(data.filter(({ direction }) => direction === 'outbound').every(({ error }) => error === null)).toBe(true)
}, 40_000)
