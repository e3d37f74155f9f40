import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'
import type { OpenConnection, OutboundMessage } from '../channels/index.ts'
import { openPipeline } from './open-pipeline.ts'
import { blockChannel, paceOf, takeToken } from './pacing.ts'

/* How fast an account may send, where that is not the same for every account and every message; and how often it is announced that something comes. */

let shop: TestShop
let open: OpenConnection
beforeAll(async () => {
  shop = await testShop()
  const found = await openPipeline(shop.app.deps).connections.byId(shop.channelId)
  if (!found) throw new Error('there is no channel')
  open = found
}, 60_000)
afterAll(() => shop.close())

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: '15552050001', phone: null },
  text: 'Hi',
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: false,
}
const film: OutboundMessage = {
  ...plain,
  media: [{ kind: 'video', mimeType: 'video/mp4', name: null, size: 1, fileId: 'a', voice: false }],
}

describe('where fewer films are taken than texts', () => {
  test('a film takes the room of as many texts', async () => {
    const meta = { ...open, adapter: { ...open.adapter, paceOf: () => ({ perSecond: 100, burst: 100, mediaPerSecond: 10 }) } }
    await blockChannel(shop.app.deps.db, meta, 0)
    // A full bucket: ten films empty it, and the eleventh waits for a tenth of a second.
    const waits: number[] = []
    for (let count = 0; count < 11; count += 1) waits.push(await takeToken(shop.app.deps.db, meta, film))
    expect(waits.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 0))
    expect(waits.at(-1)).toBeGreaterThan(0)
  })
})

test('a number that is used on a phone as well is paced as such once that is known', async () => {
  expect(paceOf(open).perSecond).toBe(80)
  const metadata = { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId }
  await shop.whatsapp.deliverChanges([{ field: 'smb_app_state_sync', value: { messaging_product: 'whatsapp', metadata, state_sync: [] } }])
  await eventually(async () => {
    const now = await openPipeline(shop.app.deps).connections.byId(shop.channelId)
    expect(now && paceOf(now).perSecond).toBe(20)
  })
})

test('that an answer is being written is announced again only when the announcement is about to go', async () => {
  shop.openai.script(() => ({ text: 'From nine to six.' }))
  shop.openai.setLatency(7_000)
  const customer = shop.whatsapp.customer({ phone: '+15552050001', name: 'Patient' })
  await customer.send({ type: 'text', text: 'When do you open?' }).delivered
  await customer.waitForMessage(undefined, 20_000)
  shop.openai.setLatency(0)
  const announced = shop.whatsapp.ledger.entries().filter(({ body }) => JSON.stringify(body ?? '').includes('typing_indicator'))
  expect(announced).toHaveLength(1)
}, 30_000)
