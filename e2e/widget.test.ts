import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import chromium from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium as browserType,
  type FrameLocator,
  type Page,
} from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestWidget, testWidget } from '../server/testing/test-widget.ts'

let widget: TestWidget
let browser: Browser
let shop: Server
let shopUrl: string

beforeAll(async () => {
  widget = await testWidget({ greeting: 'Hello! Ask me about delivery.' })
  // The shop is another origin, as it is in life.
  shop = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://shop')
    const language = url.searchParams.get('lang') ?? 'en'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="${language}" dir="${language === 'fa' ? 'rtl' : 'ltr'}"><meta name="viewport" content="width=device-width,initial-scale=1">
      <title>Shop</title><h1>Shop</h1><p>Cups and kettles.</p><link rel="icon" href="data:,">
      <script>window.parley=window.parley||function(){(parley.q=parley.q||[]).push(arguments)};${url.searchParams.get('script') ?? ''}</script>
      <script src="${widget.url}/widget.js" data-key="${widget.key}" async></script></html>`)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => shop.once('listening', resolve))
  shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}`
  browser = await browserType.launch({ executablePath: await chromium.executablePath(), args, headless: true })
})
afterAll(async () => {
  await browser?.close()
  shop?.close()
  await widget?.close()
})

// The package's own arguments switch off what is tested here: origins, separate processes, separate storage.
const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']

interface Visit {
  context: BrowserContext
  page: Page
  chat: FrameLocator
  problems: string[]
}

async function visit(options: BrowserContextOptions = {}, query = ''): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('net::ERR_INTERNET_DISCONNECTED')) problems.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (![widget.url, shopUrl, 'data:', 'blob:'].some((start) => url.startsWith(start))) problems.push(`third party: ${url}`)
  })
  await page.goto(`${shopUrl}/${query}`)
  return { context, page, chat: page.frameLocator('[data-testid=widget-frame]'), problems }
}

const bubble = (chat: FrameLocator, author: string) => chat.locator(`[data-testid=widget-message][data-author=${author}]`)

async function write(chat: FrameLocator, text: string): Promise<void> {
  await chat.getByTestId('widget-input').fill(text)
  await chat.getByTestId('widget-send').click()
}

