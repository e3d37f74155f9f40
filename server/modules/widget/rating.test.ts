import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WidgetMessage, WidgetState } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'

let widget: TestWidget
let visitor: ReturnType<typeof widgetVisitor>
beforeAll(async () => {
  widget = await testWidget({ rating: { asks: true } })
  visitor = widgetVisitor(widget.url, widget.key)
})
afterAll(() => widget.close())

const conversationOf = async (text: string): Promise<string> =>
  (await widget.database.ownerPool.query('select conversation_id from messages where text = $1', [text])).rows[0].conversation_id
const rate = (token: string, rating: number, comment?: string) => visitor.call<WidgetState>('POST', 'rating', token, { rating, comment })
const asksRating = async (token: string) => (await visitor.open({ token })).body.state.asksRating

test('a resolved conversation is rated once, which the team reads in the thread and the visitor does not', async () => {
  const { token } = (await visitor.open()).body
  await visitor.say(token, 'My kettle is broken')
  const id = await conversationOf('My kettle is broken')
  expect(await asksRating(token)).toBe(false)
  expect((await rate(token, 5)).status).toBe(409)
  await widget.api('POST', `conversations/${id}/resolve`)
  expect(await asksRating(token)).toBe(true)
  const tries = await Promise.all([rate(token, 2, 'Took a week'), rate(token, 2, 'Took a week'), rate(token, 2, 'Took a week')])
  expect(tries.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  expect(tries.find(({ status }) => status === 200)?.body.asksRating).toBe(false)
  const { rows } = await widget.database.ownerPool.query('select rating, comment from conversation_ratings where conversation_id = $1', [
    id,
  ])
  expect(rows).toEqual([{ rating: 2, comment: 'Took a week' }])
  const thread = await widget.api('GET', `conversations/${id}/messages`)
  expect((thread.body as { data: { event: unknown }[] }).data.at(-1)?.event).toEqual({
    name: 'rated',
    reason: '2/5, Took a week',
    actorName: null,
  })
  const shown = await visitor.call<{ data: WidgetMessage[] }>('GET', 'messages', token)
  expect(shown.body.data.map(({ event, text }) => event ?? text)).toEqual(['My kettle is broken', 'resolved'])
})

test('resolved again it is asked again, and reopened it is not', async () => {
  const { token } = (await visitor.open()).body
  await visitor.say(token, 'One more question')
  const id = await conversationOf('One more question')
  await widget.api('POST', `conversations/${id}/resolve`)
  expect((await rate(token, 4)).status).toBe(200)
  await visitor.say(token, 'And another')
  expect(await asksRating(token)).toBe(false)
  await widget.api('POST', `conversations/${id}/resolve`)
  expect(await asksRating(token)).toBe(true)
  expect((await rate(token, 6)).status).toBe(400)
  expect((await rate(token, 5)).status).toBe(200)
})

test('where the owner does not ask, nobody is asked, and nothing is taken', async () => {
  const other = widgetVisitor(widget.url, (await widget.addChannel()).key)
  const { token } = (await other.open()).body
  await other.say(token, 'Where nobody asks')
  await widget.api('POST', `conversations/${await conversationOf('Where nobody asks')}/resolve`)
  expect((await other.open({ token })).body.state.asksRating).toBe(false)
  expect((await other.call('POST', 'rating', token, { rating: 1 })).status).toBe(409)
})

test('a rating goes with the person', async () => {
  const { token } = (await visitor.open()).body
  await visitor.say(token, 'Erase me later')
  const id = await conversationOf('Erase me later')
  await widget.api('POST', `conversations/${id}/resolve`)
  await rate(token, 3, 'private words')
  const { contactId } = (await widget.api('GET', `conversations/${id}`)).body as { contactId: string }
  await widget.api('DELETE', `contacts/${contactId}`)
  const { rows } = await widget.database.ownerPool.query(`select 1 from conversation_ratings where comment = 'private words'`)
  expect(rows).toEqual([])
})
