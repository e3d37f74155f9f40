import type { Selectable } from 'kysely'
import type { Attachment, Message, SendError } from '../../../contract/messages.ts'
import type { MessageContent } from './message-content.ts'
import type { AttachmentTable, MessageTable } from './tables.ts'

export type MessageRow = Selectable<MessageTable>
export type AttachmentRow = Selectable<AttachmentTable>
export interface ReactionRow {
  message_id: string
  author_type: MessageRow['author_type']
  emoji: string
}

/** A message as the API gives it. What was deleted keeps its place and loses its content. */
export function presentMessage(row: MessageRow, attachments: readonly AttachmentRow[], reactions: readonly ReactionRow[]): Message {
  const content: MessageContent = row.content ?? {}
  return {
    id: row.id,
    conversationId: row.conversation_id,
    channelId: row.channel_id,
    contactId: row.contact_id,
    direction: row.direction,
    author: { type: row.author_type, id: row.author_type === 'contact' ? row.contact_id : row.author_id, name: row.author_name },
    type: row.type,
    text: row.text,
    attachments: attachments.map(presentAttachment),
    linkedFiles: content.linkedFiles ? [...content.linkedFiles] : null,
    location: content.location ?? null,
    contactCards: content.contactCards ? [...content.contactCards] : null,
    interactive: content.interactive ?? null,
    reaction: content.reaction ?? null,
    order: content.order ?? null,
    referral: content.referral ?? null,
    forwarded: content.forwarded ?? null,
    unsupported: content.unsupported ?? null,
    event: content.event ?? null,
    replyTo:
      row.reply_to_id || row.reply_to_external_id ? { messageId: row.reply_to_id, externalMessageId: row.reply_to_external_id } : null,
    reactions: reactions.map((reaction) => ({ emoji: reaction.emoji, authorType: reaction.author_type })),
    externalId: row.external_id,
    status: row.status,
    error: row.error as SendError | null,
    private: row.private,
    hasSources: row.agent_run_id !== null,
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    readAt: row.read_at?.toISOString() ?? null,
    playedAt: row.played_at?.toISOString() ?? null,
  }
}

export function presentAttachment(row: AttachmentRow): Attachment {
  return {
    id: row.id,
    kind: row.kind,
    mimeType: row.mime_type,
    name: row.name,
    size: row.size,
    url: row.file_id ? `/api/v1/files/${row.file_id}` : null,
    status: row.status,
    failure: row.status === 'failed' ? (row.error === 'too-large' ? 'too-large' : 'unavailable') : null,
    transcript: row.transcript,
    description: row.description,
  }
}