async function conversationOf(text: string): Promise<string> {
  const end = Date.now() + 8000
  while (Date.now() < end) {
    const { rows } = await widget.database.ownerPool.query('select conversation_id from messages where text = $1', [text])
    if (rows[0]) return rows[0].conversation_id
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error('the message did not arrive')
}

const answer = (conversationId: string, body: object) => widget.api('POST', `conversations/${conversationId}/messages`, body)

describe('a visitor', () => {
  test('writes, is answered, finds it all again, and leaves no cookie and no request to others', async () => {
    const { context, page, chat, problems } = await visit()
    await page.getByTestId('widget-launcher').click()
    await chat.getByText('Hello! Ask me about delivery.').waitFor()
    await write(chat, 'Do you deliver on Sundays?')
    await bubble(chat, 'contact').getByText('Do you deliver on Sundays?').waitFor()
    const id = await conversationOf('Do you deliver on Sundays?')
    await answer(id, { text: 'We do: https://shop.example/delivery. <img src=x onerror=alert(1)>' })
    const reply = bubble(chat, 'user').first()
    await reply.waitFor()
    expect(await reply.locator('a').getAttribute('rel')).toBe('noopener noreferrer nofollow')
    expect(await reply.locator('a').getAttribute('href')).toBe('https://shop.example/delivery')
    expect(await reply.locator('img').count()).toBe(0)

    await page.getByTestId('widget-launcher').click()
    await answer(id, { text: 'Anything else?' })
    await page.getByTestId('widget-unread').filter({ hasText: '1' }).waitFor()
    await page.reload()
    await page.getByTestId('widget-unread').filter({ hasText: '1' }).waitFor()
    await page.getByTestId('widget-launcher').click()
    await bubble(chat, 'user').getByText('Anything else?').waitFor()
    await expect.poll(() => page.getByTestId('widget-unread').textContent()).toBe('')
    expect(await context.cookies()).toEqual([])
    expect(problems).toEqual([])
    await context.close()
  })

  test('writes while offline; each message arrives once, in order', async () => {
    const { context, page, chat } = await visit()
    await page.getByTestId('widget-launcher').click()
    await write(chat, 'Before the tunnel')
    const id = await conversationOf('Before the tunnel')
    await context.setOffline(true)
    await write(chat, 'In the tunnel, one')
    await write(chat, 'In the tunnel, two')
    await chat.getByText('No connection.').waitFor()
    await context.setOffline(false)
    await conversationOf('In the tunnel, two')
    await chat.getByText('No connection.').waitFor({ state: 'detached' })
    const { rows } = await widget.database.ownerPool.query(
      `select text from messages where conversation_id = $1 and author_type = 'contact' order by id`,
      [id],
    )
    expect(rows.map((row) => row.text)).toEqual(['Before the tunnel', 'In the tunnel, one', 'In the tunnel, two'])
    expect(await bubble(chat, 'contact').count()).toBe(3)
    await context.close()
  })

  test('taps a quick reply, sends a picture, and sees it', async () => {
    const { context, page, chat, problems } = await visit()
    await page.getByTestId('widget-launcher').click()
    await write(chat, 'A cup, please')
    const id = await conversationOf('A cup, please')
    await answer(id, {
      text: 'Which one?',
      interactive: {
        kind: 'buttons',
        buttons: [
          { id: 'red', title: 'The red one' },
          { id: 'blue', title: 'The blue one' },
        ],
      },
    })
    await chat.getByRole('button', { name: 'The red one' }).click()
    await bubble(chat, 'contact').getByText('The red one').waitFor()
    expect(await chat.getByRole('button', { name: 'The blue one' }).isDisabled()).toBe(true)
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } })
    await chat.locator('input[type=file]').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: picture })
    await chat.getByText('cup.png').waitFor()
    await expect.poll(() => chat.getByTestId('widget-send').isEnabled()).toBe(true)
    await chat.getByTestId('widget-send').click()
    await bubble(chat, 'contact').locator('img').first().waitFor()
    await expect
      .poll(() =>
        bubble(chat, 'contact')
          .locator('button img')
          .evaluate((image: { naturalWidth: number }) => image.naturalWidth),
      )
      .toBe(300)
    expect(problems).toEqual([])
    await context.close()
  })

  test('uses it by keyboard alone and in Persian from right to left', async () => {
    const { context, page, chat } = await visit({ locale: 'fa-IR' }, '?lang=fa')
    const launcher = page.getByTestId('widget-launcher')
    await launcher.focus()
    await page.keyboard.press('Enter')
    await chat.getByTestId('widget-input').waitFor()
    await expect
      .poll(() => chat.getByTestId('widget-input').evaluate((input: { matches(selector: string): boolean }) => input.matches(':focus')))
      .toBe(true)
    expect(await chat.locator('html').getAttribute('dir')).toBe('rtl')
    expect((await launcher.boundingBox())?.x).toBeLessThan(300)
    await page.keyboard.type('سلام، ارسال دارید؟')
    await page.keyboard.press('Enter')
    await bubble(chat, 'contact').getByText('سلام، ارسال دارید؟').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => launcher.getAttribute('aria-expanded')).toBe('false')
    expect(await page.evaluate(`document.activeElement?.shadowRoot?.activeElement?.getAttribute('data-testid')`)).toBe('widget-launcher')
    await context.close()
  })

  test('covers the screen of a phone and comes back from it', async () => {
    const { context, page, chat } = await visit({ viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true })
    await page.getByTestId('widget-launcher').tap()
    await chat.getByTestId('widget-input').waitFor()
    await expect.poll(async () => (await page.getByTestId('widget-frame').boundingBox())?.width).toBe(390)
    expect(await chat.locator('[role=dialog]').getAttribute('aria-modal')).toBe('true')
    await chat.getByRole('button', { name: 'Close chat' }).tap()
    await expect.poll(() => page.getByTestId('widget-launcher').getAttribute('aria-expanded')).toBe('false')
    await context.close()
  })

  test('may block all storage', async () => {
    const context = await browser.newContext()
    await context.addInitScript(`for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })`)
    const page = await context.newPage()
    await page.goto(shopUrl)
    const chat = page.frameLocator('[data-testid=widget-frame]')
    await page.getByTestId('widget-launcher').click()
    await write(chat, 'Without storage')
    await conversationOf('Without storage')
    await context.close()
  })
})

