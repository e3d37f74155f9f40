import type { InboundSender } from '../inbound-event.ts'
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
    ...ownNumber(value, user),
  }
}

/** A card of their own, as it comes when they are asked for their number: Telegram vouches that it is theirs. One that they pass on names somebody else. */
function ownNumber(value: JsonObject, user: JsonObject | null): { phone?: string } {
  const contact = asObject(value.contact)
  const digits = asText(contact?.phone_number, 60)?.replace(/\D/g, '') ?? ''
  const isOwn = contact !== null && asId(contact.user_id) !== null && asId(contact.user_id) === asId(user?.id)
  return isOwn && /^\d{5,20}$/.test(digits) ? { phone: `+${digits}` } : {}
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
