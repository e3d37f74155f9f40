import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import {
  deliveriesOf,
  pass,
  type WebhookWorld,
  webhookWorld,
  workspaceWithWebhook,
  writeMessage,
  writeTalk,
} from './testing/webhook-world.ts'

let world: WebhookWorld

beforeAll(async () => {
  world = await webhookWorld()
})
afterAll(() => world.close())
beforeEach(() => world.startOver())

const received = () => world.receiver.received

test('promise-37: nothing of a restricted contact leaves, and the log says that it was withheld', async () => {
  const { webhook, workspaceId, ...caller } = await workspaceWithWebhook(world, ['message.received', 'contact.updated'])
  const talk = await world.deps.db.withWorkspace(workspaceId, (tx) => writeTalk(tx, workspaceId, 'a sentence that stays'))
  await world.deps.db.withWorkspace(workspaceId, (tx) => publish(tx, workspaceId, 'message.received', talk))
  await caller.call('PATCH', `/api/v1/contacts/${talk.contactId}`, { restricted: true })
  await pass(world)
  expect(received()).toEqual([])
  const withheld = await deliveriesOf({ ...caller, workspaceId }, webhook.id)
  expect(withheld).toHaveLength(2)
  for (const delivery of withheld) expect(delivery).toMatchObject({ status: 'withheld', error: 'contact-restricted', attempt: 0 })
})

test('promise-37: what was queued before the restriction is withheld too', async () => {
  const { webhook, workspaceId, ...caller } = await workspaceWithWebhook(world, ['message.received'])
  world.receiver.answer = (response) => response.writeHead(500).end()
  const talk = await world.deps.db.withWorkspace(workspaceId, async (tx) => {
    const made = await writeTalk(tx, workspaceId, 'said before')
    await publish(tx, workspaceId, 'message.received', made)
    return made
  })
  await pass(world)
  await caller.call('PATCH', `/api/v1/contacts/${talk.contactId}`, { restricted: true })
  const before = received().length
  world.move(5000)
  await pass(world)
  expect(received()).toHaveLength(before)
  expect(await deliveriesOf({ ...caller, workspaceId }, webhook.id)).toMatchObject([{ status: 'withheld', error: 'contact-restricted' }])
})

test('private notes are not told, neither by themselves nor as the last message', async () => {
  const { webhook, workspaceId, ...caller } = await workspaceWithWebhook(world, ['message.created', 'conversation.updated'])
  await world.deps.db.withWorkspace(workspaceId, async (tx) => {
    const talk = await writeTalk(tx, workspaceId, 'Hello')
    const note = { ...talk, messageId: newId() }
    await writeMessage(tx, workspaceId, note, 'a note for the team only', true)
    await sql`update conversations set last_message_id = ${note.messageId} where workspace_id = ${workspaceId}`.execute(tx)
    const { messageId, conversationId } = note
    await publish(tx, workspaceId, 'message.created', {
      messageId,
      conversationId,
      direction: 'outbound',
      authorType: 'user',
      private: true,
    })
    const state = { status: 'open', handler: 'none', assigneeId: null, change: 'labels' } as const
    await publish(tx, workspaceId, 'conversation.updated', { conversationId, ...state })
  })
  await pass(world)
  expect(received().map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(['conversation.updated'])
  expect(received()[0]?.body).not.toContain('for the team only')
  expect(await deliveriesOf({ ...caller, workspaceId }, webhook.id)).toHaveLength(1)
})

test('after an erasure receivers hear of it, and what concerned the person is gone from the log, also after a merge', async () => {
  const { webhook, workspaceId, ...caller } = await workspaceWithWebhook(world, ['message.received', 'contact.erased'])
  world.receiver.answer = (response, { body }) => response.writeHead(body.includes('erased') ? 204 : 500).end(`you sent ${body}`)
  const talk = await world.deps.db.withWorkspace(workspaceId, async (tx) => {
    const made = await writeTalk(tx, workspaceId, 'a sentence to forget')
    await publish(tx, workspaceId, 'message.received', made)
    return made
  })
  await pass(world)
  const holds = async () => {
    const { rows } = await world.app.database.ownerPool.query('select d::text as row from webhook_deliveries d where workspace_id = $1', [
      workspaceId,
    ])
    return JSON.stringify(rows)
  }
  expect(await holds()).toContain('a sentence to forget')
  const kept = (await caller.call('POST', '/api/v1/contacts', { name: 'The same person' })).body as { id: string }
  expect((await caller.call('POST', `/api/v1/contacts/${kept.id}/merge`, { contactId: talk.contactId })).status).toBe(200)
  await pass(world)
  expect((await caller.call('DELETE', `/api/v1/contacts/${kept.id}`)).status).toBe(204)
  const before = received().length
  world.move(3_600_000)
  await pass(world)
  expect(await holds()).not.toContain('a sentence to forget')
  expect(
    received()
      .slice(before)
      .map(({ body }) => JSON.parse(body)),
  ).toMatchObject([{ type: 'contact.erased', data: { contactId: kept.id, contact: null } }])
  expect(await deliveriesOf({ ...caller, workspaceId }, webhook.id)).toMatchObject([{ type: 'contact.erased', status: 'delivered' }])
})

test('what is gone by the time of sending is null beside its id', async () => {
  const { workspaceId } = await workspaceWithWebhook(world, ['message.updated'])
  const ids = await world.deps.db.withWorkspace(workspaceId, async (tx) => {
    const { messageId, conversationId } = await writeTalk(tx, workspaceId, 'Hello')
    await publish(tx, workspaceId, 'message.updated', { messageId, conversationId, status: 'received', change: 'media' })
    return { messageId, conversationId }
  })
  await world.app.database.ownerPool.query('delete from messages where id = $1', [ids.messageId])
  await pass(world)
  expect(JSON.parse(received()[0]?.body ?? '')).toMatchObject({
    type: 'message.updated',
    data: { ...ids, message: null, contact: { name: 'Kerry' } },
  })
})
