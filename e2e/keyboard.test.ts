import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginJourney, type Journey } from './begin-journey.ts'
import { connectChannel } from './stock-shop.ts'

let journey: Journey
let page: Page
let keys: CDPSession

beforeAll(async () => {
  journey = await beginJourney()
  page = journey.page
  await connectChannel(journey.api, 'whatsapp', null)
  for (const [phone, name, text] of [
    ['15550000001', 'Ann First', 'The first question'],
    ['15550000002', 'Bob Second', 'The second question'],
  ] as const)
    journey.house.whatsapp.customer({ phone, name }).send({ type: 'text', text })
  await page.goto(`${journey.house.url}/inbox`)
  await page.getByTestId('conversation-row').nth(1).waitFor()
  keys = await journey.context.newCDPSession(page)
})
afterAll(() => journey?.close())

const focused = (selector: string) => page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)
const heading = () => page.locator('main section header').getByRole('heading')
const title = () => heading().textContent()

/** Tab until the focus is there; fails when it does not come by. */
async function tabTo(selector: string): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await focused(selector)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the Tab key does not reach ${selector}`)
}

/** A key as a layout gives it: where it lies on the keyboard, and the letter that it writes there. */
async function press(code: string, key: string, { alt = false, ctrl = false } = {}): Promise<void> {
  const modifiers = (alt ? 1 : 0) + (ctrl ? 2 : 0)
  const windowsVirtualKeyCode = code.replace('Key', '').charCodeAt(0)
  await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', code, key, modifiers, windowsVirtualKeyCode })
  await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key, modifiers, windowsVirtualKeyCode })
}

test('a conversation is found, opened and answered by keyboard alone', async () => {
  await page.keyboard.press('Tab')
  expect(await focused('a[href="#content"]')).toBe(true)
  await page.keyboard.press('Enter')
  await tabTo('[data-testid=conversation-row]')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/inbox/*')
  expect(await title()).toMatch(/Ann First|Bob Second/)
  await tabTo('[data-testid=take-over]')
  await page.keyboard.press('Enter')
  await page.getByTestId('take-over').waitFor({ state: 'detached' })
  await tabTo('[data-testid=composer-input]')
  await page.keyboard.type('Answered without a mouse')
  await page.keyboard.press('Enter')
  await page.locator('[data-testid=message][data-author=user]').filter({ hasText: 'Answered without a mouse' }).waitFor()
})

test('what has the focus is seen', async () => {
  await tabTo('[data-testid=resolve]')
  const outline = await page.evaluate(
    `(() => { const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement); return { outlineStyle, outlineWidth, boxShadow } })()`,
  )
  expect(outline).not.toMatchObject({ outlineStyle: 'none', boxShadow: 'none' })
})

test('the shortcuts are keys and not letters: they work on a Cyrillic layout', async () => {
  const first = await title()
  await press('KeyJ', 'о', { alt: true })
  await expect.poll(title).not.toBe(first)
  await press('KeyK', 'л', { alt: true })
  await expect.poll(title).toBe(first)
  await press('KeyP', 'з', { alt: true })
  await expect.poll(() => page.getByTestId('composer-note-tab').getAttribute('aria-selected')).toBe('true')
  await press('KeyL', 'д', { alt: true })
  await expect.poll(() => page.getByTestId('composer-reply-tab').getAttribute('aria-selected')).toBe('true')
  await press('KeyK', 'л', { ctrl: true })
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await title()).toBe(first)
  await press('KeyE', 'у', { alt: true })
  await page.getByTestId('reopen').waitFor()
})

test('the list of shortcuts opens with a question mark and closes with Escape', async () => {
  await heading().click()
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await heading().click()
  await page.keyboard.press('Escape')
  await page.waitForURL('**/inbox')
})

test('nothing went wrong on the way', async () => {
  expect(await journey.watch.problems()).toEqual([])
})
