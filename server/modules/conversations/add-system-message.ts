import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Tx } from '../../platform/module.ts'

interface SystemMessage {
  conversationId: string
  channelId: string
  contactId: string
  /** Adding it again under the same changes nothing. */
  externalId: string
  /** In whose name it was said. */
  authorName: string
  text: string
  at: Date
}

/** Words that the customer has seen already and nobody is to answer: a greeting that they answered. Its place in the thread is by its time. */
export async function addSystemMessage(tx: Tx, workspaceId: string, message: SystemMessage): Promise<void> {
  const id = newId()
  const { conversationId, channelId, externalId } = message
  const added = await tx
    .insertInto('message_keys')
    .values({ workspace_id: workspaceId, channel_id: channelId, external_id: externalId, message_id: id, conversation_id: conversationId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('message_id')
    .executeTakeFirst()
  if (!added) return
  await tx
    .insertInto('messages')
    .values({
      workspace_id: workspaceId,
      id,
      conversation_id: conversationId,
      channel_id: channelId,
      contact_id: message.contactId,
      direction: 'outbound',
      author_type: 'system',
      author_id: null,
      author_name: message.authorName,
      type: 'text',
      text: message.text,
      external_id: externalId,
      status: 'read',
      answerable: false,
      created_at: message.at,
      sort_at: message.at,
    })
    .execute()
  await publish(tx, workspaceId, 'message.created', {
    messageId: id,
    conversationId,
    direction: 'outbound',
    authorType: 'system',
    private: false,
  })
}
