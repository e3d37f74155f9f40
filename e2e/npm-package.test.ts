import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWidget, testWidget } from '../server/testing/test-widget.ts'
import { openBrowser } from './browser.ts'

const root = path.join(import.meta.dirname, '..')
let folder: string
let widget: TestWidget
let browser: Browser
let shop: Server
let page: Page
const problems: string[] = []

const run = (program: string, args: string[], cwd: string) => execFileSync(program, args, { cwd, encoding: 'utf8' })
const modules = (name: string) => path.join(root, 'node_modules', name)

const source = `
  import { createElement, StrictMode, useState } from 'react'
  import { createRoot } from 'react-dom/client'
  import { loadParley } from 'parley-widget'
  import { useParley } from 'parley-widget/react'
  const options = { url: SERVER, key: KEY }
  function Help() {
    const parley = useParley(options)
    return createElement('button', { id: 'ask', onClick: () => parley?.open() }, 'Ask us')
  }
  function Shop() {
    const [here, setHere] = useState(false)
    return createElement('main', null, createElement('button', { id: 'route', onClick: () => setHere(!here) }, 'Go'), here && createElement(Help))
  }
  createRoot(document.getElementById('root')).render(createElement(StrictMode, null, createElement(Shop)))
  window.plain = () => loadParley(options)
`

/** As a website's developer does it: packed, installed, bundled, served. */
beforeAll(async () => {
  widget = await testWidget({ greeting: 'Hello!' })
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-package-'))
  run('npm', ['pack', '--pack-destination', folder], path.join(root, 'packages/widget'))
  const [packed = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }')
  run('mkdir', ['-p', 'node_modules/parley-widget'], folder)
  run('tar', ['-xzf', packed, '-C', 'node_modules/parley-widget', '--strip-components=1'], folder)
  writeFileSync(path.join(folder, 'main.js'), source.replace('SERVER', `'${widget.url}'`).replace('KEY', `'${widget.key}'`))
  writeFileSync(
    path.join(folder, 'index.html'),
    '<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,"></head><body><div id="root"></div><script type="module" src="/main.js"></script></body></html>',
  )
  const alias = { react: modules('react'), 'react-dom': modules('react-dom') }
  writeFileSync(path.join(folder, 'vite.config.mjs'), `export default { resolve: { alias: ${JSON.stringify(alias)} } }`)
  run(process.execPath, [modules('vite/bin/vite.js'), 'build', '--logLevel', 'warn'], folder)
  shop = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1)
    response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(readFileSync(path.join(folder, 'dist', name)))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => shop.once('listening', resolve))
  browser = await openBrowser()
  page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(`http://localhost:${(shop.address() as AddressInfo).port}/`)
})
afterAll(async () => {
  await browser?.close()
  shop?.close()
  await widget?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test('the package has its code, its types and nothing else', () => {
  const files = readdirSync(path.join(folder, 'node_modules/parley-widget'), { recursive: true, encoding: 'utf8' }).sort()
  expect(files).toEqual(['README.md', 'dist', 'dist/index.d.ts', 'dist/index.js', 'dist/react.d.ts', 'dist/react.js', 'package.json'])
})

test('a bundled page loads the chat, hears of it and takes it off again', async () => {
  await page.evaluate(
    `window.heard = []; window.chat = plain(); chat.on('open', () => heard.push('open')); chat.set({ plan: 'gold' }); chat.open()`,
  )
  const frame = page.frameLocator('[data-testid=widget-frame]')
  await frame.getByText('Hello!').waitFor()
  expect(await page.evaluate('heard')).toEqual(['open'])
  await frame.getByTestId('widget-input').fill('From a bundle')
  await frame.getByTestId('widget-send').click()
  const plan = async () =>
    (
      await widget.database.ownerPool.query(
        `select c.attributes from contacts c join messages m on m.contact_id = c.id where m.text = 'From a bundle'`,
      )
    ).rows
  await expect.poll(plan).toEqual([{ attributes: { plan: 'gold' } }])
  await page.evaluate('plain(); chat.destroy()')
  expect(await page.evaluate(`document.querySelectorAll('[id^=parley-], script[data-key]').length`)).toBe(0)
})

test('in React the chat is there with its component, once, also where effects run twice', async () => {
  await page.click('#route')
  await page.getByTestId('widget-launcher').waitFor()
  await page.click('#ask')
  await page.frameLocator('[data-testid=widget-frame]').getByTestId('widget-input').waitFor()
  expect(await page.getByTestId('widget-launcher').count()).toBe(1)
  await page.click('#route')
  await page.getByTestId('widget-launcher').waitFor({ state: 'detached' })
  expect(await page.evaluate('typeof parley')).toBe('undefined')
  expect(problems).toEqual([])
})
