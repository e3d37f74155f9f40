import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { type CustomerPhone, openPhone } from './customer-phone.ts'
import { connectChannel, stockShop } from './stock-shop.ts'

let journey: Journey
let phone: CustomerPhone
let agentId: string

beforeAll(async () => {
  journey = await beginJourney({ hasModel: false })
  agentId = (await stockShop(journey.api)).agentId
  await connectChannel(journey.api, 'whatsapp', agentId)
  phone = await openPhone(journey.context, journey.house.whatsapp.url, 'Nora Nomodel')
})
afterAll(() => journey?.close())

test('the page of the agent says that the knowledge answers by itself', async () => {
  const { page, house } = journey
  await page.goto(`${house.url}/agents/${agentId}`)
  await page.locator('[data-testid=answers-with][data-kind=knowledge]').waitFor()
})

test('a question that the knowledge surely answers is answered', async () => {
  await phone.write('Can I return a kettle?')
  await phone.received('fourteen days').waitFor()
})

test('another one goes to a person, and the customer is told so', async () => {
  const { page, house } = journey
  const before = await phone.count()
  await phone.write('Do you repair bicycles on Saturn?')
  await expect.poll(() => phone.count(), { timeout: 15_000 }).toBe(before + 1)
  expect(await phone.received(/./).textContent()).not.toContain('fourteen days')
  await page.goto(`${house.url}/inbox`)
  await page.getByTestId('conversation-row').filter({ hasText: 'Nora Nomodel' }).click()
  await page.getByTestId('take-over').waitFor()
  const [conversation] = (await journey.api.get<{ data: { handler: string }[] }>('conversations')).data
  expect(conversation?.handler).not.toBe('agent')
})

test('no model was asked and nothing went wrong on the way', async () => {
  expect(journey.house.openai.stats()).toMatchObject({ chat: 0, responses: 0, embeddings: 0 })
  expect(await journey.watch.problems()).toEqual([])
  expect(journey.house.log()).not.toContain('"level":"error"')
})
