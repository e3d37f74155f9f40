import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleByName } from '../emulators/index.ts'
import { beginJourney, type Journey } from './begin-journey.ts'
import { type CustomerPhone, openPhone } from './customer-phone.ts'
import { findViolations } from './find-violations.ts'
import { connectChannel } from './stock-shop.ts'

let journey: Journey
let page: Page
/** Lina writes on a channel that has lists and reactions, Timur on one that has only buttons. */
let lina: CustomerPhone
let timur: CustomerPhone

beforeAll(async () => {
  journey = await beginJourney()
  page = journey.page
  const { api, house, context } = journey
  await connectChannel(api, 'whatsapp', null)
  await connectChannel(api, 'telegram', null)
  lina = await openPhone(context, house.whatsapp.url, 'Lina List')
  await lina.write('Which kettles do you have?')
  timur = await openPhone(context, house.telegram.url, 'Timur Tap')
  await timur.write('Is it open today?')
  await page.goto(`${house.url}/inbox`)
})
afterAll(() => journey?.close())

const open = async (name: string) => {
  await page.getByTestId('conversation-row').filter({ hasText: name }).click()
  await page.locator('main section header').getByRole('heading', { name }).waitFor()
}
const insert = async (kind: string) => {
  await page.getByTestId('composer-insert').click()
  await page.getByTestId(`insert-${kind}`).click()
}
const message = (author: string, text: string) =>
  page.locator(`[data-testid=message][data-author=${author}]`).filter({ hasText: text }).last()
const preview = () => page.getByTestId('compose-preview')
const notice = (code: string) => page.locator(`[data-notice=${code}]`)
const focusedId = () => page.evaluate('document.activeElement?.getAttribute("data-testid")')

describe('a channel that has lists', () => {
  test('a list is put together by keyboard, seen as the customer will see it, sent and answered', async () => {
    await open('Lina List')
    await page.getByTestId('composer-insert').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('insert-list').waitFor()
    for (let pressed = 0; pressed < 12 && (await focusedId()) !== 'insert-list'; pressed += 1) await page.keyboard.press('ArrowDown')
    expect(await focusedId()).toBe('insert-list')
    await page.keyboard.press('Enter')
    await page.getByTestId('compose-text').fill('Which kettle?')
    expect(await page.getByTestId('compose-send').isDisabled()).toBe(true)
    await page.getByTestId('compose-row-0-0').fill('Red kettle')
    await page.getByTestId('compose-row-description-0-0').fill('Made in Almaty')
    await page.getByTestId('compose-row-0-1').fill('Blue kettle')
    await preview().getByText('Made in Almaty').waitFor()
    await preview().getByText('Blue kettle').waitFor()
    expect(await page.locator('[data-notice]').count()).toBe(0)
    expect(await findViolations(page)).toEqual([])
    await page.getByTestId('compose-send').click()
    const received = lina.received('Which kettle?')
    await received.getByTestId('phone-button').filter({ hasText: 'Red kettle' }).click()
    await message('contact', 'Red kettle').waitFor()
    await message('user', 'Which kettle?').getByText('Blue kettle').waitFor()
    expect(await focusedId()).toBe('composer-input')
  })

  test('a fourth button is foreseen as a list, and what was begun can be left', async () => {
    await page.getByTestId('composer-input').fill('Which colour?')
    await insert('buttons')
    expect(await page.getByTestId('compose-text').inputValue()).toBe('Which colour?')
    for (let count = 2; count < 4; count += 1) await page.getByTestId('compose-add-button').click()
    for (const [index, colour] of ['Red', 'Blue', 'Green', 'White'].entries())
      await page.getByTestId(`compose-button-${index}`).fill(colour)
    await notice('buttons-as-list').waitFor()
    await preview().getByText('White').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('compose-text').waitFor({ state: 'detached' })
    expect(await page.getByTestId('composer-input').inputValue()).toBe('Which colour?')
    await page.getByTestId('composer-input').fill('')
  })

  test('a place, by both coordinates at once', async () => {
    await insert('location')
    await page.getByTestId('template-place-latitude').focus()
    await page.evaluate(`(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', '43.2389, 76.8897')
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })()`)
    expect(await page.getByTestId('template-place-longitude').inputValue()).toBe('76.8897')
    await page.getByTestId('template-place-name').fill('Teal Kettles')
    await preview().getByText('Teal Kettles').waitFor()
    await page.getByTestId('compose-send').click()
    await lina.received('43.2389, 76.8897').waitFor()
  })

  test('a message is answered by a quote and reacted to', async () => {
    const question = message('contact', 'Which kettles do you have?')
    await question.getByTestId('message-menu').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('message-reply').click()
    await page.getByTestId('composer-reply-to').getByText('Which kettles do you have?').waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.getByTestId('composer-input').fill('Red and blue ones.')
    await page.keyboard.press('Enter')
    await lina.received('Red and blue ones.').getByText('↩').waitFor()
    await page.getByTestId('composer-reply-to').waitFor({ state: 'detached' })
    await question.hover()
    await question.getByTestId('message-menu').click()
    await page.getByTestId('message-react-👍').click()
    const onPhone = lina.page.locator('[data-testid=phone-message][data-direction=out]').filter({ hasText: 'Which kettles do you have?' })
    await onPhone.getByText('👍').waitFor()
    await question.getByText('👍').waitFor()
    await question.getByTestId('message-menu').click()
    await page.getByTestId('message-react-👍').click()
    await question.getByText('👍').waitFor({ state: 'detached' })
    await expect.poll(() => onPhone.textContent()).not.toContain('👍')
  })
})

