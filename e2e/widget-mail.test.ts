import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailEmulator, startMailEmulator } from '../emulators/index.ts'
import { testMail } from '../server/testing/test-mail.ts'
import { type Chats, openChats, write } from './open-chats.ts'

let mail: MailEmulator
let chats: Chats
beforeAll(async () => {
  mail = await startMailEmulator()
  chats = await openChats({ mail: testMail(mail) })
})
afterAll(async () => {
  await chats?.close()
  await mail?.close()
})

const never = Array.from({ length: 7 }, () => [])
const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address))

async function conversationOf(text: string): Promise<string> {
  return (await chats.widget.database.ownerPool.query('select conversation_id from messages where text = $1', [text])).rows[0]
    .conversation_id
}

test('the visitor takes the conversation along: by mail, or as a file', async () => {
  const { context, page, chat, problems, violations } = await chats.visit({ title: 'Teal Kettles' })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Please write me a summary')
  await chat.getByTestId('widget-keep-open').click()
  await chat.getByTestId('widget-keep').waitFor()
  expect(await violations()).toEqual([])
  await chat.getByTestId('widget-transcript-email').fill('no address')
  await chat.getByTestId('widget-transcript-send').click()
  await chat.getByText('This does not look like an e-mail address.').waitFor()
  await chat.getByTestId('widget-transcript-email').fill('dana@customer.example')
  await page.keyboard.press('Enter')
  await chat.getByTestId('widget-mailed').waitFor()
  await expect.poll(() => mailsTo('dana@customer.example').length, { timeout: 15_000 }).toBe(1)
  expect(mailsTo('dana@customer.example')[0]?.text).toContain('Please write me a summary')
  const [download] = await Promise.all([page.waitForEvent('download'), chat.getByTestId('widget-save-file').click()])
  expect(download.suggestedFilename()).toBe('Teal Kettles.txt')
  await chat.getByRole('button', { name: 'Back', exact: true }).click()
  await chat.getByTestId('widget-input').waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('the visitor has everything deleted, after being asked once more, and begins anew as a stranger', async () => {
  const { context, page, chat, problems, violations } = await chats.visit({ title: 'Teal Kettles' }, { language: 'ru' })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Меня зовут Зульфия')
  const id = await conversationOf('Меня зовут Зульфия')
  await chat.getByTestId('widget-keep-open').click()
  await chat.getByTestId('widget-erase').click()
  await chat.getByText('Это нельзя отменить').waitFor()
  expect(await violations()).toEqual([])
  await chat.getByTestId('widget-erase').click()
  await chat.getByTestId('widget-erased').waitFor()
  const left = async () => (await chats.widget.database.ownerPool.query('select id from conversations where id = $1', [id])).rowCount
  await expect.poll(left).toBe(0)
  await chat.getByRole('button', { name: 'Закрыть чат' }).last().click()
  await page.getByTestId('widget-launcher').click()
  await chat.getByTestId('widget-input').waitFor()
  expect(await chat.getByText('Меня зовут Зульфия').count()).toBe(0)
  expect(problems).toEqual([])
  await context.close()
})

test('an answer that was missed comes by mail, and its link opens the chat on another device, once more after a reload', async () => {
  const { context, page, chat } = await chats.visit({ title: 'Teal Kettles', hours: { timeZone: 'UTC', days: never } }, { language: 'fa' })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'کسی هست؟')
  await chat.getByText(/نشانی ایمیل خود را بگذارید: پاسخی که/).waitFor()
  await chat.getByTestId('widget-leave-email').fill('night@customer.example')
  await page.keyboard.press('Enter')
  await chat.getByTestId('widget-leave-email').waitFor({ state: 'detached' })
  await context.close()
  const id = await conversationOf('کسی هست؟')
  await chats.widget.api('POST', `conversations/${id}/messages`, { text: 'صبح بخیر' })
  const job = `update graphile_worker._private_jobs set run_at = now() where payload ->> 'conversationId' = $1 returning id`
  // Ten minutes have passed.
  await expect.poll(async () => (await chats.widget.database.ownerPool.query(job, [id])).rowCount, { timeout: 15_000 }).toBeGreaterThan(0)
  await expect.poll(() => mailsTo('night@customer.example').length, { timeout: 20_000 }).toBe(1)
  const sent = mailsTo('night@customer.example')[0]
  expect(sent?.html).toContain('dir="rtl"')
  const link = /http\S+#resume=\S+/.exec(sent?.text ?? '')?.[0] ?? ''
  const phone = await (await chats.browser.newContext({ viewport: { width: 390, height: 780 } })).newPage()
  const problems: string[] = []
  phone.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())))
  await phone.goto(localLink(link))
  await phone.getByText('صبح بخیر').waitFor()
  expect(await phone.evaluate('document.documentElement.dir')).toBe('rtl')
  expect(phone.url()).not.toMatch(/resume=./)
  await phone.getByTestId('widget-input').fill('سپاس')
  await phone.getByTestId('widget-send').click()
  await phone.locator('[data-testid=widget-message][data-author=contact][data-waiting=false]').filter({ hasText: 'سپاس' }).waitFor()
  await phone.reload()
  await phone.getByText('سپاس').waitFor()
  expect(problems).toEqual([])
  await phone.goto('about:blank')
  await phone.evaluate('0')
  await phone.goto(localLink(link.replace(/\.[^.]*$/, '.forged')))
  await phone.getByText('This link is no longer valid. Please open the chat on the website.').waitFor()
  await phone.context().close()
})

/** The test's server listens on a port that its settings do not name. */
function localLink(link: string): string {
  return chats.widget.url + link.replace(/^https?:\/\/[^/]+/, '')
}
