import type { ThreadEvent } from '../../../contract/messages.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Tx } from '../../platform/module.ts'

interface Place {
  id: string
  channelId: string
  contactId: string
}

/** A thin line in the thread, for the team: something that the customer did without writing it. */
export async function addEventLine(tx: Tx, workspaceId: string, conversation: Place, event: ThreadEvent): Promise<void> {
  const messageId = newId()
  await tx
    .insertInto('messages')
    .values({
      workspace_id: workspaceId,
      id: messageId,
      conversation_id: conversation.id,
      channel_id: conversation.channelId,
      contact_id: conversation.contactId,
      direction: 'outbound',
      author_type: 'system',
      author_id: null,
      author_name: event.actorName,
      type: 'event',
      content: JSON.stringify({ event }),
      status: 'sent',
      answerable: false,
      created_at: new Date(),
    })
    .execute()
  await publish(tx, workspaceId, 'message.created', {
    messageId,
    conversationId: conversation.id,
    direction: 'outbound',
    authorType: 'system',
    private: false,
  })
}
