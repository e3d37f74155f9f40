import type { NewMessage } from '../../../contract/new-message.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Tx } from '../../platform/module.ts'
import { enqueueSend } from './enqueue-send.ts'
import { fail } from './errors.ts'
import { findReactionTarget, type Target } from './find-target.ts'

/**
 * A reaction of the team: a mark on the message it is for and a line of its own in the record, sent like any message. It says nothing, so it takes
 * no conversation over and leaves the last message what it was. The provider knows one reaction of the business: the newest replaces the others.
 */
export async function queueReaction(
  tx: Tx,
  access: Access,
  target: Target & { conversationId: string },
  { messageId, emoji }: NonNullable<NewMessage['reaction']>,
): Promise<string> {
  if (target.isDeleted) throw fail('channel-deleted')
  const { workspaceId, actor } = access
  const { conversationId } = target
  const known = await findReactionTarget(tx, workspaceId, conversationId, messageId)
  await tx
    .deleteFrom('message_reactions')
    .where('workspace_id', '=', workspaceId)
    .where('message_id', '=', messageId)
    .where('author_type', '=', 'user')
    .execute()
  if (emoji !== null) {
    await tx
      .insertInto('message_reactions')
      .values({ workspace_id: workspaceId, message_id: messageId, author_type: 'user', author_id: actor.id, emoji })
      .execute()
  }
  const id = newId()
  await tx
    .insertInto('messages')
    .values({
      workspace_id: workspaceId,
      id,
      conversation_id: conversationId,
      channel_id: target.channel_id,
      contact_id: target.contact_id,
      direction: 'outbound',
      author_type: 'user',
      author_id: actor.id,
      author_name: actor.name,
      type: 'reaction',
      content: JSON.stringify({ reaction: { messageId, externalMessageId: known.externalId, emoji } }),
      status: 'queued',
      answerable: false,
      created_at: new Date(),
    })
    .execute()
  await enqueueSend(tx, workspaceId, { messageId: id, conversationId, channelId: target.channel_id })
  await publish(tx, workspaceId, 'message.created', {
    messageId: id,
    conversationId,
    direction: 'outbound',
    authorType: 'user',
    private: false,
  })
  await publish(tx, workspaceId, 'message.updated', { messageId, conversationId, status: known.status, change: 'reaction' })
  return id
}
