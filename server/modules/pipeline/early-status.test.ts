import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await testShop({ agent: { mode: 'off' } })
})
afterAll(() => shop.close())

it('meta 1.4: a status that comes before the answer of the send is that message’s, and the answer changes nothing', async () => {
  const customer = shop.whatsapp.customer({ phone: '+15557770101', name: 'Quick Eyes' })
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Quick%20Eyes')
  shop.whatsapp.faults.add({ kind: 'slow', applied: true, delayMs: 3_000, times: 1, match: { method: 'POST', path: '/messages$' } })
  const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${data[0]?.id}/messages`, { text: 'Good morning.' })
  const begun = performance.now()
  const read = () => shop.ask<Message>('GET', `/api/v1/messages/${id}`)
  await eventually(async () => expect((await read()).status).toBe('delivered'), 2_500)
  expect(performance.now() - begun).toBeLessThan(2_900)
  await new Promise((resolve) => setTimeout(resolve, 3_500 - (performance.now() - begun)))
  expect(await read()).toMatchObject({ status: 'delivered', error: null, externalId: expect.stringMatching(/^wamid\./) })
  expect(customer.inbox.map((message) => message.text)).toEqual(['Good morning.'])
})
