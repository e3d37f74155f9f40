import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../contract/conversations.ts'
import { type RunningDemo, startDemo } from '../server/demo/start-demo.ts'
import { freePort } from '../server/testing/parley-process.ts'
import { openBrowser } from './browser.ts'
import { playHour } from './play-hour.ts'

// Writes the README's pictures of the demo's shop: `PARLEY_SCREENSHOTS=1 npx vitest run --project e2e e2e/screenshots.test.ts`.

const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-pictures-'))
const pictures = path.join(import.meta.dirname, '..', 'docs', 'screenshots')
const desktop = { width: 1440, height: 900 }
let demo: RunningDemo
let browser: Browser
let url: string

beforeAll(async () => {
  demo = await startDemo({ folder, env: { PORT: String(await freePort()) } })
  url = demo.config.publicUrl
  browser = await openBrowser()
  expect(await demo.filled).toEqual([])
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Look {
  language?: 'en' | 'fa'
  scheme?: 'light' | 'dark'
}

async function openDashboard({ language = 'en', scheme = 'light' }: Look, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: desktop,
    deviceScaleFactor: 2,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    ...options,
  })
  await context.addInitScript(`localStorage.setItem('parley.language', '${language}')`)
  await context.request.post(`${url}/api/auth/sign-in/email`, { data: demo.owner })
  return context.newPage()
}

async function findConversation(page: Page, name: string): Promise<string> {
  const answer = await page.request.get(`${url}/api/v1/conversations?status=all&limit=100`)
  const found = ((await answer.json()) as { data: Conversation[] }).data.find(({ contact }) => contact.name === name)
  if (!found) throw new Error(`nobody in the demo is called ${name}`)
  return found.id
}

async function take(page: Page, name: string): Promise<void> {
  await page.locator('.mantine-Skeleton-root, [aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready')
  await page.waitForTimeout(400)
  await page.screenshot({ path: path.join(pictures, `${name}.png`) })
  await page.context().close()
}

const inter = path.join(
  import.meta.dirname,
  '..',
  'node_modules',
  '@fontsource-variable',
  'inter',
  'files',
  'inter-latin-wght-normal.woff2',
)

/** The chat is set in the visitor's own system font; a bare server has only an ugly one. */
async function wearSystemFont(context: BrowserContext): Promise<void> {
  const face = `@font-face{font-family:"Picture";font-weight:100 900;src:url(data:font/woff2;base64,${readFileSync(inter).toString('base64')})}`
  const rule = `${face} :root,body,button,input,textarea{font-family:"Picture","DejaVu Sans"!important}`
  await context.addInitScript(`addEventListener('DOMContentLoaded', () => {
    document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(rule)} }))
  })`)
}

test('the inbox', async () => {
  const page = await openDashboard({})
  await page.goto(`${url}/inbox/${await findConversation(page, 'Madina Serik')}`)
  await page.getByTestId('message').last().waitFor()
  await take(page, 'inbox')
})

test('the inbox in Persian and in the dark', async () => {
  const page = await openDashboard({ language: 'fa', scheme: 'dark' })
  await page.goto(`${url}/inbox/${await findConversation(page, 'رضا احمدی')}`)
  await page.getByTestId('message').last().waitFor()
  await take(page, 'inbox-fa-dark')
})

test('a conversation on a phone', async () => {
  const page = await openDashboard({}, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  await page.goto(`${url}/inbox/${await findConversation(page, 'Aida Bekmukhambetova')}`)
  await page.getByTestId('message').last().waitFor()
  await take(page, 'phone')
})

test('an agent and its playground', async () => {
  const page = await openDashboard({})
  await page.goto(`${url}/agents`)
  await page.getByTestId('agent-card').filter({ hasNotText: 'wholesale' }).first().click()
  await page.getByTestId('playground-input').fill('Do you wrap gifts, and what does it cost?')
  await page.getByTestId('playground-send').click()
  await page.getByTestId('playground-reply').waitFor()
  await page.locator('aside details, section details').last().locator('summary').click()
  await take(page, 'agent')
})

test('the chat on a website', async () => {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
    bypassCSP: true,
  })
  await wearSystemFont(context)
  const page = await context.newPage()
  await page.goto(`${url}/widget/demo`)
  await page.getByTestId('widget-launcher').click()
  const chat = page.frameLocator('[data-testid=widget-frame]')
  const answered = (text: string) => chat.locator('[data-testid=widget-message][data-author=agent]').filter({ hasText: text }).waitFor()
  for (const [question, answer] of [
    ['Hello! How long is the warranty on the kettle?', 'two years'],
    ['Do you wrap gifts?', 'linen'],
  ] as const) {
    await chat.getByTestId('widget-input').fill(question)
    await chat.getByTestId('widget-send').click()
    await answered(answer)
  }
  await take(page, 'widget')
})

test('how the installation runs', async () => {
  await playHour(demo.deps)
  const page = await openDashboard({}, { viewport: { width: 1440, height: 1120 } })
  await page.goto(`${url}/operations`)
  await page.getByTestId('operations-workspace').nth(2).waitFor()
  await take(page, 'operations')
})
