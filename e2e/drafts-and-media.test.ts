import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleByName } from '../emulators/index.ts'
import { beginJourney, type Journey } from './begin-journey.ts'
import { type CustomerPhone, openPhone } from './customer-phone.ts'
import { connectChannel, stockShop } from './stock-shop.ts'

let journey: Journey
let phone: CustomerPhone

beforeAll(async () => {
  journey = await beginJourney()
  const { agentId } = await stockShop(journey.api, { mode: 'draft' })
  await connectChannel(journey.api, 'whatsapp', agentId)
  phone = await openPhone(journey.context, journey.house.whatsapp.url, 'Dana Draft')
  await journey.page.goto(`${journey.house.url}/inbox`)
})
afterAll(() => journey?.close())

const message = (author: string) => journey.page.locator(`[data-testid=message][data-author=${author}]`)

/** Whether the message ends above the lower edge of the log that it stands in. */
const isWithinLog = (one: Locator) =>
  one.evaluate((element) => {
    const { bottom } = element.getBoundingClientRect()
    return bottom <= (element.closest('section')?.getBoundingClientRect().bottom ?? 0)
  })

test('the AI proposes, a person changes it and sends it', async () => {
  const { page } = journey
  await phone.write('Can I return a kettle?')
  await page.getByTestId('conversation-row').filter({ hasText: 'Dana Draft' }).click()
  const draft = page.getByTestId('draft')
  await draft.getByText('fourteen days').waitFor()
  expect(await phone.count()).toBe(0)
  await page.getByTestId('draft-edit').click()
  await draft.getByRole('textbox').fill('Within fourteen days, Dana. Just bring the receipt.')
  await page.getByTestId('draft-approve').click()
  await phone.received('Just bring the receipt.').waitFor()
  await message('user').filter({ hasText: 'Just bring the receipt.' }).waitFor()
  await draft.waitFor({ state: 'detached' })
})

test('a private note stays in the house', async () => {
  const { page } = journey
  await page.getByTestId('composer-note-tab').click()
  await page.getByTestId('composer-input').fill('Dana bought the red one last week.')
  await page.getByTestId('composer-send').click()
  await page.locator('[data-testid=message][data-private=true]').filter({ hasText: 'the red one' }).waitFor()
  await page.getByTestId('composer-reply-tab').click()
  await page.getByTestId('composer-input').fill('Anything else I can do?')
  await page.getByTestId('composer-send').click()
  await phone.received('Anything else I can do?').waitFor()
  expect(await phone.count()).toBe(2)
  expect(journey.house.whatsapp.ledger.entries().filter(({ body }) => JSON.stringify(body)?.includes('the red one'))).toEqual([])
})

test('a voice note is heard and a picture is looked at', async () => {
  const { page } = journey
  await page.getByTestId('return-to-ai').click()
  await page.getByTestId('take-over').waitFor()
  await phone.page.getByTestId('phone-attach').click()
  await phone.page.getByTestId('phone-sample-voice-delivery').click()
  const heard = sampleByName('voice-delivery').transcript ?? ''
  await message('contact').filter({ hasText: heard }).locator('audio').waitFor()
  await page.getByTestId('draft').getByText('900 tenge').waitFor()
  await page.getByTestId('draft-approve').click()
  await phone.received('900 tenge').waitFor()

  await phone.page.getByTestId('phone-sample-picture-mug').click()
  const picture = message('contact').filter({ has: page.locator('img') })
  await expect.poll(() => picture.locator('img').getAttribute('alt'), { timeout: 15_000 }).toContain('mug')
  await expect
    .poll(() => picture.locator('img').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
    .toBeGreaterThan(0)
})

test('the card of a proposal lies below the message that it is about', async () => {
  const { page } = journey
  // Answered by a person, so that only the question waits for the AI.
  await page.getByTestId('composer-input').fill('A fine mug!')
  await page.getByTestId('composer-send').click()
  await phone.received('A fine mug!').waitFor()
  await page.getByTestId('return-to-ai').click()
  await page.getByTestId('take-over').waitFor()
  await phone.write('Can I return a kettle within fourteen days?')
  await page.getByTestId('draft').getByText('fourteen days').waitFor()
  await expect.poll(() => isWithinLog(message('contact').last())).toBe(true)
})

test('nothing went wrong on the way', async () => {
  expect(await journey.watch.problems()).toEqual([])
  expect(journey.house.log()).not.toContain('"level":"error"')
})
