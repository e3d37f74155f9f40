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

/** The longest text that both providers take at once; what is longer comes in parts. */
const longestPart = 4_096

/** Whose send it was. On Telegram a part of a long message is known by its words, of which no two long messages have the same. */
export function isOf(send: ProviderSend, message: FinalMessage): boolean {
  if (send.messageId !== null) return send.messageId === message.id
  return send.text === message.text || (isLong(message) && isPart(send.text, message.text ?? ''))
}

/** Cut at white space: "Noted: x1" is no part of "Noted: x11 …". */
function isPart(words: string, text: string): boolean {
  const from = text.indexOf(words)
  if (from < 0 || words === '') return false
  const [before, after] = [text[from - 1] ?? ' ', text[from + words.length] ?? ' ']
  return /\s/.test(before) && /\s/.test(after)
}

export function isLong({ text }: FinalMessage): boolean {
  return (text ?? '').length > longestPart
}

/** The sends by which the customer got this message. */
export function sendsOf(one: Case, message: FinalMessage): ProviderSend[] {
  return one.sends.filter((send) => reached(send) && isOf(send, message))
}

/** Where a part stands in its message: the number of the call, or on Telegram the place of its words. */
export function placeOfPart(send: ProviderSend, message: FinalMessage): number {
  return send.messageId === null ? (message.text ?? '').indexOf(send.text) : send.call
}

/** The beginning of a text, on one line. */
export function quoted(text: string | null, length = 60): string {
  return `"${(text ?? '').slice(0, length).replaceAll(/\s+/g, ' ')}"`
}
