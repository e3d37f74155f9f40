import { sql } from 'kysely'
import { fileIdsOf, linkedFilesOf, type NewMessage } from '../../../contract/new-message.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps, Tx } from '../../platform/module.ts'
import { textOfTemplate } from '../channels/index.ts'
import { kindOf, type MessageContent, takeConversation } from '../conversations/index.ts'
import { enqueueSend } from './enqueue-send.ts'
import { fail } from './errors.ts'
import { type AttachedFile, findFiles } from './find-files.ts'
import { findReplyTarget, findTarget } from './find-target.ts'
import { queueReaction } from './send-reaction.ts'
import { requireWantedTemplate } from './unwanted-marketing.ts'

/**
 * A message by a person of the team: queued in the transaction that takes the conversation over, or kept as a private note.
 * @returns the message's id; the caller wakes delivery after the commit
 */
export async function queueMessage(tx: Tx, access: Access, conversationId: string, body: NewMessage): Promise<string> {
  const target = await findTarget(tx, access.workspaceId, conversationId)
  if (body.reaction) return queueReaction(tx, access, { ...target, conversationId }, body.reaction)
  const isPrivate = body.private === true
  if (!isPrivate && target.isDeleted) throw fail('channel-deleted')
  await requireWantedTemplate(tx, access.workspaceId, conversationId, body.template)
  const files = await findFiles(tx, access.workspaceId, conversationId, fileIdsOf(body.attachments))
  if (body.replyToId) await findReplyTarget(tx, access.workspaceId, conversationId, body.replyToId)
  if (!isPrivate) await takeConversation(tx, access, conversationId)
  const id = newId()
  const createdAt = new Date()
  await tx
    .insertInto('messages')
    .values({
      workspace_id: access.workspaceId,
      id,
      conversation_id: conversationId,
      channel_id: target.channel_id,
      contact_id: target.contact_id,
      direction: 'outbound',
      author_type: 'user',
      author_id: access.actor.id,
      author_name: access.actor.name,
      type: typeOf(body, files),
      text: body.text ?? (await textOfTemplate(tx, access.workspaceId, target.channel_id, body.template)),
      content: contentOf(body),
      attachment_count: files.length,
      reply_to_id: body.replyToId ?? null,
      status: isPrivate ? 'sent' : 'queued',
      private: isPrivate,
      answerable: false,
      created_at: createdAt,
      sort_at: behindAll(access.workspaceId, conversationId),
    })
    .execute()
  await attach(tx, access.workspaceId, conversationId, id, files)
  if (!isPrivate) await enqueueSend(tx, access.workspaceId, { messageId: id, conversationId, channelId: target.channel_id })
  await tx
    .updateTable('conversations')
    .set({ last_activity_at: createdAt, ...(isPrivate ? {} : { last_message_id: greatestId(id), waiting_since: null }) })
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', conversationId)
    .execute()
  await publish(tx, access.workspaceId, 'message.created', {
    messageId: id,
    conversationId,
    direction: 'outbound',
    authorType: 'user',
    private: isPrivate,
  })
  return id
}

/** A conversation's last message never gets a smaller id, as another machine's clock might bring about: receiving puts what comes behind it. */
export function greatestId(id: string) {
  return sql<string>`greatest(last_message_id, ${id})`
}

/** Now, or behind what stands in the thread already by the clock of a provider that is ahead. */
function behindAll(workspaceId: string, conversationId: string) {
  return sql<Date>`(select greatest(clock_timestamp(), max(sort_at) + interval '1 millisecond') from messages
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and sort_at > clock_timestamp())`
}

/** A message that failed is tried again as it is, under its own id, so that a late status still finds it. */
export async function retryMessage(tx: Tx, access: Access, messageId: string): Promise<void> {
  const message = await tx
    .updateTable('messages')
    .set({ status: 'queued', error: null })
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', messageId)
    .where('direction', '=', 'outbound')
    .where('status', '=', 'failed')
    .returning(['conversation_id', 'channel_id'])
    .executeTakeFirst()
  if (!message) {
    const exists = await tx
      .selectFrom('messages')
      .select('id')
      .where('workspace_id', '=', access.workspaceId)
      .where('id', '=', messageId)
      .executeTakeFirst()
    throw fail(exists ? 'message-not-failed' : 'message-not-found')
  }
  if ((await findTarget(tx, access.workspaceId, message.conversation_id)).isDeleted) throw fail('channel-deleted')
  await enqueueSend(tx, access.workspaceId, { messageId, conversationId: message.conversation_id, channelId: message.channel_id })
  await publish(tx, access.workspaceId, 'message.updated', {
    messageId,
    conversationId: message.conversation_id,
    status: 'queued',
    change: 'status',
  })
}

const calmPollMs = 15
const calmPatienceMs = 8_000

/**
 * After a takeover: waits until what the AI had already handed to the provider is settled, so that the answer "taken" means that nothing more comes.
 */
export async function untilCalm(deps: Deps, workspaceId: string, conversationId: string): Promise<void> {
  const deadline = Date.now() + calmPatienceMs
  while (Date.now() < deadline) {
    const busy = await deps.db.withWorkspace(workspaceId, async (tx) => {
      const { rows } = await sql<{ busy: boolean }>`
        select exists (select from outbox where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and epoch is not null and state = 'calling' and locked_until > now()) as busy`.execute(
        tx,
      )
      return rows[0]?.busy ?? false
    })
    if (!busy) return
    await new Promise((resolve) => setTimeout(resolve, calmPollMs))
  }
}

async function attach(
  tx: Tx,
  workspaceId: string,
  conversationId: string,
  messageId: string,
  files: readonly AttachedFile[],
): Promise<void> {
  if (files.length === 0) return
  await tx
    .insertInto('attachments')
    .values(
      files.map((file, position) => ({
        workspace_id: workspaceId,
        id: newId(),
        message_id: messageId,
        conversation_id: conversationId,
        position,
        kind: kindOf(file.mime_type),
        mime_type: file.mime_type,
        name: file.name,
        size: file.size,
        voice: file.mime_type === 'audio/ogg',
        status: 'ready' as const,
        file_id: file.id,
      })),
    )
    .execute()
  await tx
    .updateTable('files')
    .set({ conversation_id: conversationId })
    .where('workspace_id', '=', workspaceId)
    .where(
      'id',
      'in',
      files.map((file) => file.id),
    )
    .execute()
}

function typeOf(body: NewMessage, files: readonly AttachedFile[]) {
  if (body.template) return 'template' as const
  if (body.interactive) return 'interactive' as const
  if (body.location) return 'location' as const
  if (body.contactCards && !body.text && !body.attachments?.length) return 'contacts' as const
  return files[0] ? kindOf(files[0].mime_type) : (linkedFilesOf(body.attachments)[0]?.kind ?? ('text' as const))
}

function contentOf(body: NewMessage): string | null {
  const linkedFiles = linkedFilesOf(body.attachments)
  const content: MessageContent = {
    ...(linkedFiles.length > 0 && { linkedFiles }),
    ...(body.interactive && { interactive: body.interactive }),
    ...(body.location && { location: body.location }),
    ...(body.contactCards && { contactCards: body.contactCards }),
    ...(body.template && { template: { ...body.template, variables: body.template.variables ?? {} } }),
  }
  return Object.keys(content).length > 0 ? JSON.stringify(content) : null
}
