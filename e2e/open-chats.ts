import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Page, Request } from 'playwright-core'
import type { Config } from '../server/platform/config.ts'
import { type TestWidget, testWidget } from '../server/testing/test-widget.ts'
import { openBrowser } from './browser.ts'

export interface Visit {
  context: BrowserContext
  page: Page
  chat: FrameLocator
  /** What the page and the chat asked the server for, as `POST /widget/v1/session`. */
  asked: string[]
  /** Errors and requests to others. */
  problems: string[]
  /** What axe has against the page and the chat in it, in words. */
  violations(): Promise<string[]>
}

export interface Chats {
  widget: TestWidget
  browser: Browser
  /** A chat of its own on every path of a shop of another origin, in a browser of its own. */
  visit(config: Record<string, unknown>, more?: VisitOptions): Promise<Visit & { channelId: string }>
  close(): Promise<void>
}

interface VisitOptions extends BrowserContextOptions {
  path?: string
  /** Run by the page before the loader is there. */
  script?: string
  /** Run in every frame before anything else. */
  init?: string
  language?: string
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export async function openChats(overrides: Partial<Config> = {}): Promise<Chats> {
  const [widget, browser]: [TestWidget, Browser] = await Promise.all([testWidget({}, overrides), openBrowser()])
  const shop = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://shop')
    const language = searchParams.get('lang') ?? 'en'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    // As strict as a page can be that shows the chat.
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'nonce-page' ${widget.url}; connect-src ${widget.url}; frame-src ${widget.url}; style-src 'none'; img-src data:`,
    )
    response.end(`<!doctype html><html lang="${language}" dir="${language === 'fa' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1"><title>Shop</title><link rel="icon" href="data:,">
      <script nonce="page">window.parley=window.parley||function(){(parley.q=parley.q||[]).push(arguments)};${searchParams.get('script') ?? ''}</script>
      <script src="${widget.url}/widget.js" data-key="${searchParams.get('key') ?? ''}" async></script></head>
      <body><main><h1>Shop</h1><p>Cups and kettles.</p></main></body></html>`)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => shop.once('listening', resolve))
  const shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}`

  return {
    widget,
    browser,
    async visit(config, { path = '/', script = '', init, language = 'en', ...options } = {}) {
      const { key, channelId } = await widget.addChannel(config)
      const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, reducedMotion: 'reduce', ...options })
      context.setDefaultTimeout(20_000)
      if (init) await context.addInitScript(init)
      const page = await context.newPage()
      const [asked, problems]: [string[], string[]] = [[], []]
      page.on('pageerror', (error) => problems.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text())
      })
      page.on('request', (request) => note(request))
      const note = (request: Request): void => {
        const url = request.url()
        if (url.startsWith(widget.url)) asked.push(`${request.method()} ${new URL(url).pathname}`)
        else if (![shopUrl, 'data:', 'blob:'].some((start) => url.startsWith(start))) problems.push(`a request to others: ${url}`)
      }
      await page.goto(`${shopUrl}${path}?${new URLSearchParams({ key, lang: language, ...(script && { script }) })}`)
      return {
        context,
        page,
        chat: page.frameLocator('[data-testid=widget-frame]'),
        channelId,
        asked,
        problems,
        violations: async () => {
          const { violations } = await new AxeBuilder({ page }).withTags(standards).analyze()
          return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
        },
      }
    },
    close: async () => {
      await browser.close()
      shop.close()
      await widget.close()
    },
  }
}

/** Writes and sends, as a visitor does, and waits until the server has it. */
export async function write(chat: FrameLocator, text: string): Promise<void> {
  await chat.getByTestId('widget-input').fill(text)
  await chat.getByTestId('widget-send').click()
  await chat.locator('[data-testid=widget-message][data-author=contact][data-waiting=false]').filter({ hasText: text }).waitFor()
}

/** What the browser has kept of the shop and of the chat's own origin. */
export async function keptInBrowser(page: Page): Promise<string[]> {
  const kept = await Promise.all(
    page.frames().map((frame) => frame.evaluate('[...Object.keys(localStorage), ...Object.keys(sessionStorage)]') as Promise<string[]>),
  )
  return [...kept.flat(), ...(await page.context().cookies()).map(({ name }) => `cookie ${name}`)]
}
