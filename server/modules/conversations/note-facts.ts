import { sql } from 'kysely'
import { publish } from '../../platform/events.ts'
import type { Tx } from '../../platform/module.ts'
import { addEventLine } from './add-event-line.ts'

export interface ConversationFacts {
  /** Null removes one. */
  attributes?: Readonly<Record<string, string | number | boolean | null>>
  addLabels?: readonly string[]
  removeLabels?: readonly string[]
  /** What the customer did: each becomes a line in the thread. */
  events?: readonly { name: string; details: string | null }[]
}

export const mostAttributes = 50
export const mostLabels = 30

interface Known {
  channelId: string
  contactId: string
  name: string | null
  attributes: Record<string, unknown>
  labels: string[]
}

/**
 * Takes what a program says of a conversation. What would pass the limits is left out rather than the rest refused.
 * @returns false where there is no such conversation
 */
export async function noteFacts(tx: Tx, workspaceId: string, conversationId: string, facts: ConversationFacts): Promise<boolean> {
  const known = await lock(tx, workspaceId, conversationId)
  if (!known) return false
  const attributes = capped(
    Object.entries({ ...known.attributes, ...facts.attributes }).filter(([, value]) => value !== null),
    mostAttributes,
  )
  const removed = new Set(facts.removeLabels)
  const labels = capped([...new Set([...known.labels.filter((label) => !removed.has(label)), ...(facts.addLabels ?? [])])], mostLabels)
  const isNews = JSON.stringify(labels) !== JSON.stringify(known.labels)
  if (isNews || facts.attributes) {
    const { status, handler, assignee_id } = await tx
      .updateTable('conversations')
      .set({ labels, attributes: JSON.stringify(Object.fromEntries(attributes)) })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', conversationId)
      .returning(['status', 'handler', 'assignee_id'])
      .executeTakeFirstOrThrow()
    await publish(tx, workspaceId, 'conversation.updated', { conversationId, status, handler, assigneeId: assignee_id, change: 'labels' })
  }
  const place = { id: conversationId, channelId: known.channelId, contactId: known.contactId }
  for (const { name, details } of facts.events ?? []) {
    const reason = details ? `${name} (${details})` : name
    await addEventLine(tx, workspaceId, place, { name: 'tracked', reason, actorName: known.name })
  }
  return true
}

/** Whoever changes the same conversation waits until the end of the transaction. */
export async function lockConversation(tx: Tx, workspaceId: string, conversationId: string): Promise<void> {
  await lock(tx, workspaceId, conversationId)
}

async function lock(tx: Tx, workspaceId: string, conversationId: string): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select c.channel_id as "channelId", c.contact_id as "contactId", k.name, c.attributes, c.labels
    from conversations c join contacts k on k.workspace_id = c.workspace_id and k.id = c.contact_id
    where c.workspace_id = ${workspaceId} and c.id = ${conversationId} for no key update of c`.execute(tx)
  return rows[0]
}

function capped<T>(items: readonly T[], most: number): T[] {
  return items.slice(0, most)
}
