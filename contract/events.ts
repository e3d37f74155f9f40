import type { ChannelStatus } from './channels.ts'
import type { ConversationHandler, ConversationStatus } from './conversations.ts'
import type { AuthorType, Direction, MessageStatus } from './messages.ts'
import type { TemplateStatus } from './templates.ts'

/**
 * The one catalogue of what can happen. The dashboard's live updates, outgoing webhooks and automation subscribe to the same names.
 * Payloads carry ids and states only: what people wrote is fetched by id, by those who may see it.
 */
export interface EventPayloads {
  'message.received': { messageId: string; conversationId: string; contactId: string; channelId: string }
  'message.created': { messageId: string; conversationId: string; direction: Direction; authorType: AuthorType; private: boolean }
  'message.updated': {
    messageId: string
    conversationId: string
    status: MessageStatus
    change: 'status' | 'edited' | 'deleted' | 'reaction' | 'media'
  }
  'conversation.created': { conversationId: string; contactId: string; channelId: string }
  'conversation.updated': {
    conversationId: string
    status: ConversationStatus
    handler: ConversationHandler
    assigneeId: string | null
    change:
      | 'taken'
      | 'released'
      | 'assigned'
      | 'resolved'
      | 'reopened'
      | 'snoozed'
      | 'read'
      | 'labels'
      | 'priority'
      | 'handed-over'
      | 'draft'
  }
  'contact.created': { contactId: string }
  'contact.updated': { contactId: string }
  'contact.merged': { contactId: string; mergedContactId: string }
  'contact.erased': { contactId: string }
  'channel.updated': { channelId: string; status: ChannelStatus }
  'template.updated': { templateId: string; channelId: string; status: TemplateStatus | 'deleted' }
  'agent.updated': { agentId: string }
  'agent.failed': { agentId: string; conversationId: string; code: string }
  'knowledge.source-updated': { knowledgeId: string; sourceId: string; status: 'queued' | 'reading' | 'ready' | 'failed' }
  'member.updated': { userId: string }
}

export type EventType = keyof EventPayloads

export type ParleyEvent = { [T in EventType]: { id: string; workspaceId: string; type: T; payload: EventPayloads[T] } }[EventType]

export const eventTypes = [
  'message.received',
  'message.created',
  'message.updated',
  'conversation.created',
  'conversation.updated',
  'contact.created',
  'contact.updated',
  'contact.merged',
  'contact.erased',
  'channel.updated',
  'template.updated',
  'agent.updated',
  'agent.failed',
  'knowledge.source-updated',
  'member.updated',
] as const satisfies readonly EventType[]
