import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleByName } from '../samples/sample-media.ts'
import { accessToken, messageOf, phoneNumberId, startFixture, type WhatsAppFixture } from './whatsapp-fixture.ts'

let fixture: WhatsAppFixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const authorization = { authorization: `Bearer ${accessToken}` }
const day = 24 * 3600_000

async function upload(bytes: Buffer, type: string) {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', type)
  form.set('file', new File([new Uint8Array(bytes)], 'file', { type }))
  const response = await fetch(`${fixture.emulator.url}/v24.0/${phoneNumberId}/media`, {
    method: 'POST',
    body: form,
    headers: authorization,
  })
  return (await response.json()) as { id?: string; error?: { code: number } }
}

test('meta 3.3, 9.5: received media: two steps, token needed, the URL dies after five minutes and the id after seven days', async () => {
  const { emulator, receiver, call, clock } = fixture
  const { bytes } = sampleByName('voice-delivery')
  await emulator.customer({ phone: '15550001' }).send({ type: 'audio', sample: 'voice-delivery' }).delivered
  const { audio } = messageOf(receiver.received.at(-1))
  const { json } = await call(`/v24.0/${audio.id}?phone_number_id=${phoneNumberId}`)
  expect(json).toMatchObject({
    messaging_product: 'whatsapp',
    mime_type: 'audio/ogg; codecs=opus',
    id: audio.id,
    file_size: String(bytes.length),
  })
  const url = String(json.url)
  const good = await fetch(url, { headers: authorization })
  expect(Buffer.from(await good.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await fetch(url)).status).toBe(401)
  clock.now += 5 * 60_000
  expect((await fetch(url, { headers: authorization })).status).toBe(404)
  expect((await call(`/v24.0/${audio.id}`)).status).toBe(200)
  clock.now += 7 * day
  expect((await call(`/v24.0/${audio.id}`)).json.error?.error_subcode).toBe(33)
})

test('meta 3.3, 9.5: uploaded media: sent by id, lives 30 days, must fit its kind and size', async () => {
  const { emulator, send, clock } = fixture
  const { id } = await upload(sampleByName('picture-mug').bytes, 'image/png')
  const customer = emulator.customer({ phone: '15550001' })
  await customer.send({ type: 'text', text: 'hi' }).delivered
  expect((await send({ type: 'image', image: { id } })).status).toBe(200)
  expect((await customer.waitForMessage()).media).toMatchObject({ url: `/_phone/media/${id}`, mimeType: 'image/png' })
  expect((await send({ type: 'audio', audio: { id } })).json.error?.code).toBe(131053)
  expect((await upload(Buffer.alloc(5 * 1024 * 1024 + 1), 'image/png')).error?.code).toBe(131053)
  expect((await upload(Buffer.from('x'), 'application/zip')).error?.code).toBe(100)
  clock.now += 30 * day
  await customer.send({ type: 'text', text: 'hi' }).delivered
  expect((await send({ type: 'image', image: { id } })).json.error?.code).toBe(131009)
})

test('a voice note has to be Ogg Opus', async () => {
  const { emulator, send } = fixture
  await emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'hi' }).delivered
  const { id: mp3 } = await upload(Buffer.from('ID3'), 'audio/mpeg')
  expect((await send({ type: 'audio', audio: { id: mp3, voice: true } })).json.error?.code).toBe(131053)
  const { id: ogg } = await upload(sampleByName('voice-delivery').bytes, 'audio/ogg; codecs=opus')
  expect((await send({ type: 'audio', audio: { id: ogg, voice: true } })).status).toBe(200)
})