test.each([{ colorScheme: 'light' as const }, { colorScheme: 'dark' as const }])(
  'axe finds nothing to complain of, $colorScheme',
  async (options) => {
    const { context, page, chat } = await visit(options)
    await page.getByTestId('widget-launcher').click()
    await write(chat, `Is it easy to use, ${options.colorScheme}?`)
    const id = await conversationOf(`Is it easy to use, ${options.colorScheme}?`)
    await answer(id, { text: 'Yes: https://shop.example', interactive: { kind: 'buttons', buttons: [{ id: 'y', title: 'Good' }] } })
    await chat.getByRole('button', { name: 'Good' }).waitFor()
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.flatMap(({ id: rule, nodes }) => nodes.map((node) => `${rule}: ${node.target.join(' ')}`))).toEqual([])
    await context.close()
  },
)

test('an AI agent says what it is, answers from the knowledge, and passes on to a person at a tap', async () => {
  const knowledge = (await widget.api('POST', 'knowledge', { name: 'Shop' })).body as { id: string }
  const faq = {
    type: 'faq',
    question: 'How long does delivery to Almaty take?',
    answer: 'Delivery to Almaty takes two to four working days.',
  }
  await widget.api('POST', `knowledge/${knowledge.id}/sources`, faq)
  await expect
    .poll(async () => JSON.stringify((await widget.api('GET', `knowledge/${knowledge.id}/sources`)).body), { timeout: 15_000 })
    .toContain('"ready"')
  const agent = (await widget.api('POST', 'agents', { name: 'Juni', replyDelayMs: 0, knowledgeIds: [knowledge.id] })).body as { id: string }
  await widget.api('PATCH', `channels/${widget.channelId}`, { agentId: agent.id })

  const { context, page, chat, problems } = await visit()
  await page.getByTestId('widget-launcher').click()
  await chat.getByTestId('widget-ai-label').waitFor()
  await write(chat, 'How long does delivery to Almaty take?')
  const reply = bubble(chat, 'agent').filter({ hasText: 'two to four working days' })
  await reply.waitFor()
  await reply.getByText('Juni · AI assistant').waitFor()
  await chat.getByTestId('widget-person').click()
  await bubble(chat, 'contact').getByText('I would like to talk to a person.').waitFor()
  await chat.getByText('Passed on to our team').waitFor()
  await expect.poll(() => chat.getByTestId('widget-ai-label').count()).toBe(0)
  await write(chat, 'Hello?')
  const id = await conversationOf('Hello?')
  await answer(id, { text: 'A person here.' })
  await bubble(chat, 'user').getByText('A person here.').waitFor()
  expect(problems).toEqual([])
  await widget.api('PATCH', `channels/${widget.channelId}`, { agentId: null })
  await context.close()
})

describe('a website', () => {
  test('may call before the loader is there, hears of what happens, and lets its visitor leave', async () => {
    const script = encodeURIComponent(
      `window.heard=[];for(const name of ['open','close','message','unread'])parley('on',name,(detail)=>heard.push([name,detail]));parley('identify',{id:'c-1',name:'Kerry'});parley('set',{plan:'gold'});parley('open')`,
    )
    const { context, page, chat } = await visit({}, `?script=${script}`)
    await write(chat, 'From the page of a shop')
    const id = await conversationOf('From the page of a shop')
    await answer(id, { text: 'Good morning!' })
    await bubble(chat, 'user').getByText('Good morning!').waitFor()
    const heard = (await page.evaluate('heard')) as [string, { text?: string; author?: string } | undefined][]
    expect(heard.map(([name]) => name)).toContain('open')
    expect(heard.find(([name]) => name === 'message')?.[1]).toMatchObject({ text: 'Good morning!', author: 'user' })
    const { rows } = await widget.database.ownerPool.query(
      'select c.name, c.attributes from contacts c join conversations v on v.contact_id = c.id where v.id = $1',
      [id],
    )
    expect(rows).toEqual([{ name: 'Kerry', attributes: { plan: 'gold' } }])
    await page.evaluate(`parley('reset')`)
    await chat.getByText('Hello! Ask me about delivery.').waitFor()
    expect(await bubble(chat, 'contact').count()).toBe(0)
    expect(await page.evaluate('Object.keys(window).filter((name) => /parley/i.test(name))')).toEqual(['parley'])
    await context.close()
  })

  test('that is not on the list gets no chat, nor may it frame one', async () => {
    const { key } = await widget.addChannel({ allowedOrigins: ['https://shop.example'] })
    const context = await browser.newContext()
    const page = await context.newPage()
    const refused: string[] = []
    page.on('console', (message) => refused.push(message.text()))
    await page.goto(shopUrl)
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: '${widget.url}/widget/app/?key=${key}' }))`,
    )
    await expect.poll(() => refused.join('\n')).toContain('frame-ancestors')
    await context.close()
  })
})
