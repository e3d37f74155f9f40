import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../testing/receiver.ts'
import type { MetaCustomer } from './customer.ts'
import { appId, bodyOf, itemOf, type MetaFixture, messageOf, pageId, startFixture } from './meta-fixture.ts'

const otherId = '1200000000000002'
const otherToken = 'EAAP-other'
let fixture: MetaFixture
let other: Receiver
let ann: MetaCustomer
beforeAll(async () => {
  ;[fixture, other] = await Promise.all([startFixture(), startReceiver()])
  await fixture.emulator.provision({
    app: { id: otherId, secret: 'other_secret', webhookUrl: other.url },
    pages: [{ id: pageId, name: 'Demo Shop', accessToken: otherToken }],
  })
})
afterAll(async () => {
  await Promise.all([fixture.close(), other.close()])
})
beforeEach(async () => {
  const { emulator, receiver } = fixture
  await emulator.idle()
  emulator.reset()
  emulator.setDefaultApp(pageId, null)
  ann = emulator.customer({ account: pageId })
  await ann.send({ type: 'text', text: 'hello' }).delivered
  receiver.received.length = 0
  other.received.length = 0
})

const act = (edge: string, more: Record<string, unknown> = {}, token?: string) =>
  fixture.call(`/v25.0/${pageId}/${edge}`, { recipient: { id: ann.id }, ...more }, token === undefined ? {} : { token })

/** Under which name each of the two apps heard the last event. */
const heardAs = () => [fixture.receiver, other].map(({ received }) => Object.keys(bodyOf(received.at(-1)).entry[0] ?? {}).at(-1))

test('without routing every app hears everything and may answer', async () => {
  await ann.send({ type: 'text', text: 'both' }).delivered
  expect(heardAs()).toEqual(['messaging', 'messaging'])
  const { json } = await act('messages', { messaging_type: 'RESPONSE', message: { text: 'from the other' } }, otherToken)
  expect(json.error).toBeUndefined()
  await fixture.emulator.idle()
  expect(messageOf(fixture.receiver.received.at(-1)).app_id).toBe(Number(otherId))
})

test('meta 5.3, 9.9: while another app has the conversation ours stands by, and hears no payload', async () => {
  const { emulator, send, receiver } = fixture
  await act('pass_thread_control', { target_app_id: otherId, metadata: 'ctx' })
  for (const one of [receiver, other]) {
    expect(itemOf(one.received.at(-1))).toMatchObject({
      sender: { id: ann.id },
      recipient: { id: pageId },
      pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: otherId, metadata: 'ctx' },
    })
  }
  await ann.send({ type: 'postback', title: 'Buy', payload: 'BUY' }).delivered
  expect(heardAs()).toEqual(['standby', 'messaging'])
  expect(itemOf(receiver.received.at(-1)).postback).toEqual({ mid: expect.any(String), title: 'Buy' })
  expect(itemOf(other.received.at(-1)).postback).toMatchObject({ payload: 'BUY' })
  expect((await send(ann.id, { text: 'x' })).json.error).toMatchObject({ code: 10, error_subcode: 2018300 })
  const owner = await fixture.call(`/v25.0/${pageId}/thread_owner?recipient=${ann.id}`)
  expect(owner.json.data).toMatchObject([{ thread_owner: { app_id: otherId } }])
  expect((await act('pass_thread_control', { target_app_id: appId })).json.error?.code).toBe(10)
  await act('request_thread_control', { metadata: 'please' })
  expect(itemOf(other.received.at(-1)).request_thread_control).toEqual({ requested_owner_app_id: appId, metadata: 'please' })
  expect((await act('pass_thread_control', { target_app_id: appId }, otherToken)).json).toEqual({ success: true })
  expect((await send(ann.id, { text: 'x' })).status).toBe(200)
  await emulator.idle()
})

test('meta 5.3: control is lost after an idle day, or later when extended', async () => {
  const { emulator } = fixture
  await act('pass_thread_control', { target_app_id: otherId })
  expect((await act('extend_thread_control', { duration: 3 * 24 * 3600 })).json.error?.code).toBe(10)
  expect((await act('extend_thread_control', { duration: 8 * 24 * 3600 }, otherToken)).json.error?.code).toBe(100)
  expect((await act('extend_thread_control', { duration: 3 * 24 * 3600 }, otherToken)).status).toBe(200)
  emulator.passTime(2 * 24 * 3600_000)
  await ann.send({ type: 'text', text: 'a' }).delivered
  expect(heardAs()).toEqual(['standby', 'messaging'])
  emulator.passTime(24 * 3600_000)
  await ann.send({ type: 'text', text: 'b' }).delivered
  expect(heardAs()).toEqual(['messaging', 'messaging'])
})

test('the default app answers while nobody has the conversation, and only it can take it', async () => {
  const { emulator, send } = fixture
  emulator.setDefaultApp(pageId, otherId)
  await ann.send({ type: 'text', text: 'a' }).delivered
  expect(heardAs()).toEqual(['standby', 'messaging'])
  expect((await send(ann.id, { text: 'x' })).json.error?.error_subcode).toBe(2018300)
  expect((await act('take_thread_control')).json.error?.code).toBe(10)
  await act('pass_thread_control', { target_app_id: appId }, otherToken)
  expect((await send(ann.id, { text: 'x' })).status).toBe(200)
  await emulator.idle()
  expect((await act('take_thread_control', {}, otherToken)).status).toBe(200)
  expect(itemOf(fixture.receiver.received.at(-1)).take_thread_control).toEqual({ previous_owner_app_id: appId, new_owner_app_id: otherId })
  expect((await act('release_thread_control')).json.error?.code).toBe(10)
  expect((await act('release_thread_control', {}, otherToken)).status).toBe(200)
  expect((await fixture.call(`/v25.0/${pageId}/thread_owner?recipient=${ann.id}`)).json.data).toEqual([])
})

test('with routing, an answer from the inbox takes the conversation', async () => {
  const { emulator, send, receiver } = fixture
  emulator.setDefaultApp(pageId, appId)
  expect((await send(ann.id, { text: 'ours' })).status).toBe(200)
  await emulator.idle()
  await emulator.writeAsBusiness(ann, 'human here')
  const items = receiver.received.map(itemOf)
  expect(items.find((one) => 'take_thread_control' in one)?.take_thread_control).toEqual({
    previous_owner_app_id: appId,
    new_owner_app_id: '263902037430900',
  })
  expect(heardAs()).toEqual(['standby', 'standby'])
  expect((await send(ann.id, { text: 'x' })).json.error?.error_subcode).toBe(2018300)
})

test('a send can hand the conversation on', async () => {
  const { send } = fixture
  await send(ann.id, { text: 'I fetch somebody' }, { thread_control: { control_type: 'pass', app_id: otherId } })
  await ann.send({ type: 'text', text: 'ok' }).delivered
  expect(heardAs()).toEqual(['standby', 'messaging'])
})
