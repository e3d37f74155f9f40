import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../contract/conversations.ts'
import type { Message } from '../contract/messages.ts'
import { type Chats, openChats, write } from './open-chats.ts'

let chats: Chats
beforeAll(async () => {
  chats = await openChats()
})
afterAll(() => chats?.close())

async function conversationIn(channelId: string): Promise<Conversation> {
  const { data } = (await chats.widget.api('GET', `conversations?channelId=${channelId}`)).body as { data: Conversation[] }
  return data[0] as Conversation
}

test('what a page says before the first words is told with them, and what it says afterwards at once', async () => {
  const { context, page, chat, channelId, asked, problems } = await chats.visit(
    {},
    {
      script: `parley('setConversationAttributes', { order: 'A-17', seats: 2 }); parley('addLabel', 'checkout'); parley('track', 'cart opened', { items: 2 })`,
    },
  )
  await page.getByTestId('widget-launcher').waitFor()
  // Nobody has written: nothing of it leaves the page, and the chat is not even fetched for it.
  await page.waitForTimeout(2500)
  expect(asked.filter((line) => !/config|widget\.js$/.test(line))).toEqual([])
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Hello')
  await expect.poll(async () => (await conversationIn(channelId)).labels, { timeout: 10_000 }).toEqual(['checkout'])
  await page.evaluate(
    `parley('track', 'paid', { total: 14900 }); parley('removeLabel', 'checkout'); parley('setConversationAttributes', { seats: null })`,
  )
  await expect.poll(async () => (await conversationIn(channelId)).attributes, { timeout: 10_000 }).toEqual({ order: 'A-17' })
  await expect.poll(async () => (await conversationIn(channelId)).labels, { timeout: 10_000 }).toEqual([])
  const { id } = await conversationIn(channelId)
  const { data } = (await chats.widget.api('GET', `conversations/${id}/messages`)).body as { data: Message[] }
  expect(data.filter(({ event }) => event?.name === 'tracked').map(({ event }) => event?.reason)).toEqual([
    'cart opened (items: 2)',
    'paid (total: 14900)',
  ])
  expect(problems).toEqual([])
  await context.close()
})

test('a page that changes without loading says where the visitor is', async () => {
  const { context, page, chat, channelId, problems } = await chats.visit({})
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Hello')
  await page.evaluate(`history.pushState(null, '', '/kettles/teal?secret=1'); parley('update', { plan: 'gold' })`)
  const place = async () =>
    (await chats.widget.database.ownerPool.query('select page_url, attributes from widget_visitors where channel_id = $1', [channelId]))
      .rows[0]
  await expect
    .poll(place, { timeout: 10_000 })
    .toMatchObject({ page_url: expect.stringMatching(/\/kettles\/teal$/), attributes: { plan: 'gold' } })
  expect(problems).toEqual([])
  await context.close()
})

test('the chat goes on in a window of its own, as the same visitor', async () => {
  const { context, page, chat, channelId, problems } = await chats.visit({ title: 'Teal Kettles' })
  await page.getByTestId('widget-launcher').click()
  await write(chat, 'Hello from the page')
  const [popup] = await Promise.all([context.waitForEvent('page'), page.evaluate(`parley('popout')`)])
  await popup.getByText('Hello from the page').waitFor()
  await popup.getByTestId('widget-input').fill('Hello from the window')
  await popup.getByTestId('widget-send').click()
  await popup
    .locator('[data-testid=widget-message][data-author=contact][data-waiting=false]')
    .filter({ hasText: 'Hello from the window' })
    .waitFor()
  const { rows } = await chats.widget.database.ownerPool.query('select distinct conversation_id from messages where channel_id = $1', [
    channelId,
  ])
  expect(rows).toHaveLength(1)
  await popup.getByRole('button', { name: 'Close chat' }).click()
  await expect.poll(() => popup.isClosed()).toBe(true)
  expect(problems).toEqual([])
  await context.close()
})
