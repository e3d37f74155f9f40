import { createHmac } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { signBody } from '../meta/sign-webhook.ts'
import { sampleByName } from '../samples/sample-media.ts'
import {
  appId,
  appSecret,
  bodyOf,
  instagramId,
  instagramSecret,
  instagramToken,
  itemOf,
  linkedId,
  type MetaFixture,
  messageOf,
  pageId,
  startFixture,
} from './meta-fixture.ts'
import type { MetaMessagingEmulatorOptions } from './start-meta-messaging-emulator.ts'

let fixture: MetaFixture | undefined
afterEach(async () => {
  await fixture?.close()
  fixture = undefined
})
async function start(options: MetaMessagingEmulatorOptions = {}): Promise<MetaFixture> {
  fixture = await startFixture(options)
  return fixture
}

test('a message arrives escaped, signed over its bytes, in the documented shape', async () => {
  const { emulator, receiver } = await start()
  const ann = emulator.customer({ name: 'Ann', account: pageId })
  const { id, delivered } = ann.send({ type: 'text', text: 'é سلام 👍 https://a.b/c', timestamp: 1793300000000 })
  await delivered
  const [webhook] = receiver.received
  expect(webhook?.raw).toMatch(/^[\x20-\x7e]+$/)
  expect(webhook?.raw).toContain('"text":"\\u00e9 \\u0633\\u0644\\u0627\\u0645 \\ud83d\\udc4d https:\\/\\/a.b\\/c"')
  expect(webhook?.headers['x-hub-signature-256']).toBe(signBody(Buffer.from(webhook?.raw ?? ''), appSecret))
  expect(webhook?.headers['content-type']).toBe('application/json')
  expect(webhook?.body).toEqual({
    object: 'page',
    entry: [
      {
        id: pageId,
        time: expect.any(Number),
        messaging: [
          {
            sender: { id: ann.id },
            recipient: { id: pageId },
            timestamp: 1793300000000,
            message: { mid: id, text: 'é سلام 👍 https://a.b/c' },
          },
        ],
      },
    ],
  })
})

test('meta 10: the known body is signed to the known digest', async () => {
  const { emulator, receiver } = await start()
  const message = { mid: 'm_1', text: 'äöå 👍 https://a.b/c' }
  const item = { sender: { id: '2002' }, recipient: { id: '1001' }, timestamp: 1793300000000, message }
  await emulator.deliver({ object: 'page', entry: [{ id: '1001', time: 1793300000123, messaging: [item] }] })
  expect(receiver.received[0]?.headers['x-hub-signature-256']).toBe(
    'sha256=cb8942da3322f2f8b9ea676246ea0ef44d7e063b05dc408bd6a32182536f4f50',
  )
  await emulator.deliver({ object: 'page', entry: [] }, { secret: 'another' })
  expect(receiver.received[1]?.headers['x-hub-signature-256']).not.toBe(signBody(Buffer.from(receiver.received[1]?.raw ?? ''), appSecret))
})

test('meta 1.2, 9.1: Instagram can be signed with its own secret', async () => {
  const { emulator, receiver, provision } = await start()
  await emulator.customer({ account: instagramId }).send({ type: 'text', text: 'a' }).delivered
  await emulator.provision({ ...provision, app: { ...provision.app, signsInstagramWith: 'instagram' } })
  await emulator.customer({ account: instagramId }).send({ type: 'text', text: 'b' }).delivered
  await emulator.customer({ account: pageId }).send({ type: 'text', text: 'c' }).delivered
  const signers = receiver.received.map(({ raw, headers }) =>
    [appSecret, instagramSecret].findIndex(
      (secret) => headers['x-hub-signature-256'] === `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`,
    ),
  )
  expect(signers).toEqual([0, 1, 0])
})

const anyUrl = { url: expect.stringMatching(/^http:/) }
const mid = expect.any(String)
const sample = { sample: 'picture-mug' }

test('files lie under an address that nobody can guess, until it expires', async () => {
  const { emulator, receiver } = await start()
  for (const account of [pageId, instagramId]) {
    await emulator.customer({ account }).send({ type: 'image', ...sample }).delivered
    const url = messageOf(receiver.received.at(-1)).attachments?.[0]?.payload?.url ?? ''
    const { bytes, mimeType } = sampleByName('picture-mug')
    const good = await fetch(url)
    expect(good.headers.get('content-type')).toBe(mimeType)
    expect(Buffer.from(await good.arrayBuffer()).equals(bytes)).toBe(true)
    expect((await fetch(url.replace(/(signature|oh)=....../, '$1=aaaaaa'))).status).toBe(404)
  }
  const bea = emulator.customer({ account: instagramId })
  await bea.send({ type: 'story-mention', ...sample }).delivered
  const story = messageOf(receiver.received.at(-1)).attachments?.[0]?.payload?.url ?? ''
  expect((await fetch(story)).status).toBe(200)
  emulator.passTime(24 * 3600_000)
  expect((await fetch(story)).status).toBe(404)
})

