import {
  type CustomerMessage,
  type FinalConversation,
  type FinalMessage,
  type FinalRecord,
  type History,
  markersIn,
  type ProviderSend,
  type ProviderStatus,
  type TeamAction,
} from '../history.ts'
import { hasEffect } from '../stand-ins/answer-send.ts'

/** Everything about one customer, from all sides. */
export interface Case {
  customer: string
  channelId: string
  /** In the provider's order. */
  messages: CustomerMessage[]
  /** In the order of their arrival at the provider. */
  sends: ProviderSend[]
  statuses: ProviderStatus[]
  actions: TeamAction[]
  conversations: FinalConversation[]
}

/** Sorts the history by customer: each promise is about one conversation. */
export function openCases(history: History, record: FinalRecord): Case[] {
  const cases = new Map<string, Case>()
  const caseOf = (channelId: string, customer: string): Case => {
    const key = `${channelId} ${customer}`
    const known = cases.get(key)
    if (known) return known
    const made: Case = { customer, channelId, messages: [], sends: [], statuses: [], actions: [], conversations: [] }
    cases.set(key, made)
    return made
  }
  const customerOfSend = new Map<string, Case>()
  for (const message of history.messages.values()) caseOf(message.channelId, message.customer).messages.push(message)
  for (const send of history.sends) {
    const one = caseOf(send.channelId, send.customer)
    one.sends.push(send)
    if (send.externalId !== null) customerOfSend.set(send.externalId, one)
  }
  for (const status of history.statuses) customerOfSend.get(status.externalId)?.statuses.push(status)
  for (const action of history.actions) {
    if (action.channelId === null || action.customer === null) continue
    caseOf(action.channelId, action.customer).actions.push(action)
  }
  for (const conversation of record.conversations) {
    const customer = customerOf(conversation, history)
    if (customer !== null) caseOf(conversation.channelId, customer).conversations.push(conversation)
  }
  for (const one of cases.values()) one.messages.sort((a, b) => a.at - b.at)
  return [...cases.values()]
}

function customerOf(conversation: FinalConversation, history: History): string | null {
  for (const { direction, text } of conversation.messages) {
    const marker = direction === 'inbound' ? markersIn(text)[0] : undefined
    const message = marker === undefined ? undefined : history.messages.get(marker)
    if (message) return message.customer
  }
  return /^Customer (\S+)$/.exec(conversation.contactName ?? '')?.[1] ?? null
}

/** What the team's people write begins like this; everything else that goes out is the AI's. */
export function isByPerson(send: Pick<ProviderSend, 'text'>): boolean {
  return send.text.startsWith('A person here:')
}

export function reached(send: ProviderSend): boolean {
  return hasEffect(send.answer)
}

/** Which message of ours a send was: WhatsApp says it; on Telegram no two messages to a person have the same words. */
export function identityOf(send: ProviderSend): string {
  return send.messageId ?? `text:${send.text}`
}

export function isOutbound(message: FinalMessage): boolean {
  return message.direction === 'outbound' && (message.author === 'agent' || message.author === 'user') && message.type !== 'event'
}

/** The sends by which the customer got this message. */
export function sendsOf(one: Case, message: FinalMessage): ProviderSend[] {
  return one.sends.filter((send) => reached(send) && (send.messageId === null ? send.text === message.text : send.messageId === message.id))
}
