import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { type CustomerPhone, openPhone } from './customer-phone.ts'
import { findViolations } from './find-violations.ts'
import { makePdf } from './make-pdf.ts'
import { type House, openHouse, owner, shopNumber } from './open-house.ts'
import { playTakeover } from './play-takeover.ts'
import { type Watch, watchPages } from './watch-pages.ts'

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
let phone: CustomerPhone
let watch: Watch

beforeAll(async () => {
  ;[house, browser] = await Promise.all([openHouse({ hasOwner: false }), openBrowser()])
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  context.setDefaultTimeout(15_000)
  watch = watchPages(context, [house.url, house.whatsapp.url])
  page = await context.newPage()
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

test('the first visit makes the owner', async () => {
  await page.goto(house.url)
  await page.waitForURL('**/setup')
  expect(await findViolations(page)).toEqual([])
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  await page.getByTestId('setup-workspace').fill(owner.workspace)
  await page.getByTestId('setup-name').fill(owner.name)
  await page.getByTestId('setup-email').fill(owner.email)
  await page.getByTestId('setup-password').fill(owner.password)
  await page.getByTestId('setup-submit').click()
  await page.getByTestId('nav-inbox').waitFor()
})

test('a document becomes knowledge', async () => {
  await page.getByTestId('nav-knowledge').click()
  await page.getByTestId('knowledge-new').click()
  await page.getByTestId('knowledge-name').fill('Shop handbook')
  await page.getByTestId('knowledge-create').click()
  const pdf = await makePdf('Delivery', [
    'Delivery inside Almaty takes two working days and costs 900 tenge.',
    'Orders above 20000 tenge are delivered free of charge.',
    'A kettle may be returned within fourteen days when it has not been used.',
  ])
  await page.getByTestId('source-file').setInputFiles({ name: 'delivery.pdf', mimeType: 'application/pdf', buffer: pdf })
  await page.locator('[data-testid=source-row][data-status=ready]').getByText('delivery').waitFor()
  await page.getByTestId('knowledge-search').fill('How much does delivery cost?')
  await page.getByTestId('passage').first().getByText('900 tenge').waitFor()
})

test('an agent is made, tried before it is saved, and answers from it', async () => {
  await page.getByTestId('nav-agents').click()
  await page.getByTestId('agent-new').first().click()
  await page.getByTestId('agent-name').fill('Sam')
  await page.getByTestId('agent-instructions').fill('You answer for Teal Kettles, a shop for kettles in Almaty.')
  await page.getByTestId('agent-knowledge').click()
  await page.getByRole('option', { name: 'Shop handbook' }).click()
  await page.keyboard.press('Escape')
  await page.getByTestId('agent-save').click()
  await page.getByTestId('answers-with').getByText('demo').waitFor()
  await page.getByTestId('playground-input').fill('How many days does delivery take?')
  await page.getByTestId('playground-send').click()
  await page.getByTestId('playground-reply').getByText('two working days').waitFor()
})

test('the wizard connects the number and waits for its first message', async () => {
  await page.getByTestId('nav-channels').click()
  await page.getByTestId('channel-add').first().click()
  await page.getByTestId('channel-type-whatsapp').click()
  await page.getByTestId('channel-name').fill('Shop number')
  for (const name of ['phoneNumberId', 'businessAccountId', 'accessToken', 'appSecret'] as const)
    await page.getByTestId(`channel-field-${name}`).fill(shopNumber[name])
  // Made by the form, to be entered in the provider's app where Parley does not set the webhook itself.
  const verifyToken = await page.getByTestId('channel-field-verifyToken').inputValue()
  expect(verifyToken).toMatch(/^[0-9a-f]{36}$/)
  await page.getByTestId('channel-agent').click()
  await page.getByRole('option', { name: 'Sam' }).click()
  await page.getByTestId('channel-connect').click()
  await page.getByTestId('channel-status').getByText('Connected').waitFor()
  await page.getByTestId('channel-waiting').waitFor()
  await page.getByTestId('channel-own-secrets').click()
  await page.getByTestId('channel-secret-verifyToken').getByText(verifyToken).waitFor()
})

test('the customer asks on the phone and is answered out of the document', async () => {
  phone = await openPhone(context, house.whatsapp.url, 'Kerry Kettle')
  await phone.write('Hello, how much does delivery inside Almaty cost?')
  await phone.received('900 tenge').waitFor()
  await page.getByTestId('channel-first-message').waitFor()
})

test('a person takes over, answers, and gives it back', async () => {
  await page.getByTestId('nav-inbox').click()
  await page.getByTestId('conversation-row').filter({ hasText: 'Kerry Kettle' }).click()
  await playTakeover(page, phone, {
    why: '900 tenge',
    question: 'Can I return a kettle?',
    answer: 'fourteen days',
  })
})

test('nobody else was asked, nothing was kept and nothing went wrong on the way', async () => {
  expect(await watch.problems()).toEqual([])
  expect(house.log()).not.toContain('"level":"error"')
})
