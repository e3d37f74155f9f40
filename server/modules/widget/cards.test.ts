import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WidgetMessage } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'

let widget: TestWidget
let visitor: ReturnType<typeof widgetVisitor>
beforeAll(async () => {
  widget = await testWidget()
  visitor = widgetVisitor(widget.url, widget.key)
})
afterAll(() => widget.close())

let made = 0
/** A visitor who has written and was answered with this. @returns the answer as they see it */
async function answered(interactive: object): Promise<{ token: string; conversationId: string; message: WidgetMessage }> {
  const { token } = (await visitor.open()).body
  const text = `Show me something ${++made}`
  await visitor.say(token, text)
  const { rows } = await widget.database.ownerPool.query('select conversation_id from messages where text = $1', [text])
  const conversationId: string = rows[0].conversation_id
  const sent = await widget.api('POST', `conversations/${conversationId}/messages`, { text: 'Here', interactive })
  expect(sent.status).toBe(201)
  const last = async () => (await visitor.call<{ data: WidgetMessage[] }>('GET', 'messages', token)).body.data.at(-1)
  await expect.poll(async () => (await last())?.text, { timeout: 8000 }).toBe('Here')
  return { token, conversationId, message: (await last()) as WidgetMessage }
}
const reply = (token: string, messageId: string, id: string) =>
  visitor.call<WidgetMessage>('POST', 'messages', token, { clientId: `client-id-card-${++made}`, reply: { messageId, id } })

test('a card’s button answers with what stands on both, and only those that were sent can be tapped', async () => {
  const cards = [
    { title: 'The red one', price: '14 900 ₸', buttons: [{ id: 'red', title: 'Buy' }] },
    { title: 'The blue one', text: 'Sold out', buttons: [{ title: 'Look', url: 'https://shop.example/blue' }] },
  ]
  const { token, message } = await answered({ kind: 'cards', cards })
  expect(message.interactive).toEqual({ kind: 'cards', cards })
  expect((await reply(token, message.id, 'red')).body).toMatchObject({
    text: 'Buy: The red one',
    interactive: { kind: 'reply', id: 'red' },
  })
  expect((await reply(token, message.id, 'blue')).status).toBe(422)
})

test('a card’s picture is one of the message’s own files', async () => {
  const { conversationId } = await answered({ kind: 'cards', cards: [{ title: 'Without a picture' }] })
  const cards = [{ title: 'With a foreign one', fileId: '01993b5e-7c10-7000-8000-00000000000b' }]
  const refused = await widget.api('POST', `conversations/${conversationId}/messages`, { interactive: { kind: 'cards', cards } })
  expect(refused.status).toBe(400)
})

test('a form comes back with its answers, for people and for programs', async () => {
  const form = {
    kind: 'form',
    name: 'Return a kettle',
    fields: [
      { name: 'Order', label: 'Which order?', type: 'text', required: true },
      { name: 'Why', label: 'Why?', type: 'choice', options: ['Broken', 'Too large'], required: false },
    ],
  }
  const { token, conversationId, message } = await answered(form)
  expect(message.interactive).toEqual(form)
  const fill = (values: object, messageId = message.id, as = token) =>
    visitor.call<WidgetMessage>('POST', 'messages', as, { clientId: `client-id-form-${++made}`, form: { messageId, values } })
  const faulty = await fill({ Why: 'Ugly' })
  expect(faulty).toMatchObject({ status: 422, body: { errors: [{ path: 'form.values.Order' }, { path: 'form.values.Why' }] } })
  expect((await fill({ Order: '17' }, message.id, (await visitor.open()).body.token)).status).toBe(422)
  const filled = await fill({ Order: '17', Why: 'Broken', Password: 'x' })
  expect(filled).toMatchObject({ status: 201, body: { text: 'Which order?: 17\nWhy?: Broken' } })
  const { data } = (await widget.api('GET', `conversations/${conversationId}/messages`)).body as { data: { interactive: unknown }[] }
  expect(data.at(-1)?.interactive).toEqual({ kind: 'flow', name: 'Return a kettle', response: { Order: '17', Why: 'Broken' } })
})
