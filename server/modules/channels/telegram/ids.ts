/** A chat that the bot has itself, or one of a person for whom it acts (a business connection): the same customer has one of each. */
export interface Chat {
  chatId: string
  businessConnectionId: string | null
}

/** Where an answer goes: in a group's forum each topic is a conversation of its own. */
export interface Place extends Chat {
  topicId?: string | null
}

/** The id under which a customer is known: it holds what besides the chat's number an answer has to name, the connection or the topic. */
export function customerKey({ chatId, businessConnectionId, topicId = null }: Place): string {
  if (businessConnectionId !== null) return `b:${businessConnectionId}:${chatId}`
  return topicId === null ? chatId : `t:${topicId}:${chatId}`
}

export function readCustomerKey(externalId: string): Required<Place> {
  const [, sort, scope, chatId] = /^([bt]):([^:]+):(-?\d+)$/.exec(externalId) ?? []
  if (scope === undefined || chatId === undefined) return { chatId: externalId, businessConnectionId: null, topicId: null }
  return sort === 'b' ? { chatId, businessConnectionId: scope, topicId: null } : { chatId, businessConnectionId: null, topicId: scope }
}

/** How the Bot API wants a chat named. */
export function addressOf({ chatId, businessConnectionId, topicId = null }: Place): {
  chat_id: string
  business_connection_id?: string
  message_thread_id?: number
} {
  return {
    chat_id: chatId,
    ...(businessConnectionId === null ? {} : { business_connection_id: businessConnectionId }),
    ...(topicId === null ? {} : { message_thread_id: Number(topicId) }),
  }
}

/** A message's number counts within its chat only, whatever the topic: both together are its id. */
export function messageKey({ chatId, businessConnectionId }: Chat, messageId: string): string {
  return `${customerKey({ chatId, businessConnectionId })}:${messageId}`
}

/** What all pictures of an album have in common. */
export function albumKey(chat: Chat, groupId: string): string {
  return `album:${messageKey(chat, groupId)}`
}

export function messageNumber(externalId: string): number | null {
  const number = /^(?:b:[^:]+:)?-?\d+:(\d+)$/.exec(externalId)?.[1]
  return number === undefined ? null : Number(number)
}
