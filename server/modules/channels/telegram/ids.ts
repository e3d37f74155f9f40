/** A chat that the bot has itself, or one of a person for whom it acts (a business connection): the same customer has one of each. */
export interface Chat {
  chatId: string
  businessConnectionId: string | null
}

/** The id under which a customer is known: in a chat of another account it holds the connection by which alone it can be answered. */
export function customerKey({ chatId, businessConnectionId }: Chat): string {
  return businessConnectionId === null ? chatId : `b:${businessConnectionId}:${chatId}`
}

export function readCustomerKey(externalId: string): Chat {
  const [, businessConnectionId, chatId] = /^b:([^:]+):(-?\d+)$/.exec(externalId) ?? []
  return chatId !== undefined && businessConnectionId !== undefined
    ? { chatId, businessConnectionId }
    : { chatId: externalId, businessConnectionId: null }
}

/** How the Bot API wants a chat named. */
export function addressOf({ chatId, businessConnectionId }: Chat): { chat_id: string; business_connection_id?: string } {
  return { chat_id: chatId, ...(businessConnectionId === null ? {} : { business_connection_id: businessConnectionId }) }
}

/** A message's number counts within its chat only: both together are its id. */
export function messageKey(chat: Chat, messageId: string): string {
  return `${customerKey(chat)}:${messageId}`
}

/** What all pictures of an album have in common. */
export function albumKey(chat: Chat, groupId: string): string {
  return `album:${customerKey(chat)}:${groupId}`
}

export function messageNumber(externalId: string): number | null {
  const number = /^(?:b:[^:]+:)?-?\d+:(\d+)$/.exec(externalId)?.[1]
  return number === undefined ? null : Number(number)
}
