import { afterAll, beforeAll, expect, test } from 'vitest'
import { findTraces } from '../../testing/find-traces.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'

let widget: TestWidget
let visitor: ReturnType<typeof widgetVisitor>
beforeAll(async () => {
  widget = await testWidget()
  visitor = widgetVisitor(widget.url, widget.key)
})
afterAll(() => widget.close())

const traces = (word: string) => findTraces(widget.database.ownerPool, widget.deps.config.dataDir, [word])
const rows = async (text: string, values: unknown[]) => (await widget.database.ownerPool.query(text, values)).rows

test('a visitor has everything deleted: nothing of it is left, the browser is forgotten, and others keep what is theirs', async () => {
  const [{ body: one }, { body: other }] = await Promise.all([visitor.open(), visitor.open()])
  await visitor.call('POST', 'attributes', one.token, { attributes: { plan: 'zulfiyaplan' } })
  await visitor.say(one.token, 'My name is Zulfiyabibi')
  await visitor.say(other.token, 'My name is Amangeldy')
  expect(await traces('zulfiya')).not.toEqual([])
  expect((await visitor.call('DELETE', 'data', one.token)).status).toBe(204)
  expect((await visitor.call('GET', 'messages', one.token)).status).toBe(401)
  await expect.poll(() => traces('zulfiya')).toEqual([])
  const { body } = await visitor.call<{ data: { text: string }[] }>('GET', 'messages', other.token)
  expect(body.data.map(({ text }) => text)).toEqual(['My name is Amangeldy'])
})

test('who has not written yet is forgotten too', async () => {
  const { body } = await visitor.open()
  expect((await visitor.call('DELETE', 'data', body.token)).status).toBe(204)
  expect((await visitor.call('GET', 'messages', body.token)).status).toBe(401)
})

test('a browser that proves nothing does not delete what the team has put together with it', async () => {
  const { body } = await visitor.open()
  const { body: said } = await visitor.say(body.token, 'I am Kerry, whom you know')
  const [contact] = await rows('select contact_id, workspace_id, channel_id from messages where id = $1', [said.id])
  await rows(`insert into contact_identities (workspace_id, channel_id, external_id, contact_id) values ($1, $2, 'user:kerry', $3)`, [
    contact.workspace_id,
    contact.channel_id,
    contact.contact_id,
  ])
  expect(await visitor.call('DELETE', 'data', body.token)).toMatchObject({
    status: 409,
    body: { type: expect.stringContaining('erasure-needs-proof') },
  })
  expect((await visitor.call('GET', 'messages', body.token)).status).toBe(200)
})
