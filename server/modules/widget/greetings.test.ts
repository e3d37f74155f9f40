import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WidgetConfig, WidgetMessage } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'

let widget: TestWidget
let visitor: ReturnType<typeof widgetVisitor>
let greetingId: string
const greetings = [
  { text: 'Need help with sizes?', pages: ['/shoes/*'] },
  { text: 'Questions about prices?', afterSeconds: 20, once: false },
]

beforeAll(async () => {
  widget = await testWidget({ greetings, pages: { hide: ['/checkout/*'] }, launcher: { label: 'Ask us' } })
  visitor = widgetVisitor(widget.url, widget.key)
  const { body } = await visitor.call<WidgetConfig>('GET', `config?key=${widget.key}`, null)
  expect(body).toMatchObject({
    launcher: { label: 'Ask us', icon: 'chat', offsetX: 20, offsetY: 20, hidden: false },
    pages: { show: [], hide: ['/checkout/*'] },
    greetings: [
      { text: 'Need help with sizes?', afterSeconds: 4, pages: ['/shoes/*'], once: true },
      { text: 'Questions about prices?', afterSeconds: 20, pages: [], once: false },
    ],
  })
  greetingId = body.greetings[0]?.id ?? ''
})
afterAll(() => widget.close())

const said = async (token: string) =>
  (await visitor.call<{ data: WidgetMessage[] }>('GET', 'messages', token)).body.data.map(({ author, text }) => [author.type, text])

test('a greeting is stored when it is answered, before the answer, and once however often that is sent', async () => {
  const { token } = (await visitor.open()).body
  const answer = { clientId: 'client-id-greeted', text: 'Yes, please', greetingId }
  const sent = await Promise.all(Array.from({ length: 6 }, () => visitor.call('POST', 'messages', token, answer)))
  expect(sent.map(({ status }) => status)).toEqual(Array(6).fill(201))
  expect(await said(token)).toEqual([
    ['system', 'Need help with sizes?'],
    ['contact', 'Yes, please'],
  ])
  await visitor.call('POST', 'messages', token, { clientId: 'client-id-later', text: 'And returns?', greetingId })
  expect((await said(token)).map(([, text]) => text)).toEqual(['Need help with sizes?', 'Yes, please', 'And returns?'])
  const { rows } = await widget.database.ownerPool.query(
    `select v.id from conversations v join messages m on m.conversation_id = v.id where m.text = 'Yes, please'`,
  )
  const thread = await widget.api('GET', `conversations/${rows[0].id}/messages`)
  expect((thread.body as { data: unknown[] }).data[0]).toMatchObject({
    direction: 'outbound',
    author: { type: 'system', name: 'Shop chat' },
    text: 'Need help with sizes?',
  })
})

test('one that is not answered, or that the owner never wrote, is not stored', async () => {
  const { token } = (await visitor.open()).body
  await visitor.say(token, 'Without a greeting')
  await visitor.call('POST', 'messages', (await visitor.open()).body.token, {
    clientId: 'client-id-forged',
    text: 'You greeted me',
    greetingId: '0123456789abcdef',
  })
  expect(await said(token)).toEqual([['contact', 'Without a greeting']])
  const { rows } = await widget.database.ownerPool.query(`select text from messages where author_type = 'system'`)
  expect(rows.filter(({ text }) => text !== 'Need help with sizes?')).toEqual([])
})

test.each([
  ['a page that is no path', { pages: { show: ['pricing'] } }],
  ['an icon that there is not', { launcher: { icon: 'rocket' } }],
  ['a greeting without words', { greetings: [{ text: ' ' }] }],
])('%s is refused', async (_name, config) => {
  expect((await widget.api('POST', 'channels', { type: 'webchat', name: 'Chat', config })).status).toBe(400)
})
