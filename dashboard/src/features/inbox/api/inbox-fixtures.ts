import type { Conversation, Message } from '../../../lib/contract.ts'

/** For tests: a conversation and a message of the contract's shape. */
export function aConversation(patch: Partial<Conversation> = {}): Conversation {
  return {
    id: 'c1',
    channelId: 'ch1',
    channelType: 'chat',
    contactId: 'k1',
    contact: { id: 'k1', name: 'Kerry' },
    status: 'open',
    handler: 'agent',
    assigneeId: null,
    teamId: null,
    labels: [],
    attributes: {},
    priority: 'none',
    summary: null,
    intent: null,
    sentiment: null,
    unreadCount: 0,
    lastMessage: null,
    waitingSince: null,
    snoozedUntil: null,
    replyWindowEndsAt: null,
    draft: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    lastActivityAt: '2026-01-01T00:00:00.000Z',
    ...patch,
  }
}

export function aMessage(patch: Partial<Message> = {}): Message {
  return {
    id: 'm1',
    conversationId: 'c1',
    channelId: 'ch1',
    contactId: 'k1',
    direction: 'inbound',
    author: { type: 'contact', id: 'k1', name: 'Kerry' },
    type: 'text',
    text: 'Hello',
    attachments: [],
    externalId: null,
    status: 'received',
    error: null,
    private: false,
    hasSources: false,
    editedAt: null,
    deletedAt: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    ...patch,
  }
}
