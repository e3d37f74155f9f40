import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WidgetConfig } from '../../../contract/widget.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'

let widget: TestWidget
beforeAll(async () => {
  widget = await testWidget()
})
afterAll(() => widget.close())

const never = Array.from({ length: 7 }, () => [] as { from: string; to: string }[])
const always = Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }])

async function chat(hours: object) {
  const { key, channelId } = await widget.addChannel({ hours })
  const visitor = widgetVisitor(widget.url, key)
  return { ...visitor, channelId, config: async () => (await visitor.call<WidgetConfig>('GET', `config?key=${key}`, null)).body }
}

test('outside the hours the chat says so, when the team is back and in which words', async () => {
  const opensAt = new Date(Math.ceil((Date.now() + 3_600_000) / 60_000) * 60_000)
  const days = never.with((opensAt.getUTCDay() + 6) % 7, [{ from: opensAt.toISOString().slice(11, 16), to: '24:00' }])
  const { config, open } = await chat({ timeZone: 'UTC', days, away: { ru: 'Мы спим.' } })
  const expected = { open: false, changesAt: opensAt.toISOString(), away: { ru: 'Мы спим.' }, asksEmail: true }
  expect((await config()).hours).toEqual(expected)
  expect((await open()).body.config.hours).toEqual(expected)
})

test('within the hours it is open; without hours nothing is said', async () => {
  expect((await (await chat({ timeZone: 'Asia/Almaty', days: always })).config()).hours).toMatchObject({ open: true, changesAt: null })
  const { key } = await widget.addChannel()
  expect((await widgetVisitor(widget.url, key).open()).body.config.hours).toBeNull()
})

test('who writes outside the hours can leave an address, which the contact keeps', async () => {
  const { open, say, call } = await chat({ timeZone: 'UTC', days: never })
  const { body } = await open()
  expect(body.hasEmail).toBe(false)
  await say(body.token, 'Is anybody there?')
  expect((await call('POST', 'details', body.token, { email: 'night@example.com' })).status).toBe(204)
  expect((await open({ token: body.token })).body.hasEmail).toBe(true)
  const { rows } = await widget.database.ownerPool.query(
    `select c.email from contacts c join messages m on m.contact_id = c.id where m.text = 'Is anybody there?'`,
  )
  expect(rows).toEqual([{ email: 'night@example.com' }])
})

test('an AI agent answers outside the hours all the same', async () => {
  const { open, say, call, channelId } = await chat({ timeZone: 'UTC', days: never })
  const knowledge = (await widget.api('POST', 'knowledge', { name: 'Shop' })).body as { id: string }
  const faq = { type: 'faq', question: 'When do you deliver to Almaty?', answer: 'We deliver to Almaty within two days.' }
  await widget.api('POST', `knowledge/${knowledge.id}/sources`, faq)
  const isReady = async () => JSON.stringify((await widget.api('GET', `knowledge/${knowledge.id}/sources`)).body).includes('"ready"')
  await expect.poll(isReady, { timeout: 15_000 }).toBe(true)
  const agent = (await widget.api('POST', 'agents', { name: 'Juni', replyDelayMs: 0, knowledgeIds: [knowledge.id] })).body as { id: string }
  await widget.api('PATCH', `channels/${channelId}`, { agentId: agent.id })
  const { body } = await open()
  expect(body.config).toMatchObject({ assistant: { name: 'Juni' }, hours: { open: false } })
  await say(body.token, 'When do you deliver to Almaty?')
  const texts = async () => JSON.stringify((await call('GET', 'messages', body.token)).body)
  await expect.poll(texts, { timeout: 15_000 }).toContain('within two days')
})

test.each([
  ['a time zone that is none', { timeZone: 'Mars/Olympus', days: never }, 'config.hours.timeZone'],
  ['an hour that is none', { timeZone: 'UTC', days: never.with(0, [{ from: '9:00', to: '25:00' }]) }, 'config.hours.days.0.0.from'],
  ['a week of six days', { timeZone: 'UTC', days: never.slice(1) }, 'config.hours.days'],
])('%s is refused', async (_name, hours, path) => {
  const answer = await widget.api('POST', 'channels', { type: 'webchat', name: 'Chat', config: { hours } })
  expect(answer.status).toBe(400)
  expect((answer.body as { errors: { path: string }[] }).errors.map((error) => error.path)).toContain(path)
})
