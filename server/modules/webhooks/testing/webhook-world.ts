import { sql } from 'kysely'
import type { ConversationHandler } from '../../../../contract/conversations.ts'
import type { EventType } from '../../../../contract/events.ts'
import type { Webhook, WebhookDelivery } from '../../../../contract/webhooks.ts'
import { drainEventQueue } from '../../../platform/events.ts'
import { newId } from '../../../platform/ids.ts'
import type { Deps, Tx } from '../../../platform/module.ts'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../../testing/test-workspace.ts'
import { type WebhookReceiver, webhookReceiver } from '../../../testing/webhook-receiver.ts'
import { webhooksModule } from '../module.ts'
import { deliverDue } from '../run-deliveries.ts'

export interface WebhookWorld {
  app: TestApp
  /** With a clock that stands still until it is moved. */
  deps: Deps
  receiver: WebhookReceiver
  move(ms: number): void
  /** No webhooks, the present time, a receiver that takes everything. */
  startOver(): Promise<void>
  close(): Promise<void>
}

/** The program without its loops, and a receiver: events are taken from the queue and delivered when the test says so. */
export async function webhookWorld(): Promise<WebhookWorld> {
  const receiver = await webhookReceiver()
  const app = await testApp({ run: false, config: { allowedPrivateHosts: [receiver.host] } })
  let now = Date.now()
  const deps: Deps = { ...app.deps, clock: { now: () => new Date(now) } }
  return {
    app,
    deps,
    receiver,
    move: (ms) => {
      now += ms
    },
    startOver: async () => {
      await app.database.ownerPool.query('delete from webhook_endpoints; delete from event_subscriptions; delete from event_queue')
      now = Date.now()
      receiver.received.length = 0
      receiver.answer = (response) => response.writeHead(204).end()
    },
    close: async () => {
      await app.close()
      await receiver.close()
    },
  }
}

export async function workspaceWithWebhook(world: WebhookWorld, types: readonly EventType[], url = world.receiver.url) {
  const caller = await testWorkspace(world.app)
  const made = await caller.call('POST', '/api/v1/webhooks', { url, types })
  if (made.status !== 201) throw new Error(`no webhook: ${JSON.stringify(made.body)}`)
  return { ...caller, webhook: made.body as Webhook & { secret: string } }
}

/** Takes what was published from the queue, then delivers once whatever is due. @returns how many were attempted */
export async function pass({ deps }: WebhookWorld): Promise<number> {
  for (const subscriber of webhooksModule.subscribers?.(deps) ?? []) await drainEventQueue(deps.db, deps.log, subscriber)
  return deliverDue(deps)
}

export async function deliveriesOf(caller: TestCaller, webhookId: string): Promise<WebhookDelivery[]> {
  const { body } = await caller.call('GET', `/api/v1/webhooks/${webhookId}/deliveries`)
  return (body as { data: WebhookDelivery[] }).data
}

export interface Talk {
  contactId: string
  conversationId: string
  channelId: string
  messageId: string
}

/** A contact who wrote `text`; the caller publishes what it wants told. */
export async function writeTalk(tx: Tx, workspaceId: string, text: string, handler: ConversationHandler = 'none'): Promise<Talk> {
  const [contactId, conversationId, channelId, messageId] = [newId(), newId(), newId(), newId()]
  await sql`insert into channels (workspace_id, id, type, name, status) values (${workspaceId}, ${channelId}, 'webchat', 'Website', 'connected')`.execute(
    tx,
  )
  await sql`insert into contacts (workspace_id, id, name) values (${workspaceId}, ${contactId}, 'Kerry')`.execute(tx)
  await sql`insert into conversations (workspace_id, id, channel_id, contact_id, recipient_id, handler, last_message_id)
    values (${workspaceId}, ${conversationId}, ${channelId}, ${contactId}, 'visitor:1', ${handler}, ${messageId})`.execute(tx)
  await writeMessage(tx, workspaceId, { contactId, conversationId, channelId, messageId }, text)
  return { contactId, conversationId, channelId, messageId }
}

export async function writeMessage(tx: Tx, workspaceId: string, talk: Talk, text: string, isPrivate = false): Promise<void> {
  await sql`insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, private, created_at)
    values (${workspaceId}, ${talk.messageId}, ${talk.conversationId}, ${talk.channelId}, ${talk.contactId}, ${isPrivate ? 'outbound' : 'inbound'},
      ${isPrivate ? 'user' : 'contact'}, 'text', ${text}, ${isPrivate ? 'sent' : 'received'}, ${isPrivate}, now())`.execute(tx)
}
