import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Tx } from '../../platform/module.ts'
import { enqueueSend } from './enqueue-send.ts'
import { fail } from './errors.ts'
import { findTarget } from './find-target.ts'
import { greatestId } from './send-message.ts'

/**
 * Sends what the AI proposed, as it is or as the person changed it. The person answers for it: an unchanged draft keeps the AI as author and its
 * run for "why this answer"; a changed one is the person's.
 * @returns the message's id
 */
export async function approveDraft(tx: Tx, access: Access, conversationId: string, changedText: string | undefined): Promise<string> {
  const { workspaceId } = access
  const target = await findTarget(tx, workspaceId, conversationId)
  if (target.isDeleted) throw fail('channel-deleted')
  const draft = await tx
    .deleteFrom('drafts')
    .where('workspace_id', '=', workspaceId)
    .where('conversation_id', '=', conversationId)
    .returningAll()
    .executeTakeFirst()
  if (!draft) throw fail('draft-not-found')
  const text = changedText ?? draft.text
  const unchanged = text === draft.text
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
      author_type: unchanged ? 'agent' : 'user',
      author_id: unchanged ? draft.agent_id : access.actor.id,
      author_name: unchanged ? await agentName(tx, workspaceId, draft.agent_id) : access.actor.name,
      type: 'text',
      text,
      status: 'queued',
      agent_run_id: draft.agent_run_id,
      answerable: false,
      created_at: new Date(),
    })
    .execute()
  await enqueueSend(tx, workspaceId, { messageId: id, conversationId, channelId: target.channel_id })
  await tx
    .updateTable('conversations')
    .set({ last_message_id: greatestId(id), last_activity_at: new Date(), unread_count: 0, waiting_since: null, disclosed_at: new Date() })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', conversationId)
    .execute()
  await publish(tx, workspaceId, 'message.created', {
    messageId: id,
    conversationId,
    direction: 'outbound',
    authorType: unchanged ? 'agent' : 'user',
    private: false,
  })
  return id
}

async function agentName(tx: Tx, workspaceId: string, agentId: string): Promise<string | null> {
  const agent = await tx
    .selectFrom('agents')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', agentId)
    .executeTakeFirst()
  return agent?.name ?? null
}

export async function discardDraft(tx: Tx, access: Access, conversationId: string): Promise<void> {
  const { workspaceId } = access
  const gone = await tx
    .deleteFrom('drafts')
    .where('workspace_id', '=', workspaceId)
    .where('conversation_id', '=', conversationId)
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw fail('draft-not-found')
  const { status, handler, assignee_id } = await tx
    .selectFrom('conversations')
    .select(['status', 'handler', 'assignee_id'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow()
  await publish(tx, workspaceId, 'conversation.updated', { conversationId, status, handler, assigneeId: assignee_id, change: 'draft' })
}
