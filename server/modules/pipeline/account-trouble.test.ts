import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Channel } from '../../../contract/channels.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/parley-process.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'

/*
 * What a refusal says of the account: one message that may not go out stops no channel, a token that is refused does, and by itself no longer than that is so.
 */

let shop: TestShop
let people = 0
beforeAll(async () => {
  // A number is only well while Meta can reach us: the address is known before the app listens.
  const port = await freePort()
  shop = await testShop({
    config: { port, publicUrl: `http://127.0.0.1:${port}` },
    agent: { mode: 'off' },
    whatsapp: { statuses: { enabled: false } },
  })
  expect(await channel()).toMatchObject({ status: 'connected' })
}, 60_000)
afterAll(() => shop.close())
beforeEach(() => shop.whatsapp.faults.clear())

const channel = () => shop.ask<Channel>('GET', `/api/v1/channels/${shop.channelId}`)

async function refuse(status: number, code: number): Promise<Message> {
  people += 1
  const customer = shop.whatsapp.customer({ phone: `+1555201${String(people).padStart(4, '0')}`, name: `Trouble ${people}` })
  await customer.send({ type: 'text', text: 'Hi' }).delivered
  const { rows } = await shop.app.database.ownerPool.query<{ id: string }>('select id from conversations where recipient_id = $1', [
    customer.person.waId,
  ])
  shop.whatsapp.faults.add({ match: { method: 'POST', path: '/messages$' }, kind: 'status', status, code, times: 1 })
  const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${rows[0]?.id}/messages`, { text: 'Hello' })
  return eventually(async () => {
    const message = await shop.ask<Message>('GET', `/api/v1/messages/${id}`)
    expect(message.status).toBe('failed')
    return message
  })
}

test.each([
  [403, 131042, 'Payment'],
  [403, 131037, 'Display name'],
  [403, 10, 'Permissions'],
])('one refused message (%i, %i) stops no channel; its owner sees what to mend', async (status, code, name) => {
  const message = await refuse(status, code)
  expect(message.error).toMatchObject({ code: 'unauthorized', providerCode: String(code) })
  await eventually(async () => {
    const { status, health } = await channel()
    expect(status).toBe('connected')
    expect(health?.failing).toContainEqual({ name, detail: message.error?.title })
  })
})

test('what is refused because of the person or the country says nothing of the channel', async () => {
  const before = (await channel()).health?.failing.length ?? 0
  await refuse(403, 130497)
  await refuse(400, 131050)
  expect(await channel()).toMatchObject({ status: 'connected' })
  expect((await channel()).health?.failing.length ?? 0).toBe(before)
})

test('a message that fails later because of the account tells its owner too', async () => {
  const status = {
    id: 'wamid.later',
    status: 'failed',
    timestamp: '1793300000',
    recipient_id: '15552019999',
    errors: [{ code: 131048, title: 'Spam' }],
  }
  const metadata = { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId }
  await shop.whatsapp.deliverChanges([{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, statuses: [status] } }])
  await eventually(async () =>
    expect((await channel()).health?.failing).toContainEqual({ name: 'Quality', detail: expect.stringContaining('blocked or reported') }),
  )
  expect((await channel()).status).toBe('connected')
})

test('a refused token marks the channel, and the next look that finds it right makes it well again', async () => {
  await refuse(401, 190)
  await eventually(async () =>
    expect(await channel()).toMatchObject({ status: 'error', statusReason: expect.stringContaining('access token') }),
  )
  const { rows } = await shop.app.database.ownerPool.query('select findings from channels where id = $1', [shop.channelId])
  expect(rows).toMatchObject([{ findings: { marked: true } }])
  await shop.ask('GET', `/api/v1/channels/${shop.channelId}/health`)
  await eventually(async () => expect(await channel()).toMatchObject({ status: 'connected', statusReason: null }))
})

test('what fails later for a reason that passes is sent again by itself; what does not pass is not', async () => {
  const customer = shop.whatsapp.customer({ phone: '+15552018888', name: 'Unlucky' })
  await customer.send({ type: 'text', text: 'Hi' }).delivered
  const { rows } = await shop.app.database.ownerPool.query<{ id: string }>(
    `select id from conversations where recipient_id = '15552018888'`,
  )
  const post = async (text: string) => {
    const { id } = await shop.ask<Message>('POST', `/api/v1/conversations/${rows[0]?.id}/messages`, { text })
    return eventually(async () => {
      const message = await shop.ask<Message>('GET', `/api/v1/messages/${id}`)
      expect(message.externalId).toBeTruthy()
      return message
    })
  }
  const failLater = (externalId: string | null, code: number) => {
    const failed = { id: externalId, status: 'failed', timestamp: String(Math.floor(Date.now() / 1000)), recipient_id: '15552018888' }
    const metadata = { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId }
    const value = { messaging_product: 'whatsapp', metadata, statuses: [{ ...failed, errors: [{ code, title: 'x' }] }] }
    return shop.whatsapp.deliverChanges([{ field: 'messages', value }])
  }
  const times = (text: string) => customer.inbox.filter((one) => one.text === text).length
  const passing = await post('Once more')
  const lasting = await post('Not again')
  await failLater(lasting.externalId, 131026)
  await failLater(passing.externalId, 131000)
  expect((await shop.ask<Message>('GET', `/api/v1/messages/${passing.id}`)).status).toBe('failed')
  await eventually(async () => expect(times('Once more')).toBe(2), 20_000)
  await eventually(async () => expect((await shop.ask<Message>('GET', `/api/v1/messages/${passing.id}`)).error).toBeNull())
  expect(times('Not again')).toBe(1)
}, 40_000)
