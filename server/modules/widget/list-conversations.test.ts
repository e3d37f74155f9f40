import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WidgetConversation, WidgetMessage, WidgetState } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'

let widget: TestWidget
let visitor: ReturnType<typeof widgetVisitor>
beforeAll(async () => {
  widget = await testWidget()
  visitor = widgetVisitor(widget.url, widget.key)
})
afterAll(() => widget.close())

const list = async (token: string) => (await visitor.call<{ data: WidgetConversation[] }>('GET', 'conversations', token)).body.data

test('each time the team resolves it something is over; what was said before and after is told apart and can be read', async () => {
  const { token } = (await visitor.open()).body
  expect(await list(token)).toEqual([])
  const first = await visitor.say(token, 'My kettle is broken')
  const { rows } = await widget.database.ownerPool.query(`select conversation_id as id from messages where text = 'My kettle is broken'`)
  const resolve = () => widget.api('POST', `conversations/${rows[0].id}/resolve`)
  await widget.api('POST', `conversations/${rows[0].id}/messages`, { text: 'A note of the team', private: true })
  await resolve()
  await visitor.say(token, 'Do you sell cups?')
  await visitor.say(token, 'Blue ones')
  const two = await list(token)
  expect(two.map(({ text, endedAt }) => [text, endedAt !== null])).toEqual([
    ['Do you sell cups?', false],
    ['My kettle is broken', true],
  ])
  expect(two[1]?.id).toBe(first.body.id)
  await resolve()
  expect((await list(token)).map(({ endedAt }) => endedAt !== null)).toEqual([true, true])

  const page = await visitor.call<{ data: WidgetMessage[] }>('GET', `messages?cursor=${two[1]?.cursor}`, token)
  expect(page.body.data.map(({ text, event }) => event ?? text)).toEqual(['My kettle is broken', 'resolved'])
  // The visitor ends one too: what they write next is another.
  await visitor.say(token, 'And tea?')
  const ended = await visitor.call<WidgetState>('POST', 'end', token, {})
  expect([ended.status, ended.body.started]).toEqual([200, true])
  expect((await visitor.call('POST', 'end', token, {})).status).toBe(200)
  await visitor.say(token, 'Green tea')
  expect((await list(token)).map(({ text }) => text)).toEqual(['Green tea', 'And tea?', 'Do you sell cups?', 'My kettle is broken'])
  const { rows: handling } = await widget.database.ownerPool.query('select status from conversations where id = $1', [rows[0].id])
  expect(handling).toEqual([{ status: 'open' }])
  const stranger = (await visitor.open()).body
  expect((await visitor.call('POST', 'end', stranger.token, {})).status).toBe(409)
  expect(await list(stranger.token)).toEqual([])
  expect((await visitor.call('GET', 'conversations', null)).status).toBe(401)
})
