import type { ColumnType, Generated } from 'kysely'
import type { ConversationHandler, ConversationStatus } from '../../../contract/conversations.ts'
import type { AttachmentKind, AuthorType, Direction, MessageStatus, MessageType, SendError } from '../../../contract/messages.ts'
import type { MessageContent } from './message-content.ts'

type Json<T> = ColumnType<T, string, string>
type Time = ColumnType<Date, Date | string, Date | string>

export interface ConversationTable {
  workspace_id: string
  id: string
  channel_id: string
  contact_id: string
  recipient_id: string
  status: Generated<ConversationStatus>
  handler: Generated<ConversationHandler>
  handler_epoch: Generated<number>
  assignee_id: string | null
  team_id: string | null
  labels: Generated<string[]>
  /** What the website says of this conversation. */
  attributes: ColumnType<Record<string, string | number | boolean>, string | undefined, string>
  priority: Generated<'none' | 'low' | 'medium' | 'high' | 'urgent'>
  summary: string | null
  intent: string | null
  sentiment: string | null
  language: string | null
  unread_count: Generated<number>
  last_message_id: string | null
  newest_in: string | null
  newest_in_before: string | null
  awaiting_person: Generated<boolean>
  waiting_since: Time | null
  snoozed_until: Time | null
  last_inbound_at: Time | null
  disclosed_at: Time | null
  failed_turns: Generated<number>
  created_at: Generated<Date>
  last_activity_at: ColumnType<Date, Date | undefined, Date>
}

export interface MessageTable {
  workspace_id: string
  id: string
  conversation_id: string
  channel_id: string
  contact_id: string
  direction: Direction
  author_type: AuthorType
  author_id: string | null
  author_name: string | null
  type: MessageType
  text: string | null
  content: Json<MessageContent> | null
  attachment_count: Generated<number>
  reply_to_id: string | null
  reply_to_external_id: string | null
  external_id: string | null
  status: MessageStatus
  error: Json<SendError> | null
  private: Generated<boolean>
  agent_run_id: string | null
  answerable: Generated<boolean>
  edited_at: Time | null
  deleted_at: Time | null
  created_at: Time
  sort_at: ColumnType<Date, Date | string | undefined, Date>
  sent_at: Time | null
  delivered_at: Time | null
  read_at: Time | null
  played_at: Time | null
}

export interface AttachmentTable {
  workspace_id: string
  id: string
  message_id: string
  conversation_id: string
  position: number
  kind: AttachmentKind
  mime_type: string
  name: string | null
  size: number | null
  voice: Generated<boolean>
  status: 'pending' | 'ready' | 'failed'
  error: string | null
  file_id: string | null
  reference: Json<Record<string, unknown>> | null
  transcript: string | null
  description: string | null
  understood: Generated<boolean>
  created_at: Generated<Date>
}

export interface FileTable {
  workspace_id: string
  id: string
  mime_type: string
  name: string | null
  size: number
  sha256: string
  conversation_id: string | null
  contact_id: string | null
  created_at: Generated<Date>
}

declare module '../../platform/db.ts' {
  interface Tables {
    conversations: ConversationTable
    messages: MessageTable
    message_keys: {
      workspace_id: string
      channel_id: string
      external_id: string
      message_id: string
      conversation_id: string
      created_at: Generated<Date>
    }
    attachments: AttachmentTable
    conversation_ratings: {
      workspace_id: string
      id: string
      conversation_id: string
      rating: number
      comment: string | null
      created_at: Generated<Date>
    }
    files: FileTable
    message_reactions: {
      workspace_id: string
      message_id: string
      author_type: AuthorType
      author_id: string
      /** Null: taken back. */
      emoji: string | null
      created_at: Generated<Date>
    }
    drafts: {
      workspace_id: string
      conversation_id: string
      id: string
      agent_id: string
      agent_run_id: string | null
      text: string
      created_at: Generated<Date>
    }
  }
}
