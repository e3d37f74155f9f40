import { afterEach, expect, test } from 'vitest'
import type { MetaCustomer } from './customer.ts'
import { instagramId, type MetaFixture, pageId, startFixture } from './meta-fixture.ts'
import type { MetaMessagingEmulatorOptions } from './start-meta-messaging-emulator.ts'

let fixture: MetaFixture | undefined
afterEach(async () => {
  await fixture?.close()
  fixture = undefined
})

async function start(options: MetaMessagingEmulatorOptions): Promise<MetaFixture & { ann: MetaCustomer }> {
  fixture = await startFixture(options)
  const ann = fixture.emulator.customer({ account: pageId })
  await ann.send({ type: 'text', text: 'hi' }).delivered
  return { ...fixture, ann }
}

test('meta 4.7, 9.4: too many texts a second are 613, and then it goes on', async () => {
  const now = Date.now()
  const { emulator, send, ann } = await start({ clock: () => now, limits: { textsPerSecond: 3 } })
  const statuses: number[] = []
  for (let count = 0; count < 4; count++) statuses.push((await send(ann.id, { text: 'x' })).status)
  expect(statuses).toEqual([200, 200, 200, 400])
  expect((await send(ann.id, { text: 'x' })).json.error?.code).toBe(613)
  emulator.passTime(1000)
  expect((await send(ann.id, { text: 'x' })).status).toBe(200)
})

test('meta 4.7: audio and video have a pace of their own', async () => {
  const now = Date.now()
  const { send, ann, files } = await start({ clock: () => now, limits: { mediaPerSecond: 1 } })
  const voice = { attachment: { type: 'audio', payload: { url: files.urlOf('audio/mpeg') } } }
  expect((await send(ann.id, voice)).status).toBe(200)
  expect((await send(ann.id, voice)).json.error?.code).toBe(613)
  expect((await send(ann.id, { text: 'x' })).status).toBe(200)
})

test('meta 7: a throttled account is told in minutes when it may go on', async () => {
  const { emulator, send, sendInstagram, ann } = await start({})
  emulator.throttle(pageId, 19)
  const refused = await send(ann.id, { text: 'x' })
  expect(refused.json.error?.code).toBe(80006)
  const usage = JSON.parse(refused.headers.get('x-business-use-case-usage') ?? '{}')
  expect(usage[pageId]).toMatchObject([{ type: 'messenger', call_count: 100, estimated_time_to_regain_access: 19 }])
  emulator.passTime(19 * 60_000)
  expect((await send(ann.id, { text: 'x' })).status).toBe(200)
  const bea = emulator.customer({ account: instagramId })
  await bea.send({ type: 'text', text: 'hi' }).delivered
  emulator.throttle(instagramId, 5)
  expect((await sendInstagram(bea.id, { text: 'x' })).json.error?.code).toBe(80002)
})

test('meta 9.3: a closed window can be told as a code of its own', async () => {
  const { emulator, send, ann } = await start({ windowErrors: 1545041 })
  emulator.passTime(25 * 3600_000)
  expect((await send(ann.id, { text: 'x' })).json.error?.code).toBe(1545041)
})

test('an account that is blocked for its policies cannot send', async () => {
  const { emulator, send, receiver, ann } = await start({})
  await emulator.enforcePolicy('block', 'spam', pageId)
  expect(receiver.received.at(-1)?.body).toMatchObject({
    object: 'page',
    entry: [{ id: pageId, messaging: [{ recipient: { id: pageId }, policy_enforcement: { action: 'block', reason: 'spam' } }] }],
  })
  expect(receiver.received.at(-1)?.raw).not.toContain('sender')
  expect((await send(ann.id, { text: 'x' })).json.error?.code).toBe(368)
  await emulator.enforcePolicy('unblock', 'reviewed', pageId)
  expect((await send(ann.id, { text: 'x' })).status).toBe(200)
})

test('faults strike in the envelope of Meta', async () => {
  const { emulator, send, ann } = await start({})
  emulator.faults.add({ kind: 'status', status: 503, times: 1 })
  emulator.faults.add({ kind: 'status', status: 400, code: 190, times: 1 })
  expect((await send(ann.id, { text: 'x' })).json.error).toMatchObject({ code: 2, is_transient: true })
  expect((await send(ann.id, { text: 'x' })).json.error?.code).toBe(190)
  expect((await send(ann.id, { text: 'x' })).status).toBe(200)
  emulator.faults.add({ kind: 'status', status: 500, times: 1, applied: true })
  expect((await send(ann.id, { text: 'arrived all the same' })).status).toBe(500)
  expect(ann.inbox.map((one) => one.text)).toEqual(['x', 'arrived all the same'])
})
