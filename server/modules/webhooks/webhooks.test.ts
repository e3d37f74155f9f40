import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Webhook as Endpoint, WebhookDelivery } from '../../../contract/webhooks.ts'
import { publish } from '../../platform/events.ts'
import { idTime } from '../../platform/ids.ts'
import { deliveriesOf, pass, type WebhookWorld, webhookWorld, workspaceWithWebhook, writeTalk } from './testing/webhook-world.ts'

let world: WebhookWorld

beforeAll(async () => {
  world = await webhookWorld()
})
afterAll(() => world.close())
beforeEach(() => world.startOver())

const received = () => world.receiver.received

/** What the library says of a request: its body, or that the signature is wrong. Its clock is the machine's. */
function verified(secret: string, index = 0): { type: string; timestamp: string; data: Record<string, unknown> } {
  const request = received()[index]
  if (!request) throw new Error('nothing was received')
  return new Webhook(secret).verify(request.body, request.headers) as ReturnType<typeof verified>
}

test('an event arrives once, signed, with what the API shows, and is logged', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  const { body: contact } = await caller.call('POST', '/api/v1/contacts', { name: 'Kerry', phone: '+77010000001' })
  await pass(world)
  await pass(world)
  expect(received()).toHaveLength(1)
  const body = verified(webhook.secret)
  expect(body).toMatchObject({ type: 'contact.created', data: { contactId: (contact as { id: string }).id, contact } })
  expect(received()[0]?.headers['content-type']).toBe('application/json')
  const [delivery] = await deliveriesOf(caller, webhook.id)
  expect(delivery).toMatchObject({ type: 'contact.created', status: 'delivered', attempt: 1, responseStatus: 204, nextAttemptAt: null })
  expect(delivery?.eventId).toBe(received()[0]?.headers['webhook-id'])
  expect(Date.parse(body.timestamp)).toBe(idTime(delivery?.eventId ?? ''))
})

test('a message comes with its conversation and contact, only to its own workspace, and only where it was asked for', async () => {
  const asked = await workspaceWithWebhook(world, ['message.received'])
  await workspaceWithWebhook(world, ['message.received'])
  const other = await asked.call('POST', '/api/v1/webhooks', { url: world.receiver.url, types: ['agent.failed'] })
  expect(other.status).toBe(201)
  const talk = await world.deps.db.withWorkspace(asked.workspaceId, async (tx) => {
    const made = await writeTalk(tx, asked.workspaceId, 'Is the red one in stock?')
    await publish(tx, asked.workspaceId, 'message.received', made)
    return made
  })
  await pass(world)
  expect(received()).toHaveLength(1)
  const { body: message } = await asked.call('GET', `/api/v1/messages/${talk.messageId}`)
  const { body: conversation } = await asked.call('GET', `/api/v1/conversations/${talk.conversationId}`)
  const { body: contact } = await asked.call('GET', `/api/v1/contacts/${talk.contactId}`)
  expect(message).toMatchObject({ text: 'Is the red one in stock?' })
  expect(verified(asked.webhook.secret).data).toEqual({ ...talk, message, conversation, contact })
})