test('a send is echoed to the app that sent it, with its id; Messenger gives the metadata back', async () => {
  const { emulator, receiver, send, sendInstagram, files } = await start()
  const [ann, bea] = [emulator.customer({ account: pageId }), emulator.customer({ account: instagramId })]
  await Promise.all([ann.send({ type: 'text', text: 'a' }).delivered, bea.send({ type: 'text', text: 'b' }).delivered])
  const sent = (await send(ann.id, { text: 'hello', metadata: 'job-7' })).json.message_id
  await emulator.idle()
  expect(itemOf(receiver.received.at(-1))).toEqual({
    sender: { id: pageId },
    recipient: { id: ann.id },
    timestamp: expect.any(Number),
    message: { mid: sent, is_echo: true, app_id: Number(appId), metadata: 'job-7', text: 'hello' },
  })
  await sendInstagram(bea.id, { attachment: { type: 'image', payload: { url: files.urlOf('image/png') } } })
  await emulator.idle()
  expect(messageOf(receiver.received.at(-1))).toMatchObject({
    is_echo: true,
    app_id: Number(appId),
    attachments: [{ type: 'image', payload: anyUrl }],
  })
})

test('what somebody of the business types is an echo of another app, or of none', async () => {
  const { emulator, receiver } = await start()
  const [ann, bea] = [emulator.customer({ account: pageId }), emulator.customer({ account: instagramId })]
  const { id } = await emulator.writeAsBusiness(ann, 'human here')
  expect(itemOf(receiver.received.at(-1))).toMatchObject({
    sender: { id: pageId },
    recipient: { id: ann.id },
    message: { is_echo: true, app_id: 263902037430900, mid: id, text: 'human here' },
  })
  await emulator.writeAsBusiness(bea, 'sent from phone')
  expect(messageOf(receiver.received.at(-1))).toEqual({ mid, is_echo: true, text: 'sent from phone' })
  expect((await bea.waitForMessage()).text).toBe('sent from phone')
})

test('meta 4.2, 5.1: deliveries and reads: Messenger by watermark, Instagram by message and reads only', async () => {
  const { emulator, receiver, send, sendInstagram } = await start({
    clock: () => 1793300000000,
    progress: { enabled: true, deliveredAfterMs: 5, readAfterMs: 1 },
  })
  const [ann, bea] = [emulator.customer({ account: pageId }), emulator.customer({ account: instagramId })]
  await Promise.all([ann.send({ type: 'text', text: 'a' }).delivered, bea.send({ type: 'text', text: 'b' }).delivered])
  const toAnn = (await send(ann.id, { text: 'x' })).json.message_id
  const toBea = (await sendInstagram(bea.id, { text: 'y' })).json.message_id
  await emulator.idle()
  const items = () => receiver.received.flatMap((one) => itemOf(one))
  expect(items().filter((one) => 'read' in one)).toEqual([])
  const echo = items().find((one) => one.message?.mid === toAnn)
  expect(items().filter((one) => 'delivery' in one)).toMatchObject([
    { sender: { id: ann.id }, delivery: { mids: [toAnn], watermark: echo?.timestamp } },
  ])
  for (const one of [ann, bea]) one.open()()
  await emulator.idle()
  const reads = items().filter((one) => 'read' in one)
  expect(reads.find((one) => one.sender?.id === ann.id)?.read).toEqual({ watermark: emulator.platform.clock() })
  expect(reads.find((one) => one.sender?.id === bea.id)?.read).toEqual({ mid: toBea })
  expect(ann.inbox[0]?.status).toBe('read')
  // Nothing is read twice.
  ann.open()()
  await emulator.idle()
  expect(items().filter((one) => 'read' in one)).toHaveLength(2)
})

test('meta 9.2: at no delay the echo overtakes the answer of the send', async () => {
  const { emulator, receiver, send } = await start({ progress: { echoAfterMs: 0 } })
  const ann = emulator.customer({ account: pageId })
  await ann.send({ type: 'text', text: 'a' }).delivered
  emulator.faults.add({ kind: 'reset', applied: true, times: 1, match: { path: '/messages$' } })
  await expect(send(ann.id, { text: 'the answer is lost', metadata: 'proof' })).rejects.toThrow()
  await receiver.waitFor(2)
  expect(messageOf(receiver.received[1]).metadata).toBe('proof')
})

