import { sql } from 'kysely'
import type { MessageStatus } from '../../../contract/messages.ts'
import type { Tx } from '../../platform/module.ts'
import { fail } from './errors.ts'

export interface Target {
  channel_id: string
  contact_id: string
  /** The channel was deleted; what was said stays readable. */
  isDeleted: boolean
}

/** Locks the conversation: nothing is said in it while it is taken over, merged or erased. */
export async function findTarget(tx: Tx, workspaceId: string, conversationId: string): Promise<Target> {
  const { rows } = await sql<Target>`
    select c.channel_id, c.contact_id, not exists (select from channels ch where ch.workspace_id = c.workspace_id and ch.id = c.channel_id) as "isDeleted"
    from conversations c where c.workspace_id = ${workspaceId} and c.id = ${conversationId} for no key update`.execute(tx)
  const target = rows[0]
  if (!target) throw fail('conversation-not-found')
  return target
}

/** The provider's id of the message that is answered; null while the provider does not know it. */
export async function findReplyTarget(tx: Tx, workspaceId: string, conversationId: string, messageId: string): Promise<string | null> {
  const found = await tx
    .selectFrom('messages')
    .select('external_id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', messageId)
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst()
  if (!found) throw fail('reply-target-not-found', { errors: [{ path: 'replyToId', message: 'Not a message of this conversation.' }] })
  return found.external_id
}

/** The provider's id of the message that is reacted to. */
export async function findReactionTarget(
  tx: Tx,
  workspaceId: string,
  conversationId: string,
  messageId: string,
): Promise<{ externalId: string; status: MessageStatus }> {
  const known = await tx
    .selectFrom('messages')
    .select(['external_id', 'status'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', messageId)
    .where('conversation_id', '=', conversationId)
    .where('type', '<>', 'reaction')
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!known?.external_id) {
    throw fail('reaction-target-not-found', { errors: [{ path: 'reaction.messageId', message: 'No message that can be reacted to.' }] })
  }
  return { externalId: known.external_id, status: known.status }
}
