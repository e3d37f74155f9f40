import type { Tx } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { idTime } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import { getContact } from '../contacts/index.ts'
import { getConversation, getMessage, replyWindows } from '../conversations/index.ts'
import type { DeliveryRow } from './queries-deliveries.ts'

export type Presented = { body: string } | { withheld: 'contact-restricted' | 'private-note' }

interface Ids {
  messageId?: string
  conversationId?: string
  contactId?: string
}

/**
 * The body of a delivery: `{ type, timestamp, data }`, where `data` has the event's ids and states and, beside them, the message, conversation and
 * contact as the API gives them at this moment. What is gone by now is null beside its id.
 */
export async function presentEvent(deps: Deps, tx: Tx, delivery: DeliveryRow): Promise<Presented> {
  const { workspace_id: workspaceId, payload } = delivery
  const { messageId, conversationId, contactId }: Ids = payload
  const data: Record<string, unknown> = { ...payload }
  if (messageId) {
    const message = await orGone(getMessage(tx, workspaceId, messageId))
    if (message?.private) return { withheld: 'private-note' }
    data.message = message
  }
  let person = contactId
  if (conversationId) {
    const conversation = await orGone(getConversation(tx, workspaceId, conversationId, replyWindows(deps)))
    person ??= conversation?.contactId
    data.conversation = conversation && {
      ...conversation,
      lastMessage: conversation.lastMessage?.private ? null : conversation.lastMessage,
    }
  }
  if (person || contactId || conversationId) {
    const contact = person ? await orGone(getContact(tx, workspaceId, person)) : null
    if (contact?.restricted) return { withheld: 'contact-restricted' }
    data.contact = contact
  }
  const timestamp = new Date(idTime(delivery.event_id)).toISOString()
  return { body: JSON.stringify({ type: delivery.type, timestamp, data }) }
}

async function orGone<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return null
    throw error
  }
}