test('a failure is tried again after 5 s and a minute with the same id, and at most 2 kB of it are kept', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  world.receiver.answer = (response) => response.writeHead(500).end(`\0${'ä'.repeat(500_000)}`)
  await caller.call('POST', '/api/v1/contacts', { name: 'Kerry' })
  expect(await pass(world)).toBe(1)
  const [failed] = await deliveriesOf(caller, webhook.id)
  expect(failed).toMatchObject({ status: 'pending', attempt: 1, responseStatus: 500 })
  expect(Date.parse(failed?.nextAttemptAt ?? '') - Date.parse(failed?.attemptedAt ?? '')).toBe(5000)
  expect(failed?.responseBody).toMatch(/^ä{900,}/)
  expect(Buffer.byteLength(failed?.responseBody ?? '')).toBeLessThanOrEqual(2048)
  world.move(4999)
  expect(await pass(world)).toBe(0)
  world.move(1)
  expect(await pass(world)).toBe(1)
  const [again] = await deliveriesOf(caller, webhook.id)
  expect(Date.parse(again?.nextAttemptAt ?? '') - Date.parse(again?.attemptedAt ?? '')).toBe(60_000)
  world.receiver.answer = (response) => response.writeHead(200).end('thanks')
  world.move(60_000)
  expect(await pass(world)).toBe(1)
  expect(await deliveriesOf(caller, webhook.id)).toMatchObject([
    { status: 'delivered', attempt: 3, responseStatus: 200, responseBody: null },
  ])
  expect(new Set(received().map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(received().map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
})

test('after eleven attempts in three days a delivery has failed, and can be sent again by hand', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  world.receiver.answer = (response) => response.writeHead(503).end()
  await caller.call('POST', '/api/v1/contacts', { name: 'Kerry' })
  let attempts = 0
  for (let hours = 0; hours < 4 * 24; hours += 1) {
    attempts += await pass(world)
    world.move(3_600_000)
  }
  expect(attempts).toBe(11)
  const [failed] = await deliveriesOf(caller, webhook.id)
  expect(failed).toMatchObject({ status: 'failed', attempt: 11, nextAttemptAt: null })
  world.receiver.answer = (response) => response.writeHead(204).end()
  const again = await caller.call('POST', `/api/v1/webhooks/${webhook.id}/deliveries/${failed?.id}/resend`)
  expect(again).toMatchObject({ status: 202, body: { id: failed?.id, status: 'pending', attempt: 0 } })
  // Its pause after so many failures ends first.
  world.move(5 * 60_000)
  await pass(world)
  expect(await deliveriesOf(caller, webhook.id)).toMatchObject([{ id: failed?.id, status: 'delivered', attempt: 1 }])
})

test('an address that fails for five days is switched off with its reason, and the audit log says so', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  world.receiver.answer = (response) => response.writeHead(404).end()
  for (let day = 0; day <= 6; day += 1) {
    await caller.call('POST', '/api/v1/contacts', { name: `Customer of day ${day}` })
    await pass(world)
    world.move(24 * 3_600_000)
  }
  const { body } = await caller.call('GET', `/api/v1/webhooks/${webhook.id}`)
  expect(body).toMatchObject({ enabled: false, disabledReason: 'failing' })
  expect((await deliveriesOf(caller, webhook.id)).filter(({ status }) => status === 'pending')).toEqual([])
  const { body: audit } = await caller.call('GET', '/api/v1/audit-log')
  const entry = (audit as { data: { action: string; actor: unknown }[] }).data.find(({ action }) => action === 'webhook.disabled')
  expect(entry).toMatchObject({ actor: { type: 'system' } })
  const before = received().length
  await caller.call('POST', '/api/v1/contacts', { name: 'Nobody hears of' })
  await pass(world)
  expect(received()).toHaveLength(before)
  world.receiver.answer = (response) => response.writeHead(204).end()
  await caller.call('PATCH', `/api/v1/webhooks/${webhook.id}`, { enabled: true })
  await caller.call('POST', '/api/v1/contacts', { name: 'Heard of again' })
  await pass(world)
  expect(received().at(-1)?.body).toContain('Heard of again')
})

test('an address that says it is gone (410) is switched off at once', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  world.receiver.answer = (response) => response.writeHead(410).end()
  await caller.call('POST', '/api/v1/contacts', { name: 'Kerry' })
  await pass(world)
  expect((await caller.call('GET', `/api/v1/webhooks/${webhook.id}`)).body).toMatchObject({ enabled: false, disabledReason: 'gone' })
  const [delivery] = await deliveriesOf(caller, webhook.id)
  const refused = await caller.call('POST', `/api/v1/webhooks/${webhook.id}/deliveries/${delivery?.id}/resend`)
  expect(refused.status).toBe(409)
})

test('F33: a redirect to the metadata address is a failure and is not followed', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  world.receiver.answer = (response, { path }) =>
    path === '/hook'
      ? response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
      : response.writeHead(204).end()
  await caller.call('POST', '/api/v1/contacts', { name: 'Kerry' })
  await pass(world)
  expect(await deliveriesOf(caller, webhook.id)).toMatchObject([{ status: 'pending', responseStatus: 307 }])
  expect(received()).toHaveLength(1)
})

test('a private address is refused when it is entered, and also when it gets there otherwise', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  const types = ['contact.created']
  const refused = await caller.call('POST', '/api/v1/webhooks', { url: 'https://169.254.169.254/', types })
  expect(refused).toMatchObject({ status: 422, body: { type: 'urn:parley:problem:webhook-address' } })
  expect((await caller.call('PATCH', `/api/v1/webhooks/${webhook.id}`, { url: 'http://10.0.0.1/' })).status).toBe(422)
  await world.app.database.ownerPool.query('update webhook_endpoints set url = $1 where id = $2', ['https://127.0.0.1:8443/', webhook.id])
  await caller.call('POST', '/api/v1/contacts', { name: 'Kerry' })
  await pass(world)
  expect(await deliveriesOf(caller, webhook.id)).toMatchObject([{ status: 'failed', error: 'address-refused', responseStatus: null }])
})

test('F35: while a secret is rotated both signatures hold, a day later only the new one', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  const rotated = (await caller.call('POST', `/api/v1/webhooks/${webhook.id}/rotate-secret`)).body as Endpoint & { secret: string }
  expect(rotated.secret).not.toBe(webhook.secret)
  await caller.call('POST', `/api/v1/webhooks/${webhook.id}/test`)
  expect(verified(rotated.secret)).toMatchObject({ type: 'webhook.test', data: { webhookId: webhook.id } })
  expect(verified(webhook.secret)).toEqual(verified(rotated.secret))
  await world.app.database.ownerPool.query(`update webhook_endpoints set previous_secret_until = now() - interval '1 s' where id = $1`, [
    webhook.id,
  ])
  await caller.call('POST', `/api/v1/webhooks/${webhook.id}/test`)
  expect(verified(rotated.secret, 1)).toMatchObject({ type: 'webhook.test' })
  expect(() => verified(webhook.secret, 1)).toThrow('No matching signature')
  expect(Date.parse(rotated.previousSecretUntil ?? '') - Date.parse(rotated.updatedAt)).toBe(24 * 3_600_000)
})

