import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { WidgetMessage } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'

/** What a page says of the conversation: for the team, and never by whoever is not its visitor. */

let widget: TestWidget
beforeAll(async () => {
  widget = await testWidget()
})
afterAll(() => widget.close())

async function talk() {
  const { key, channelId } = await widget.addChannel()
  const visitor = widgetVisitor(widget.url, key)
  const { body } = await visitor.open()
  const facts = (said: object, token: string | null = body.token) => visitor.call('POST', 'facts', token, said)
  const read = async () => {
    const { data } = (await widget.api('GET', `conversations?channelId=${channelId}`)).body as { data: Conversation[] }
    return data[0] as Conversation
  }
  return { ...visitor, token: body.token, facts, read }
}

test('attributes, labels and what happened reach the team', async () => {
  const { say, facts, read, token, call } = await talk()
  expect((await facts({ addLabels: ['vip'] })).status).toBe(409)
  await say(token, 'Hello')
  const said = {
    attributes: { plan: 'gold', seats: 3 },
    addLabels: ['vip', 'trial'],
    events: [{ name: 'checkout started', details: { total: 14900, currency: 'KZT' } }, { name: 'coupon' }],
  }
  expect((await facts(said)).status).toBe(204)
  expect((await facts({ attributes: { seats: null }, removeLabels: ['trial'] })).status).toBe(204)
  const conversation = await read()
  expect([conversation.labels, conversation.attributes]).toEqual([['vip'], { plan: 'gold' }])
  const messages = (await widget.api('GET', `conversations/${conversation.id}/messages`)).body as { data: Message[] }
  const lines = messages.data.filter(({ event }) => event?.name === 'tracked').map(({ event }) => event?.reason)
  expect(lines).toEqual(['checkout started (total: 14900, currency: KZT)', 'coupon'])
  // The visitor sees nothing of it.
  const seen = (await call<{ data: WidgetMessage[] }>('GET', 'messages', token)).body.data
  expect(seen.map(({ text }) => text)).toEqual(['Hello'])
  expect((await call<{ data: unknown[] }>('GET', 'conversations', token)).body.data).toHaveLength(1)
})

test('a page takes off the labels that it has put on, and never the team’s own', async () => {
  const { say, facts, read, token } = await talk()
  await say(token, 'Hello')
  const { id } = await read()
  await widget.database.ownerPool.query(`update conversations set labels = '{fraud}' where id = $1`, [id])
  expect((await facts({ addLabels: ['vip'] })).status).toBe(204)
  expect((await facts({ removeLabels: ['fraud', 'vip'] })).status).toBe(204)
  expect((await read()).labels).toEqual(['fraud'])
})

test('what is said at the same moment does not undo one another', async () => {
  const { say, facts, read, token } = await talk()
  await say(token, 'Hello')
  await Promise.all(['one', 'two', 'three', 'four'].map((label) => facts({ addLabels: [label], attributes: { [label]: true } })))
  expect((await read()).labels.sort()).toEqual(['four', 'one', 'three', 'two'])
  await Promise.all(['one', 'two'].map((label) => facts({ removeLabels: [label] })))
  const { labels, attributes } = await read()
  expect([labels.sort(), Object.keys(attributes).length]).toEqual([['four', 'three'], 4])
})

test.each<[string, object]>([
  ['a label of markup', { addLabels: ['<b>vip</b>'] }],
  ['a label that is too long', { addLabels: ['x'.repeat(41)] }],
  ['more labels than ten', { addLabels: Array.from({ length: 11 }, (_, n) => `label ${n}`) }],
  ['an attribute without a name', { attributes: { '': 'x' } }],
  ['an attribute that is an object', { attributes: { plan: { name: 'gold' } } }],
  ['an event without a name', { events: [{ name: '' }] }],
  [
    'an event whose details are too many',
    { events: [{ name: 'x', details: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`d${n}`, n])) }] },
  ],
  ['details that are nested', { events: [{ name: 'x', details: { a: { b: 1 } } }] }],
])('%s is refused, and nothing of the rest is kept', async (_what, wrong) => {
  const { say, facts, read, token } = await talk()
  await say(token, 'Hello')
  expect(
    (await facts({ addLabels: ['good'], ...wrong, attributes: { good: true, ...(wrong as { attributes?: object }).attributes } })).status,
  ).toBe(400)
  const { labels, attributes } = await read()
  expect([labels, attributes]).toEqual([[], {}])
})

test('nobody says anything of another’s conversation, and nobody says too much', async () => {
  const { say, facts, token } = await talk()
  await say(token, 'Hello')
  expect((await facts({ addLabels: ['x'] }, null)).status).toBe(401)
  expect((await facts({ addLabels: ['x'] }, `wv_${'A'.repeat(43)}`)).status).toBe(401)
  const statuses = await Promise.all(Array.from({ length: 35 }, async () => (await facts({ events: [{ name: 'tick' }] })).status))
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
})

test('a contact of a conversation that is erased takes what was said of it along', async () => {
  const { say, facts, read, token } = await talk()
  await say(token, 'Hello')
  await facts({ attributes: { plan: 'planted-plan' }, events: [{ name: 'planted-event' }] })
  const { contactId } = await read()
  expect((await widget.api('DELETE', `contacts/${contactId}`)).status).toBe(204)
  const { rows } = await widget.database.ownerPool.query(
    `select from conversations where attributes::text like '%planted%' union all select from messages where content::text like '%planted%'`,
  )
  expect(rows).toEqual([])
})

test('where the visitor is on a website of one page is known again', async () => {
  const { call, token } = await talk()
  expect((await call('POST', 'page', token, { url: 'https://shop.example/kettles?order=1#x', title: 'Kettles' })).status).toBe(204)
  const { rows } = await widget.database.ownerPool.query(`select from widget_visitors where page_url = 'https://shop.example/kettles'`)
  expect(rows).toHaveLength(1)
})
