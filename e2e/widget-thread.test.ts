import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chats, openChats, write } from './open-chats.ts'

let chats: Chats
beforeAll(async () => {
  chats = await openChats()
})
afterAll(() => chats?.close())

const conversationOf = async (text: string): Promise<string> =>
  (await chats.widget.database.ownerPool.query('select conversation_id from messages where text = $1', [text])).rows[0].conversation_id

test('a resolved conversation is rated by keyboard, which the team reads', async () => {
  const { context, page, chat, problems, violations } = await chats.visit({ rating: { asks: true } })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'My kettle is broken')
  const id = await conversationOf('My kettle is broken')
  await chats.widget.api('POST', `conversations/${id}/resolve`)
  await chat.getByTestId('widget-rating').waitFor()
  await chat.getByRole('radio', { name: 'All right' }).focus()
  await page.keyboard.press('ArrowRight')
  expect(await chat.getByRole('radio', { name: 'Good', exact: true }).isChecked()).toBe(true)
  expect(await violations()).toEqual([])
  await chat.getByRole('textbox', { name: 'Would you like to add something?' }).fill('Quick and kind')
  await page.keyboard.press('Enter')
  await chat.getByTestId('widget-rating').waitFor({ state: 'detached' })
  const thread = await chats.widget.api('GET', `conversations/${id}/messages`)
  expect((thread.body as { data: { event: unknown }[] }).data.at(-1)?.event).toMatchObject({ name: 'rated', reason: '4/5, Quick and kind' })
  expect(problems).toEqual([])
  await context.close()
})

test('the whole conversation is saved as a file, also what has not been shown', async () => {
  const { context, page, chat, problems } = await chats.visit({ title: 'Teal Kettles' })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Line 0')
  const id = await conversationOf('Line 0')
  for (let line = 1; line <= 35; line += 1) await chats.widget.api('POST', `conversations/${id}/messages`, { text: `Line ${line}` })
  await chat.locator('[data-testid=widget-message]').filter({ hasText: 'Line 35' }).waitFor()
  await page.reload()
  await page.getByTestId('widget-launcher').click()
  await chat.getByRole('button', { name: 'Show earlier messages' }).waitFor()
  await chat.getByTestId('widget-keep-open').click()
  const [download] = await Promise.all([page.waitForEvent('download'), chat.getByTestId('widget-save-file').click()])
  expect(download.suggestedFilename()).toBe('Teal Kettles.txt')
  const text = readFileSync(await download.path(), 'utf8')
  expect([...text.matchAll(/^Line (\d+)$/gm)].map(([, line]) => Number(line))).toEqual(Array.from({ length: 36 }, (_, line) => line))
  expect(text).toMatch(/\] You\nLine 0\n/)
  expect(problems).toEqual([])
  await context.close()
})

test('a picture is seen before it is sent, and a voice note is recorded, thrown away or sent', async () => {
  const { context, page, chat, problems, violations } = await chats.visit(
    {},
    {
      // A microphone of the browser's own making: a tone.
      init: `navigator.mediaDevices.getUserMedia = async () => {
        const sound = new AudioContext(), tone = sound.createOscillator(), out = sound.createMediaStreamDestination()
        tone.connect(out); tone.start(); return out.stream
      }`,
    },
  )
  // A file may be chosen before the chat has been opened by a slow connection.
  await page.route('**/widget/v1/session', async (route) => {
    await page.waitForTimeout(1500)
    await route.continue()
  })
  await page.getByTestId('widget-launcher').click()
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 60, height: 40 } })
  await chat.locator('input[type=file]').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: picture })
  const preview = chat.locator('.uploads img')
  await expect.poll(() => preview.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(60)
  await chat.getByRole('button', { name: 'Remove cup.png' }).click()
  await preview.waitFor({ state: 'detached' })

  await chat.getByTestId('widget-record').click()
  await chat.getByRole('button', { name: 'Throw the recording away' }).click()
  await chat.getByTestId('widget-record').click()
  await page.waitForTimeout(700)
  expect(await violations()).toEqual([])
  await chat.getByTestId('widget-record-stop').click()
  await chat.getByText(/^voice-.*\.webm$/).waitFor()
  await expect.poll(() => chat.getByTestId('widget-send').isEnabled()).toBe(true)
  await chat.getByTestId('widget-send').click()
  await chat
    .locator('[data-author=contact]')
    .getByRole('button', { name: /^Play voice-/ })
    .waitFor()
  const sent = async () => (await chats.widget.database.ownerPool.query(`select kind, mime_type, size from attachments`)).rows
  await expect.poll(async () => (await sent()).map(({ kind, mime_type: type }) => [kind, type])).toEqual([['audio', 'audio/webm']])
  expect(Number((await sent())[0].size)).toBeGreaterThan(500)
  expect(problems).toEqual([])
  await context.close()
})

