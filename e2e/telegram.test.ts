import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { type CustomerPhone, openPhone } from './customer-phone.ts'
import { shopBot } from './open-house.ts'
import { playTakeover } from './play-takeover.ts'
import { stockShop } from './stock-shop.ts'

let journey: Journey
let phone: CustomerPhone

beforeAll(async () => {
  journey = await beginJourney()
  await stockShop(journey.api)
})
afterAll(() => journey?.close())

test('the wizard connects the bot, which is polled because no provider reaches this address', async () => {
  const { page, house } = journey
  await page.goto(`${house.url}/channels/new`)
  await page.getByTestId('channel-type-telegram').click()
  await page.getByTestId('channel-field-botToken').fill(shopBot.token)
  await page.getByTestId('channel-agent').click()
  await page.getByRole('option', { name: 'Sam' }).click()
  await page.getByTestId('channel-connect').click()
  await page.getByTestId('channel-status').getByText('Connected').waitFor()
  await page.getByTestId('channel-waiting').waitFor()
})

test('the customer writes to the bot and is answered', async () => {
  phone = await openPhone(journey.context, journey.house.telegram.url, 'Timur Tea')
  await phone.write('How much is delivery?')
  await phone.received('900 tenge').waitFor()
  await journey.page.getByTestId('channel-first-message').waitFor()
})

test('a person takes over, answers, and gives it back', async () => {
  const { page } = journey
  await page.getByTestId('nav-inbox').click()
  await page.getByTestId('conversation-row').filter({ hasText: 'Timur Tea' }).click()
  await playTakeover(page, phone, { why: '900 tenge', question: 'Can I return a kettle?', answer: 'fourteen days' })
})

test('nobody else was asked, nothing was kept and nothing went wrong on the way', async () => {
  expect(await journey.watch.problems()).toEqual([])
  expect(journey.house.log()).not.toContain('"level":"error"')
})
