import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { phoneNumberId, startFixture, type WhatsAppFixture } from './whatsapp/whatsapp-fixture.ts'

let fixture: WhatsAppFixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())
beforeEach(async () => {
  fixture.emulator.reset()
  await fixture.emulator.customer({ phone: '15550001' }).send({ type: 'text', text: 'hi' }).delivered
})

const text = { type: 'text', text: { body: 'hello' } }
const inbox = () => fixture.emulator.customer({ phone: '15550001' }).inbox
const control = (path: string, method: string, body?: unknown) =>
  fetch(fixture.emulator.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })

test('status answers in the envelope with Retry-After, as often as told, and nothing is sent', async () => {
  await control('/_faults', 'POST', { match: { path: '/messages$' }, kind: 'status', status: 429, retryAfter: 7, times: 1 })
  const response = await fetch(`${fixture.emulator.url}/v24.0/${phoneNumberId}/messages`, {
    method: 'POST',
    body: JSON.stringify(text),
    headers: { 'content-type': 'application/json', authorization: 'Bearer EAAG-test' },
  })
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
  expect(((await response.json()) as { error: { code: number } }).error.code).toBe(130429)
  expect((await fixture.send(text)).status).toBe(200)
  expect(inbox()).toHaveLength(1)
})

test('reset breaks the connection before the call takes effect, or after it', async () => {
  fixture.emulator.faults.add({ kind: 'reset', times: 1 })
  await expect(fixture.send(text)).rejects.toThrow()
  expect(inbox()).toHaveLength(0)
  fixture.emulator.faults.add({ kind: 'reset', times: 1, applied: true })
  await expect(fixture.send(text)).rejects.toThrow()
  expect(inbox()).toHaveLength(1)
})

test('half lets the call take effect and loses the answer', async () => {
  fixture.emulator.faults.add({ kind: 'half', times: 1 })
  await expect(fixture.send(text)).rejects.toThrow()
  expect(inbox()).toHaveLength(1)
})

test('hang never answers', async () => {
  fixture.emulator.faults.add({ kind: 'hang', times: 1 })
  const call = fixture.call(`/v24.0/${phoneNumberId}`, undefined, { signal: AbortSignal.timeout(100) })
  await expect(call).rejects.toThrow()
})

test('slow answers later', async () => {
  fixture.emulator.faults.add({ kind: 'slow', delayMs: 80, times: 1 })
  const began = performance.now()
  expect((await fixture.send(text)).status).toBe(200)
  expect(performance.now() - began).toBeGreaterThan(75)
})

test('faults match by method and path, are listed, cleared and checked', async () => {
  fixture.emulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET', path: '/v24' } })
  expect((await fixture.send(text)).status).toBe(200)
  expect((await fixture.call(`/v24.0/${phoneNumberId}`)).status).toBe(500)
  expect(await (await control('/_faults', 'GET')).json()).toHaveLength(1)
  await control('/_faults', 'DELETE')
  expect((await fixture.call(`/v24.0/${phoneNumberId}`)).status).toBe(200)
  expect((await control('/_faults', 'POST', { kind: 'explode' })).status).toBe(400)
})

test('the ledger is read from a cursor and cleared by reset', async () => {
  await fixture.send(text)
  await fixture.send(text)
  const all = (await (await control('/_ledger', 'GET')).json()) as { seq: number; status: number; at: number }[]
  expect(all.map((one) => one.status)).toEqual([200, 200])
  const after = (await (await control(`/_ledger?after=${all[0]?.seq}`, 'GET')).json()) as unknown[]
  expect(after).toHaveLength(1)
  expect(await (await control(`/_ledger?since=${(all[1]?.at ?? 0) + 1}`, 'GET')).json()).toHaveLength(0)
  await control('/_reset', 'POST')
  expect(fixture.emulator.ledger.entries()).toHaveLength(0)
})