test('meta 1.3, 9.2: is retried with the same bytes until 200, and 204 is not enough', async () => {
  const { emulator, receiver } = await start({ timeCompression: 1000 })
  receiver.answers.push(500, 204)
  await emulator.customer({ account: pageId }).send({ type: 'text', text: 'x' }).delivered
  expect(receiver.received).toHaveLength(3)
  expect(new Set(receiver.received.map((one) => one.raw)).size).toBe(1)
})

test('meta 1.3, 9.2: after an hour of failures the app hears no more of the account until it subscribes again', async () => {
  const { emulator, receiver, call } = await start({ timeCompression: 20_000 })
  receiver.answers.push(...Array.from({ length: 100 }, () => 500))
  const ann = emulator.customer({ account: pageId })
  await ann.send({ type: 'text', text: 'lost' }).delivered
  expect(emulator.deliveries()[0]?.state).toBe('abandoned')
  expect((await call(`/v25.0/${pageId}/subscribed_apps`)).json).toEqual({ data: [] })
  receiver.answers.length = 0
  const before = receiver.received.length
  await ann.send({ type: 'text', text: 'unheard' }).delivered
  expect(receiver.received.length).toBe(before)
  await call(`/v25.0/${pageId}/subscribed_apps?subscribed_fields=messages`, undefined, { method: 'POST' })
  await ann.send({ type: 'text', text: 'heard' }).delivered
  expect(messageOf(receiver.received.at(-1)).text).toBe('heard')
})

test('duplicate repeats the bytes; a batch carries many entries of one object in one body', async () => {
  const { emulator, receiver } = await start()
  const [ann, bob, bea] = [pageId, pageId, instagramId].map((account) => emulator.customer({ account }))
  emulator.faults.add({ kind: 'duplicate', times: 1, delayMs: 5 })
  await ann?.send({ type: 'text', text: 'twice' }).delivered
  await receiver.waitFor(2)
  expect(receiver.received[0]?.raw).toBe(receiver.received[1]?.raw)
  receiver.received.length = 0
  await emulator.batch(() => {
    ann?.send({ type: 'text', text: 'one' })
    bob?.send({ type: 'text', text: 'two' })
    bea?.send({ type: 'text', text: 'three' })
  })
  const bodies = receiver.received.map(bodyOf)
  expect(bodies.map((one) => one.object).sort()).toEqual(['instagram', 'page'])
  const page = bodies.find((one) => one.object === 'page')
  expect(page?.entry.map((one) => one.messaging?.[0]?.message?.text)).toEqual(['one', 'two'])
})

test('only what is subscribed to comes, and echoes have a field on Messenger', async () => {
  const { emulator, receiver, call, send, sendInstagram } = await start()
  const [ann, bea] = [emulator.customer({ account: pageId }), emulator.customer({ account: instagramId })]
  await call(`/v25.0/${pageId}/subscribed_apps?subscribed_fields=messages`, undefined, { method: 'POST' })
  const path = `/v25.0/${instagramId}/subscribed_apps?subscribed_fields=messages`
  await call(path, undefined, { method: 'POST', token: instagramToken })
  await ann.send({ type: 'text', text: 'a' }).delivered
  await bea.send({ type: 'text', text: 'b' }).delivered
  await ann.send({ type: 'postback', title: 'Buy', payload: 'BUY' }).delivered
  await send(ann.id, { text: 'no echo' })
  await emulator.idle()
  expect(receiver.received).toHaveLength(2)
  await sendInstagram(bea.id, { text: 'echo' })
  await emulator.idle()
  expect(receiver.received).toHaveLength(3)
})

test('the account behind a page speaks as instagram, by the subscription of its page', async () => {
  const { emulator, receiver, call } = await start()
  const cleo = emulator.customer({ account: linkedId })
  await call(`/v25.0/${pageId}/subscribed_apps?subscribed_fields=messages`, undefined, { method: 'POST' })
  await cleo.send({ type: 'postback', title: 'Hi', payload: 'HI' }).delivered
  expect(bodyOf(receiver.received[0])).toMatchObject({
    object: 'instagram',
    entry: [{ id: linkedId, messaging: [{ postback: { payload: 'HI' } }] }],
  })
  await call(`/v25.0/${pageId}/subscribed_apps`, undefined, { method: 'DELETE' })
  await cleo.send({ type: 'text', text: 'unheard' }).delivered
  expect(receiver.received).toHaveLength(1)
})
