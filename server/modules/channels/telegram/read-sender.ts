import type { InboundSender } from '../adapter.ts'
import { asId, asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { type Chat, customerKey, messageKey } from './ids.ts'

/** Who writes in a private chat. A tapped button names the connection of a business only on the message that it hangs on. */
export function readSender(value: JsonObject, field: 'from' | 'user' = 'from'): InboundSender {
  const user = asObject(value[field])
  const message = asObject(value.message)
  const chat = asObject(value.chat) ?? asObject(message?.chat)
  // In a private chat both ids are the same number.
  const chatId = requireId(asId(user?.id) ?? asId(chat?.id), `${field}.id`)
  const businessConnectionId = asId(value.business_connection_id) ?? asId(message?.business_connection_id)
  return {
    externalId: customerKey({ chatId, businessConnectionId }),
    ...nameOf(user),
    language: asText(user?.language_code, 20),
  }
}

export function nameOf(user: JsonObject | null): { name: string | null; username: string | null } {
  const name = [asText(user?.first_name, 100), asText(user?.last_name, 100)].filter((part) => part !== null).join(' ')
  return { name: name || null, username: asText(user?.username, 100) }
}

export function chatOf(value: JsonObject): Chat {
  return { chatId: requireId(asObject(value.chat)?.id, 'chat.id'), businessConnectionId: asId(value.business_connection_id) }
}

export function keyOf(message: JsonObject): string {
  return messageKey(chatOf(message), requireId(message.message_id, 'message_id'))
}