describe('a file or a text that does not fit', () => {
  const chips = () => page.getByTestId('composer-file-refused')
  const choose = (name: string, mimeType: string, buffer: Buffer) =>
    page.getByTestId('composer-file').setInputFiles({ name, mimeType, buffer })

  test('is refused with the reason when it is chosen, and nothing is sent until it is taken away', async () => {
    const sent = await lina.count()
    await page.getByTestId('composer-input').fill('Here it is')
    await choose('all.zip', 'application/zip', Buffer.from('PK'))
    await chips().getByText('all.zip').waitFor()
    await choose('large.png', 'image/png', Buffer.alloc(6 * 1024 * 1024))
    await chips().getByText('larger than the channel allows').waitFor()
    // A name may promise what the bytes do not keep.
    await choose('no-picture.png', 'image/png', Buffer.from('504b0304140000000000', 'hex'))
    await chips().nth(2).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.getByTestId('composer-input').press('Enter')
    expect(await page.getByTestId('composer-send').isDisabled()).toBe(true)
    for (let left = 3; left > 0; left -= 1) await chips().first().getByRole('button').click()
    await choose('mug.png', 'image/png', sampleByName('picture-mug').bytes)
    await page.getByTestId('composer-pending-file').getByText('mug.png').waitFor()
    await expect.poll(() => page.getByTestId('composer-send').isEnabled()).toBe(true)
    await page.getByTestId('composer-send').click()
    await lina.received('Here it is').locator('img').waitFor()
    expect(await lina.count()).toBe(sent + 1)
  })

  test('a long text says as how many messages it goes out', async () => {
    const sent = await lina.count()
    await page.getByTestId('composer-input').fill('word '.repeat(1800))
    await page.getByTestId('composer-parts').getByText('3 messages').waitFor()
    await page.getByTestId('composer-send').click()
    await expect.poll(() => lina.count()).toBe(sent + 3)
    await page.getByTestId('composer-input').fill('x'.repeat(10_001))
    await page.getByText('10,001 of 10,000').waitFor()
    expect(await page.getByTestId('composer-send').isDisabled()).toBe(true)
    await page.getByTestId('composer-input').fill('')
  })
})

describe('a channel that lacks some of it', () => {
  test('buttons go out as they are', async () => {
    await open('Timur Tap')
    await insert('buttons')
    await page.getByTestId('compose-text').fill('Shall we keep it for you?')
    await page.getByTestId('compose-button-0').fill('Yes, please')
    await page.getByTestId('compose-button-1').fill('No')
    await preview().getByTestId('compose-shown-button').nth(1).waitFor()
    expect(await page.locator('[data-notice]').count()).toBe(0)
    await page.getByTestId('compose-send').click()
    await timur.received('Shall we keep it for you?').getByTestId('phone-button').filter({ hasText: 'Yes, please' }).click()
    await message('contact', 'Yes, please').waitFor()
  })

  test('what it has not is told in the menu, shown in the preview, and arrives so', async () => {
    await page.getByTestId('composer-insert').click()
    await page.getByTestId('insert-list').getByText('This channel has no lists').waitFor()
    expect(await page.getByTestId('insert-products').count()).toBe(0)
    await page.getByTestId('insert-cards').click()
    await page.getByTestId('compose-text').fill('Two to choose from')
    await page.getByTestId('compose-card-title-0').fill('Red kettle')
    await page.getByTestId('compose-card-price-0').fill('14 900 ₸')
    const picture = sampleByName('picture-mug')
    await page.getByTestId('compose-card-picture-0').setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: picture.bytes })
    await page.getByTestId('compose-card-add-button-0').click()
    await page.getByTestId('compose-card-button-0-0').fill('Buy')
    await notice('cards-written').waitFor()
    await preview().getByText('1. Buy').waitFor()
    await preview().getByText('red.png').waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.getByTestId('compose-send').click()
    const received = timur.received('Red kettle — 14 900 ₸')
    await received.getByText('1. Buy').waitFor()
    await received.locator('img').waitFor()
  })

  test('it takes reactions and quotes', async () => {
    const question = message('contact', 'Is it open today?')
    await question.getByTestId('message-menu').focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('message-reply').waitFor()
    await page.getByTestId('message-react-👍').click()
    await question.getByText('👍').waitFor()
  })
})

test('on a phone and from right to left', async () => {
  const small = await journey.context.newPage()
  await small.emulateMedia({ reducedMotion: 'reduce' })
  await small.addInitScript(`localStorage.setItem('parley.language', 'fa')`)
  await small.setViewportSize({ width: 390, height: 844 })
  const { data } = await journey.api.get<{ data: { id: string }[] }>('conversations?q=Timur')
  await small.goto(`${journey.house.url}/inbox/${data[0]?.id}`)
  await small.getByTestId('message').first().waitFor()
  expect(await findViolations(small)).toEqual([])
  await small.getByTestId('composer-insert').click()
  await small.getByTestId('insert-form').click()
  await small.getByTestId('compose-text').fill('لطفاً پر کنید')
  await small.getByTestId('compose-form-name').fill('سفارش')
  await small.getByTestId('compose-field-0').fill('نام شما')
  await small.locator('[data-notice=form-written]').waitFor()
  const runs = await small.evaluate(
    `['compose-text', 'compose-field-0'].map((id) => getComputedStyle(document.querySelector('[data-testid=' + id + ']')).direction)`,
  )
  expect(runs).toEqual(['rtl', 'rtl'])
  expect(await findViolations(small)).toEqual([])
  expect(await small.evaluate('[document.documentElement.dir, document.documentElement.scrollWidth - innerWidth]')).toEqual(['rtl', 0])
  await small.close()
})

test('nobody else was asked, nothing was kept and nothing went wrong on the way', async () => {
  expect(await journey.watch.problems()).toEqual([])
  expect(journey.house.log()).not.toContain('"level":"error"')
})
