import type { Interactive } from '../../../contract/messages.ts'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import type { OutboundMessage } from '../channels/index.ts'
import { enqueueSend } from './enqueue-send.ts'
import { fileSource } from './file-source.ts'
import { findTarget } from './find-target.ts'
import { openPipeline } from './open-pipeline.ts'
import { greatestId } from './send-message.ts'
import { callTimeoutMs } from './send-one.ts'
import { wakeDelivery } from './wake.ts'

interface Saying {
  /** The same id again says nothing again. */
  id: string
  text: string
  interactive?: Interactive
}

/** The program itself says something in a conversation: neither an agent nor a person of the team, so that nobody's part changes. */
export async function sayInConversation(deps: Deps, workspaceId: string, conversationId: string, saying: Saying): Promise<void> {
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const target = await findTarget(tx, workspaceId, conversationId)
    if (target.isDeleted) return
    const createdAt = new Date()
    const inserted = await tx
      .insertInto('messages')
      .values({
        workspace_id: workspaceId,
        id: saying.id,
        conversation_id: conversationId,
        channel_id: target.channel_id,
        contact_id: target.contact_id,
        direction: 'outbound',
        author_type: 'system',
        type: saying.interactive ? 'interactive' : 'text',
        text: saying.text,
        content: saying.interactive ? JSON.stringify({ interactive: saying.interactive }) : null,
        status: 'queued',
        answerable: false,
        created_at: createdAt,
      })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doNothing())
      .executeTakeFirst()
    if (inserted.numInsertedOrUpdatedRows === 0n) return
    await enqueueSend(tx, workspaceId, { messageId: saying.id, conversationId, channelId: target.channel_id })
    await tx
      .updateTable('conversations')
      .set({ last_activity_at: createdAt, last_message_id: greatestId(saying.id) })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', conversationId)
      .execute()
    await publish(tx, workspaceId, 'message.created', {
      messageId: saying.id,
      conversationId,
      direction: 'outbound',
      authorType: 'system',
      private: false,
    })
  })
  wakeDelivery(deps)
}

/**
 * A last word to somebody of whom nothing is held any more: it goes out without being written down anywhere.
 * @throws ProviderError
 */
export async function sayUnrecorded(
  deps: Deps,
  to: { workspaceId: string; channelId: string; externalId: string },
  saying: Saying,
): Promise<void> {
  const open = await openPipeline(deps).connections.get(to.workspaceId, to.channelId)
  if (!open || open.channel.status === 'disconnected') return
  const message: OutboundMessage = {
    id: saying.id,
    recipient: { externalId: to.externalId, phone: null },
    text: saying.text,
    media: [],
    interactive: null,
    location: null,
    template: null,
    replyToExternalId: null,
    byHuman: false,
  }
  for (const call of open.adapter.render(message, open.connection))
    await open.adapter.send(call, open.connection, fileSource(deps, to.workspaceId), AbortSignal.timeout(callTimeoutMs))
}