test('cards are looked through and tapped, and a form is filled in, by keyboard', async () => {
  const { context, page, chat, problems, violations } = await chats.visit({}, { colorScheme: 'dark' })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Show me kettles')
  const id = await conversationOf('Show me kettles')
  const send = (body: object) => chats.widget.api('POST', `conversations/${id}/messages`, body)
  const cards = [
    { title: 'The red one', price: '14 900 ₸', text: 'Enamel', buttons: [{ id: 'red', title: 'Buy' }] },
    { title: 'The blue one', buttons: [{ title: 'Look', url: 'https://shop.example/blue' }] },
  ]
  await send({ text: 'These two:', interactive: { kind: 'cards', cards } })
  await chat.getByRole('heading', { name: 'The red one' }).waitFor()
  expect(await chat.getByRole('link', { name: 'Look' }).getAttribute('rel')).toBe('noopener noreferrer nofollow')
  expect(await violations()).toEqual([])
  // What is said since does not close the shop.
  await write(chat, 'One moment')
  await send({ text: 'Of course.' })
  await chat.getByText('Of course.').waitFor()
  await chat.getByRole('button', { name: 'Buy' }).focus()
  await page.keyboard.press('Enter')
  await chat.locator('[data-author=contact]').getByText('Buy: The red one').waitFor()
  await send({
    interactive: {
      kind: 'form',
      name: 'Delivery',
      fields: [
        { name: 'City', label: 'Where to?', required: true },
        { name: 'When', label: 'When?', type: 'choice', options: ['Morning', 'Evening'] },
      ],
    },
  })
  const city = chat.getByRole('textbox', { name: 'Where to?' })
  await city.focus()
  await page.keyboard.press('Enter')
  await chat.getByText('Please fill this in.').waitFor()
  expect(await violations()).toEqual([])
  await page.keyboard.type('Almaty')
  await chat.getByRole('combobox', { name: 'When?' }).selectOption('Evening')
  await city.press('Enter')
  await chat.locator('[data-author=contact]').getByText('Where to?: Almaty').waitFor()
  await expect.poll(() => city.isDisabled()).toBe(true)
  expect(problems).toEqual([])
  await context.close()
})

test('past conversations are listed and read, and a new one begins with an empty page', async () => {
  const { context, page, chat, problems, violations } = await chats.visit({ greeting: 'Hello!' })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'The lid does not close')
  const id = await conversationOf('The lid does not close')
  await chats.widget.api('POST', `conversations/${id}/resolve`)
  await chat.getByText('Conversation closed.').waitFor()
  await chat.getByTestId('widget-history').click()
  await chat.getByText('The lid does not close').waitFor()
  expect(await violations()).toEqual([])
  await chat.getByTestId('widget-begin-anew').click()
  await chat.getByText('Hello!').waitFor()
  expect(await chat.getByText('The lid does not close').count()).toBe(0)
  await write(chat, 'Do you have cups?')
  await chat.getByTestId('widget-history').click()
  await expect.poll(() => chat.getByRole('listitem').count()).toBe(2)
  await chat.getByRole('button', { name: /The lid does not close/ }).click()
  await chat.locator('[data-testid=widget-message]').getByText('The lid does not close').waitFor()
  expect(await chat.getByText('Do you have cups?').count()).toBe(0)
  expect(await chat.getByTestId('widget-input').count()).toBe(0)
  expect(await violations()).toEqual([])
  await chat.getByRole('button', { name: 'Back' }).click()
  await chat.getByRole('button', { name: /Do you have cups/ }).click()
  await chat.getByTestId('widget-input').waitFor()
  expect(problems).toEqual([])
  await context.close()
})
