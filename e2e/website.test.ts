import type { BrowserContext, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { openWebsite, type Website } from './open-website.ts'
import { playTakeover } from './play-takeover.ts'
import { stockShop } from './stock-shop.ts'
import { type Watch, watchPages } from './watch-pages.ts'

let journey: Journey
let website: Website
let visitor: BrowserContext
let shop: Page
let chat: FrameLocator
let watch: Watch

beforeAll(async () => {
  journey = await beginJourney()
  website = await openWebsite()
  await stockShop(journey.api)
  visitor = await journey.browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'en-GB' })
  visitor.setDefaultTimeout(20_000)
  watch = watchPages(visitor, [journey.house.url, website.url])
})
afterAll(async () => {
  website?.close()
  await journey?.close()
})

const bubble = (author: string) => chat.locator(`[data-testid=widget-message][data-author=${author}]`)
const visitorsSide = {
  write: async (text: string) => {
    await chat.getByTestId('widget-input').fill(text)
    await chat.getByTestId('widget-send').click()
    await bubble('contact').filter({ hasText: text }).last().waitFor()
  },
  received: (text: string | RegExp) =>
    chat.locator('[data-testid=widget-message]:not([data-author=contact])').filter({ hasText: text }).last(),
  count: () => chat.locator('[data-testid=widget-message]:not([data-author=contact])').count(),
}

test('the wizard gives a snippet, which the owner pastes into the website', async () => {
  const { page, house } = journey
  await page.goto(`${house.url}/channels/new`)
  await page.getByTestId('channel-type-webchat').click()
  await page.getByTestId('channel-field-greeting').fill('Hello! Ask me about delivery.')
  await page.getByTestId('channel-agent').click()
  await page.getByRole('option', { name: 'Sam' }).click()
  await page.getByTestId('channel-connect').click()
  await page.getByTestId('channel-status').getByText('Connected').waitFor()
  website.paste((await page.getByTestId('channel-embed').textContent()) ?? '')
})

test('a visitor opens the chat, is told that an AI answers, and is answered', async () => {
  shop = await visitor.newPage()
  await shop.goto(website.url)
  chat = shop.frameLocator('[data-testid=widget-frame]')
  await shop.getByTestId('widget-launcher').click()
  await chat.getByText('Hello! Ask me about delivery.').waitFor()
  await chat.getByTestId('widget-ai-label').waitFor()
  await visitorsSide.write('How much is delivery?')
  await bubble('agent').filter({ hasText: '900 tenge' }).waitFor()
  await journey.page.getByTestId('channel-first-message').waitFor()
})

test('a person takes over, answers, and gives it back', async () => {
  const { page } = journey
  await page.getByTestId('nav-inbox').click()
  await page.getByTestId('conversation-row').first().click()
  await playTakeover(page, visitorsSide, { why: '900 tenge', question: 'Can I return a kettle?', answer: 'fourteen days' })
})

test('who asks for a person gets one: the label goes, the team sees it, the AI is silent', async () => {
  const { page } = journey
  await chat.getByTestId('widget-ai-label').waitFor()
  await chat.getByTestId('widget-person').click()
  await chat.getByTestId('widget-ai-label').waitFor({ state: 'detached' })
  await page.getByTestId('composer-input').fill('Aigul here, hello!')
  await page.getByTestId('composer-send').click()
  await bubble('user').filter({ hasText: 'Aigul here, hello!' }).waitFor()
  await shop.reload()
  await bubble('user').filter({ hasText: 'Aigul here, hello!' }).waitFor({ state: 'attached' })
})

test('who writes before the chat has a session is one visitor all the same', async () => {
  const sessions: string[] = []
  const context = await journey.browser.newContext({ locale: 'en-GB' })
  await context.route('**/widget/v1/session', async (route) => {
    sessions.push(route.request().url())
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await route.continue()
  })
  const page = await context.newPage()
  await page.goto(website.url)
  const frame = page.frameLocator('[data-testid=widget-frame]')
  await page.getByTestId('widget-launcher').click()
  await frame.getByTestId('widget-input').fill('How long does delivery take?')
  await frame.getByTestId('widget-send').click()
  await frame.locator('[data-testid=widget-message][data-author=agent]').filter({ hasText: 'two working days' }).waitFor()
  expect(sessions).toHaveLength(1)
  await context.close()
})

test('nobody else was asked, nothing was kept and nothing went wrong on the way', async () => {
  expect(await watch.problems()).toEqual([])
  expect(await visitor.cookies()).toEqual([])
  expect(await journey.watch.problems()).toEqual([])
  expect(journey.house.log()).not.toContain('"level":"error"')
})
