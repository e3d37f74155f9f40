import {
  type ActionKind,
  type AnswerKind,
  createHistory,
  type FinalConversation,
  type FinalMessage,
  type FinalRecord,
  type History,
  type StatusName,
} from '../history.ts'
import { hasEffect } from '../stand-ins/answer-send.ts'

/** A history written by hand, second by second, for one customer of a WhatsApp or a Telegram channel. */
export interface Story {
  history: History
  record: FinalRecord
  thread: FinalMessage[]
  writes(number: number, at: number, options?: { acknowledgedAt?: number | null; dated?: number }): string
  /** @param call of a message of several parts */
  sends(id: string, text: string, at: number, answer?: AnswerKind, call?: number): string
  status(id: string, externalId: string, name: StatusName, at?: number): void
  acts(kind: ActionKind, at: number, options?: { text?: string; confirmedAt?: number | null; messageId?: string }): void
  /** A person's reply that is confirmed, sent and recorded. */
  replies(id: string, text: string, at: number): void
  says(message: Partial<FinalMessage> & { id: string }): void
  receives(number: number): void
}

const channelId = 'channel'
const customer = 's1w1n1z'
const second = 1000
/** 2026-01-01 */
export const start = Date.UTC(2026, 0, 1)

/** @param by the process that sends */
export function tellStory(type: 'whatsapp' | 'telegram' = 'whatsapp', by = 'all'): Story {
  const history = createHistory()
  history.channels.push({ id: channelId, type, shop: 'Shop', agentId: 'agent' })
  const thread: FinalMessage[] = []
  const conversation: FinalConversation = {
    id: 'conversation',
    channelId,
    contactId: 'contact',
    contactName: `Customer ${customer}`,
    handler: 'agent',
    messages: thread,
  }
  const record: FinalRecord = { readAt: start + 600 * second, conversations: [conversation], remains: [], traces: [] }
  let externals = 0
  const story: Story = {
    history,
    record,
    thread,
    writes: (number, at, options = {}) => {
      const marker = `kq${customer}x${number}`
      const sentAt = start + at * second
      history.messages.set(marker, {
        marker,
        channelId,
        customer,
        externalId: `in-${number}`,
        at: start + (options.dated ?? Math.floor(at)) * second,
        firstSentAt: sentAt,
        acknowledgedAt: options.acknowledgedAt === null ? null : start + (options.acknowledgedAt ?? at + 0.1) * second,
        deliveries: 1,
      })
      return marker
    },
    sends: (id, text, at, answer = 'accepted', call = 0) => {
      const effect = hasEffect(answer)
      externals += 1
      const externalId = effect ? `out-${externals}` : null
      const told = ['accepted', 'late', 'twice'].includes(answer)
      history.sends.push({
        at: start + at * second,
        by,
        channelId,
        customer,
        text,
        messageId: type === 'whatsapp' ? id : null,
        call,
        externalId,
        answer,
        answeredAt: told ? start + (at + 0.01) * second : null,
      })
      return externalId ?? ''
    },
    status: (id, externalId, name, at = 500) => {
      history.statuses.push({ channelId, externalId, messageId: id, status: name, acknowledgedAt: start + at * second })
    },
    acts: (kind, at, options = {}) => {
      const isOfAgent = kind === 'pause' || kind === 'resume'
      history.actions.push({
        kind,
        channelId: isOfAgent ? null : channelId,
        agentId: isOfAgent ? 'agent' : null,
        customer: isOfAgent ? null : customer,
        conversationId: 'conversation',
        contactId: 'contact',
        startedAt: start + at * second,
        confirmedAt: options.confirmedAt === null ? null : start + (options.confirmedAt ?? at + 0.1) * second,
        text: options.text ?? null,
        messageId: options.messageId ?? null,
      })
    },
    says: (message) => {
      // Unless told otherwise it was said just before it was sent.
      const sent = history.sends.find(({ messageId, text }) => messageId === message.id || text === message.text)
      thread.push({
        direction: 'outbound',
        author: 'agent',
        type: 'text',
        text: null,
        externalId: null,
        status: 'sent',
        errorTitle: null,
        event: null,
        createdAt: sent ? sent.at - 10 : Math.max(start, ...[...history.messages.values()].map((one) => one.firstSentAt)),
        ...message,
      })
    },
    receives: (number) => {
      const message = history.messages.get(`kq${customer}x${number}`)
      thread.push({
        id: `stored-${number}`,
        direction: 'inbound',
        author: 'contact',
        type: 'text',
        text: `kq${customer}x${number} hello`,
        externalId: `in-${number}`,
        status: 'received',
        errorTitle: null,
        event: null,
        createdAt: message?.at ?? start,
      })
    },
    replies: (id, text, at) => {
      story.acts('reply', at, { text, messageId: id })
      const externalId = story.sends(id, text, at + 0.2)
      if (type === 'whatsapp') story.status(id, externalId, 'sent')
      story.says({ id, author: 'user', text })
    },
  }
  return story
}
