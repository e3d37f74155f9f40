import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Chats, openChats, write } from './open-chats.ts'

let chats: Chats
beforeAll(async () => {
  chats = await openChats()
})
afterAll(() => chats?.close())

const goTo = (path: string) => `history.pushState({}, '', ${JSON.stringify(path)} + location.search)`

test('the button wears what the owner has set', async () => {
  const launcher = { label: 'Ask us', icon: 'question', offsetX: 60, offsetY: 90 }
  const { context, page, chat, problems, violations } = await chats.visit({ launcher, position: 'left', color: '#fde047' })
  const button = page.getByTestId('widget-launcher')
  await button.getByText('Ask us').waitFor()
  const box = await button.boundingBox()
  expect(box?.x).toBe(60)
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(760 - 90)
  expect(box?.width).toBeGreaterThan(box?.height ?? 0)
  await button.click()
  await chat.getByTestId('widget-input').waitFor()
  expect((await page.getByTestId('widget-frame').boundingBox())?.x).toBe(60)
  expect(await violations()).toEqual([])
  expect(problems).toEqual([])
  await context.close()
})

test('without a button the page opens the chat, and shows the button when it likes', async () => {
  const { context, page, chat } = await chats.visit({ launcher: { hidden: true } }, { script: `parley('open')` })
  await chat.getByTestId('widget-input').waitFor()
  expect(await page.getByTestId('widget-launcher').isVisible()).toBe(false)
  await page.evaluate(`parley('show')`)
  expect(await page.getByTestId('widget-launcher').isVisible()).toBe(true)
  await page.evaluate(`parley('newMessage', 'I would like a kettle')`)
  await expect.poll(() => chat.getByTestId('widget-input').inputValue()).toBe('I would like a kettle')
  await page.evaluate(`parley('destroy')`)
  expect(await page.evaluate(`[typeof parley, document.querySelectorAll('[id^=parley-]').length]`)).toEqual(['undefined', 0])
  await context.close()
})

test('rules by page hold through changes of the address without loading', async () => {
  const { context, page, chat } = await chats.visit({ pages: { hide: ['/checkout/*'] } }, { path: '/checkout/pay' })
  const button = page.getByTestId('widget-launcher')
  await button.waitFor({ state: 'attached' })
  expect(await button.isVisible()).toBe(false)
  await page.evaluate(goTo('/shoes/red'))
  await button.waitFor()
  await button.click()
  await chat.getByTestId('widget-input').waitFor()
  await page.evaluate(goTo('/checkout/pay'))
  await button.waitFor({ state: 'hidden' })
  await page.getByTestId('widget-frame').waitFor({ state: 'hidden' })
  await page.goBack()
  await button.waitFor()
  await context.close()
})

describe('a greeting', () => {
  const greetings = [{ text: 'Need help with sizes?', afterSeconds: 0, pages: ['/shoes/*'] }]

  test('is said on its pages once, and stored when it is answered', async () => {
    const { context, page, chat, violations, channelId } = await chats.visit({ greetings, greeting: 'Hello!' })
    await page.getByTestId('widget-launcher').waitFor()
    await page.evaluate(goTo('/shoes/red'))
    const bubble = page.getByTestId('widget-greeting')
    await bubble.getByText('Need help with sizes?').waitFor()
    expect(await violations()).toEqual([])
    const said = async () =>
      (
        await chats.widget.database.ownerPool.query(
          `select author_type, text from messages where channel_id = $1 and type = 'text' order by sort_at`,
          [channelId],
        )
      ).rows
    expect(await said()).toEqual([])
    await bubble.getByText('Need help with sizes?').click()
    await bubble.waitFor({ state: 'detached' })
    await chat.getByText('Need help with sizes?').waitFor()
    expect(await said()).toEqual([])
    await write(chat, 'Yes, please')
    expect(await said()).toEqual([
      { author_type: 'system', text: 'Need help with sizes?' },
      { author_type: 'contact', text: 'Yes, please' },
    ])
    await expect.poll(() => chat.getByText('Need help with sizes?').count()).toBe(1)
    await page.reload()
    await page.getByTestId('widget-launcher').waitFor()
    await page.waitForTimeout(800)
    expect(await bubble.count()).toBe(0)
    await context.close()
  })

  test('that is closed does not come again', async () => {
    const { context, page } = await chats.visit({ greetings: [{ ...greetings[0], pages: [], once: false }] })
    const bubble = page.getByTestId('widget-greeting')
    await bubble.waitFor()
    await page.reload()
    await bubble.getByRole('button', { name: 'Close' }).click()
    await page.reload()
    await page.getByTestId('widget-launcher').waitFor()
    await page.waitForTimeout(800)
    expect(await bubble.count()).toBe(0)
    await context.close()
  })
})

test('a page that changes its whole body without loading keeps the chat', async () => {
  const { context, page, chat } = await chats.visit({})
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Am I still here?')
  // As Turbo and Astro's view transitions do.
  await page.evaluate(`document.body.replaceWith(document.createElement('body'))`)
  await chat.getByText('Am I still here?').waitFor()
  await page.getByTestId('widget-launcher').click()
  await context.close()
})

test('who leaves is forgotten at once, before the page is left', async () => {
  const { context, page, chat } = await chats.visit({ greetings: [{ text: 'Hello!', afterSeconds: 0, pages: [], once: true }] })
  await page.getByTestId('widget-greeting').waitFor()
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'I was here')
  await page.reload()
  await page.getByTestId('widget-launcher').waitFor()
  expect(await page.evaluate(`parley('reset'); Object.keys(localStorage)`)).toEqual([])
  await page.reload()
  await page.getByTestId('widget-launcher').click()
  await chat.getByTestId('widget-input').waitFor()
  await page.waitForTimeout(500)
  expect(await chat.getByText('I was here').count()).toBe(0)
  await context.close()
})

test('the page hears when the chat is ready and when it is over, and sets its language and dress', async () => {
  const { context, page, chat, problems } = await chats.visit(
    {},
    { script: `window.heard=[];for(const name of ['ready','conversation:end'])parley('on',name,()=>heard.push(name))` },
  )
  await expect.poll(() => page.evaluate('heard')).toEqual(['ready'])
  await page.evaluate(`parley('setTheme', 'dark'); parley('open')`)
  await write(chat, 'Is this the end?')
  expect(await chat.locator('html').getAttribute('data-theme')).toBe('dark')
  await page.evaluate(`parley('setLocale', 'fa')`)
  await expect.poll(() => chat.locator('html').getAttribute('dir')).toBe('rtl')
  await chat.getByRole('button', { name: 'بستن گفتگو' }).waitFor()
  const { rows } = await chats.widget.database.ownerPool.query(`select conversation_id as id from messages where text = 'Is this the end?'`)
  await chats.widget.api('POST', `conversations/${rows[0].id}/resolve`)
  await expect.poll(() => page.evaluate('heard')).toEqual(['ready', 'conversation:end'])
  expect(problems).toEqual([])
  await context.close()
})
