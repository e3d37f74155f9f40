import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { shopNumber } from './open-house.ts'
import { connectChannel, stockShop } from './stock-shop.ts'

let journey: Journey

beforeAll(async () => {
  journey = await beginJourney()
  const { agentId } = await stockShop(journey.api)
  await connectChannel(journey.api, 'whatsapp', agentId)
})
afterAll(() => journey?.close())

test('whoever runs the installation sees that all is well, and in words what is wrong when it is not', async () => {
  const { page, house } = journey
  await page.goto(house.url)
  await page.getByTestId('nav-operations').click()
  await page.getByTestId('operations-well').waitFor()
  await page.getByTestId('operations-process').waitFor()
  house.whatsapp.breakToken(shopNumber.phoneNumberId, 463)
  house.whatsapp.customer({ phone: '77010000002', name: 'Dana' }).send({ type: 'text', text: 'How much is delivery?' })
  const alarm = page.locator('[data-testid=operations-alarm][data-name=channel-refused]')
  await alarm.waitFor({ timeout: 30_000 })
  expect(await alarm.textContent()).toContain('A provider refuses a channel')
  await alarm.getByRole('link').click()
  await page.waitForURL('**/channels')
  expect(await journey.watch.problems()).toEqual([])
})
