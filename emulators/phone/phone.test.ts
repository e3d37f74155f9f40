import chromium from '@sparticuz/chromium'
import { type Browser, chromium as browserType, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { phoneNumberId, startFixture, type WhatsAppFixture } from '../whatsapp/whatsapp-fixture.ts'

let browser: Browser
let page: Page
let fixture: WhatsAppFixture
const problems: string[] = []
beforeAll(async () => {
  fixture = await startFixture({ clock: Date.now, statuses: { enabled: true, sentAfterMs: 5, deliveredAfterMs: 10, readAfterMs: 5 } })
  browser = await browserType.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: true })
  page = await browser.newPage()
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(fixture.emulator.url) && !request.url().startsWith('data:')) problems.push(request.url())
  })
})
afterAll(async () => {
  await browser?.close()
  await fixture.close()
})

interface Webhook {
  entry: { changes: { value: { messages?: { type: string; id: string; interactive?: unknown }[]; statuses?: { status: string }[] } }[] }[]
}
const values = () => fixture.receiver.received.map((one) => (one.body as unknown as Webhook).entry[0]?.changes[0]?.value)
const shown = (direction: 'in' | 'out') => page.locator(`[data-testid=phone-message][data-direction=${direction}]`)

test('a person plays the customer: writes, sees typing, ticks, buttons and pictures, taps, reacts, sends a voice note', async () => {
  await page.goto(`${fixture.emulator.url}/phone`)
  await page.getByTestId('phone-name').fill('Kerry')
  await page.getByTestId('phone-number').fill('+1 555 0001')
  await page.getByTestId('phone-create').click()
  await page.getByTestId('phone-input').fill('سلام, is it open?')
  await page.getByTestId('phone-send').click()
  await shown('out').getByText('سلام, is it open?').waitFor()
  await fixture.receiver.waitFor(1)
  const id = values()[0]?.messages?.[0]?.id

  const path = `/v24.0/${phoneNumberId}/messages`
  await fixture.call(path, { messaging_product: 'whatsapp', status: 'read', message_id: id, typing_indicator: { type: 'text' } })
  await page.getByTestId('phone-typing').waitFor()
  await shown('out').getByText('✓✓ read').waitFor()
  const action = { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes please' } }] }
  await fixture.send({ type: 'interactive', interactive: { type: 'button', body: { text: 'Book a table?' }, action } })
  await shown('in').getByText('Book a table?').waitFor()
  expect(await page.getByTestId('phone-typing').isVisible()).toBe(false)
  await expect
    .poll(() => values().flatMap((one) => one?.statuses?.map((status) => status.status) ?? []))
    .toEqual(['sent', 'delivered', 'read'])

  await page.getByTestId('phone-button').click()
  await shown('out').getByText('Yes please').waitFor()
  await page.getByTestId('phone-react').click()
  await page.getByTestId('phone-attach').click()
  await page.getByTestId('phone-sample-voice-delivery').click()
  await page.getByTestId('phone-sample-picture-mug').click()
  await page.getByTestId('phone-location').click()
  await expect
    .poll(() => values().flatMap((one) => one?.messages?.map((message) => message.type) ?? []))
    .toEqual(['text', 'interactive', 'reaction', 'audio', 'image', 'location'])
  await expect
    .poll(() =>
      shown('out')
        .locator('img')
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    )
    .toBe(320)
  expect(problems).toEqual([])
})

test('stays within a narrow screen', async () => {
  await page.setViewportSize({ width: 360, height: 640 })
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect(overflow).toBeLessThanOrEqual(0)
  expect(await page.getByTestId('phone-send').isVisible()).toBe(true)
})
