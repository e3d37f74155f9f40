import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import chromium from '@sparticuz/chromium'
import { chromium as browserType } from 'playwright-core'
import { test } from 'vitest'
import { testWidget } from '../server/testing/test-widget.ts'

test('look', async () => {
  const widget = await testWidget({ greeting: 'Hello! Ask me about delivery, sizes and returns.' })
  const agent = await widget.api('POST', 'agents', { name: 'Juni', instructions: 'Be kind', replyDelayMs: 0 })
  console.log(agent.status, JSON.stringify(agent.body).slice(0, 300))
  const knowledge = await widget.api('POST', 'knowledge', { name: 'Shop' })
  const kid = (knowledge.body as { id: string }).id
  const src = await widget.api('POST', `knowledge/${kid}/sources`, {
    type: 'faq',
    question: 'Do you deliver to Almaty?',
    answer: 'Yes. Delivery to Almaty takes two to four working days; orders above 90.00 travel free. See https://shop.example/delivery.',
  })
  console.log(src.status)
  await widget.api('PATCH', `agents/${(agent.body as { id: string }).id}`, { knowledgeIds: [kid] })
  const patched = await widget.api('PATCH', `channels/${widget.channelId}`, { agentId: (agent.body as { id: string }).id })
  console.log(patched.status, JSON.stringify(patched.body).slice(0, 600))
  for (let i = 0; i < 40; i++) {
    const s = await widget.api('GET', `knowledge/${kid}/sources`)
    if (JSON.stringify(s.body).includes('"ready"')) break
    await new Promise((r) => setTimeout(r, 250))
  }
  const shop = createServer((request, response) => {
    const lang = new URL(request.url ?? '/', 'http://x').searchParams.get('lang') ?? 'en'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      `<!doctype html><html lang="${lang}" dir="${lang === 'fa' ? 'rtl' : 'ltr'}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><body style="font-family:system-ui;margin:40px"><h1>Juniper & Co.</h1><p>Things for a slow morning.</p><script src="${widget.url}/widget.js" data-key="${widget.key}" async></script></html>`,
    )
  }).listen(0, '127.0.0.1')
  await new Promise((r) => shop.once('listening', r))
  const url = `http://localhost:${(shop.address() as AddressInfo).port}`
  const browser = await browserType.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    headless: true,
  })
  const looks = [
    { name: 'en', lang: 'en', q: 'Do you deliver to Almaty?', options: { viewport: { width: 900, height: 760 } } },
    {
      name: 'ru-dark',
      lang: 'ru',
      q: 'Доставляете в Алматы?',
      options: { viewport: { width: 900, height: 760 }, colorScheme: 'dark' as const },
    },
    { name: 'fa', lang: 'fa', q: 'آیا به آلماتی ارسال دارید؟', options: { viewport: { width: 900, height: 760 } } },
    {
      name: 'kk-phone',
      lang: 'kk',
      q: 'Алматыға жеткізесіз бе?',
      options: { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
    },
  ]
  for (const look of looks) {
    const context = await browser.newContext(look.options)
    const page = await context.newPage()
    page.on('console', (m) => console.log(look.name, m.text()))
    page.on('pageerror', (e) => console.log(look.name, e.message))
    await page.goto(`${url}/?lang=${look.lang}`)
    if (look.name === 'en') {
      await page.waitForTimeout(4600)
      await page.screenshot({ path: '/tmp/widget-try/greeting.png' })
    }
    await page.getByTestId('widget-launcher').click()
    const chat = page.frameLocator('[data-testid=widget-frame]')
    await chat.getByTestId('widget-ai-label').waitFor()
    await page.waitForTimeout(400)
    await page.screenshot({ path: `/tmp/widget-try/${look.name}-1.png` })
    await chat.getByTestId('widget-input').fill(look.q)
    await chat.getByTestId('widget-send').click()
    await chat
      .locator('[data-testid=widget-message][data-author=agent]')
      .first()
      .waitFor({ timeout: 15000 })
      .catch((e) => console.log(look.name, String(e).slice(0, 100)))
    await page.waitForTimeout(800)
    await page.screenshot({ path: `/tmp/widget-try/${look.name}-2.png` })
    const person = chat.getByTestId('widget-person')
    if (await person.count()) {
      await person.click()
      await page.waitForTimeout(2500)
    }
    await page.screenshot({ path: `/tmp/widget-try/${look.name}-3.png` })
    const { rows } = await widget.database.ownerPool.query('select conversation_id from messages where text = $1', [look.q])
    const id = rows[0].conversation_id
    await widget.api('POST', `conversations/${id}/messages`, {
      text: 'Hello, Aigul here. Which size do you need?',
      interactive: {
        kind: 'buttons',
        buttons: [
          { id: 's', title: 'Small' },
          { id: 'm', title: 'Medium' },
          { id: 'l', title: 'Large, with the long handle' },
        ],
      },
    })
    await chat.getByText('Large, with the long handle').waitFor()
    widget.deps.live.signal(widget.access.workspaceId, { type: 'typing', conversationId: id, author: 'user', name: 'Aigul' })
    await page.waitForTimeout(600)
    await page.screenshot({ path: `/tmp/widget-try/${look.name}-4.png` })
    await context.close()
  }
  const all = await widget.database.ownerPool.query(
    'select author_type, author_name, type, status, text, content from messages order by id',
  )
  for (const r of all.rows) console.log(r.author_type, r.author_name, r.type, r.status, r.text, JSON.stringify(r.content))
  await browser.close()
  shop.close()
  await widget.close()
})