test('a secret is shown once and lies sealed in the database', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  expect(webhook.secret).toMatch(/^whsec_/)
  const shown = [await caller.call('GET', '/api/v1/webhooks'), await caller.call('GET', `/api/v1/webhooks/${webhook.id}`)]
  expect(JSON.stringify(shown)).not.toContain(webhook.secret)
  const { rows } = await world.app.database.ownerPool.query('select secret from webhook_endpoints where id = $1', [webhook.id])
  expect(rows[0]?.secret).toMatch(/^v1\./)
  expect(rows[0]?.secret).not.toContain(webhook.secret.slice(6))
})

test('a delivery whose process died is taken up after its lease, and not before', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  await caller.call('POST', '/api/v1/contacts', { name: 'Kerry' })
  world.receiver.answer = (response) => response.destroy()
  await pass(world)
  const pool = world.app.database.ownerPool
  const until = new Date(world.deps.clock.now().getTime() + 60_000)
  await pool.query(`update webhook_deliveries set next_attempt_at = created_at, locked_until = $2 where endpoint_id = $1`, [
    webhook.id,
    until,
  ])
  world.receiver.answer = (response) => response.writeHead(204).end()
  world.move(59_000)
  expect(await pass(world)).toBe(0)
  world.move(1_000)
  expect(await pass(world)).toBe(1)
  expect(await deliveriesOf(caller, webhook.id)).toMatchObject([{ status: 'delivered', error: null }])
})

test('an address that always fails is asked one at a time, with pauses', async () => {
  const { ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  world.receiver.answer = (response) => response.writeHead(500).end()
  for (let count = 0; count < 12; count += 1) await caller.call('POST', '/api/v1/contacts', { name: `Customer ${count}` })
  const attempted = [await pass(world), await pass(world), await pass(world)]
  expect(attempted).toEqual([4, 4, 0])
  world.move(5 * 60_000)
  expect([await pass(world), await pass(world)]).toEqual([1, 0])
})

test('the log is paged and filtered, and old entries go', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'])
  for (const name of ['one', 'two', 'three']) await caller.call('POST', '/api/v1/contacts', { name })
  await pass(world)
  const path = `/api/v1/webhooks/${webhook.id}/deliveries`
  type Page = { data: WebhookDelivery[]; nextCursor: string | null }
  const first = (await caller.call('GET', `${path}?limit=2&status=delivered`)).body as Page
  const second = (await caller.call('GET', `${path}?limit=2&status=delivered&cursor=${first.nextCursor}`)).body as Page
  expect([first.data.length, second.data.length, second.nextCursor]).toEqual([2, 1, null])
  expect(((await caller.call('GET', `${path}?status=failed`)).body as Page).data).toEqual([])
  const { webhooksModule } = await import('./module.ts')
  world.move(31 * 24 * 3_600_000)
  await webhooksModule
    .jobs?.(world.deps)
    ['webhooks.prune']?.({}, { log: world.deps.log, signal: AbortSignal.abort(), attempt: 1, isLastAttempt: false })
  expect(((await caller.call('GET', path)).body as Page).data).toEqual([])
})

test('every act is in the audit log, under the host and without the address', async () => {
  const { webhook, ...caller } = await workspaceWithWebhook(world, ['contact.created'], `${world.receiver.url}?key=of-the-receiver`)
  await caller.call('PATCH', `/api/v1/webhooks/${webhook.id}`, { description: 'CRM', enabled: false })
  await caller.call('POST', `/api/v1/webhooks/${webhook.id}/rotate-secret`)
  await caller.call('POST', `/api/v1/webhooks/${webhook.id}/test`)
  await caller.call('DELETE', `/api/v1/webhooks/${webhook.id}`)
  const { body } = await caller.call('GET', '/api/v1/audit-log')
  const actions = (body as { data: { action: string }[] }).data
    .map(({ action }) => action)
    .filter((action) => action.startsWith('webhook.'))
  expect(actions).toEqual(['webhook.deleted', 'webhook.tested', 'webhook.secret-rotated', 'webhook.updated', 'webhook.created'])
  expect(JSON.stringify(body)).toContain(world.receiver.host)
  expect(JSON.stringify(body)).not.toContain('of-the-receiver')
  expect((await caller.call('GET', `/api/v1/webhooks/${webhook.id}`)).status).toBe(404)
})
