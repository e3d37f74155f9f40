import type { Connection, RawRequest } from '../adapter.ts'
import { fail } from '../errors.ts'
import type { InboundEvent } from '../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { readBody } from '../read-body.ts'
import { readPiece, readTime } from '../read-pieces.ts'
import { knowCustomer, parseBusinessConnection } from './business.ts'
import { customerKey, messageKey } from './ids.ts'
import { parseGroupUpdate } from './parse-group.ts'
import { type Base, parseCallback, parseEdit, parseMessage } from './parse-message.ts'
import { readCommand } from './read-command.ts'
import { readContent } from './read-content.ts'
import { chatOf, keyOf, nameOf, readSender } from './read-sender.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

/**
 * One update: its number and at most one of some thirty kinds of event. Private chats are conversations with a customer; of groups see parse-group.ts.
 * @throws AppError `body-unreadable` when the body is no update
 */
export function parseTelegram(
  request: RawRequest,
  connection: Connection<TelegramSettings, TelegramCredentials>,
  now: number,
): InboundEvent[] {
  const update = asObject(readBody(request.body))
  const updateId = asId(update?.update_id)
  if (!update || updateId === null) throw fail('body-unreadable', { message: 'Not an update of the Bot API' })
  const events = readPiece(update, now, () => parseUpdate(update, updateId, connection, now), `update:${updateId}`)
  const { businesses = [] } = connection.settings
  return events.map((event) => knowCustomer(event, businesses))
}

function parseUpdate(
  update: JsonObject,
  updateId: string,
  connection: Connection<TelegramSettings, TelegramCredentials>,
  now: number,
): InboundEvent | InboundEvent[] {
  const name = Object.keys(update).find((key) => key !== 'update_id') ?? 'empty'
  const value = asObject(update[name])
  const seconds = asNumber(value?.edit_date) ?? asNumber(value?.date)
  const base: Base = { eventId: `update:${updateId}`, at: readTime(seconds === null ? null : seconds * 1000, now), raw: update }
  const chat = asObject(value?.chat) ?? asObject(asObject(value?.message)?.chat)
  const isPrivate = chat === null || chat.type === undefined || chat.type === 'private'
  if (!value) return { ...base, kind: 'ignored', name }
  if (!isPrivate) return parseGroupUpdate({ name, value, chat, base, now }, connection)
  switch (name) {
    case 'message':
      return withCommand(parseMessage(value, base))
    case 'edited_message':
    case 'edited_business_message':
      return parseEdit(value, base)
    case 'business_message':
      return parseBusinessMessage(value, base)
    case 'business_connection':
      return parseBusinessConnection(value, base, connection.settings.businesses ?? [])
    case 'deleted_business_messages':
      return parseDeletion(value, base)
    case 'callback_query':
      return parseCallback(value, base, now)
    case 'message_reaction':
      return { ...base, kind: 'reaction', sender: readSender(value, 'user'), targetExternalId: keyOf(value), emoji: newestEmoji(value) }
    case 'my_chat_member':
      return parseMembership(value, base)
    default:
      return { ...base, kind: 'ignored', name }
  }
}

function withCommand(event: InboundEvent): InboundEvent {
  const command = event.kind === 'message' ? readCommand(event.content.text ?? '') : null
  return command && event.kind === 'message' ? { ...event, command } : event
}

/**
 * The bot acts for the account of a person: what the customer writes there is the customer's, what the person writes is a person's, who thereby takes over,
 * and what the bot itself wrote we know. What their account says by itself (a greeting, a message for when they are away, one that was scheduled) takes nothing over.
 */
function parseBusinessMessage(message: JsonObject, base: Base): InboundEvent {
  if (message.sender_business_bot !== undefined) return { ...base, kind: 'ignored', name: 'business_message:own' }
  // In a private chat the chat has the customer's number.
  if (asId(asObject(message.from)?.id) === asId(asObject(message.chat)?.id)) return parseMessage(message, base)
  const recipient = { ...nameOf(asObject(message.chat)), externalId: customerKey(chatOf(message)) }
  const echo: InboundEvent = { ...base, kind: 'echo', recipient, externalId: keyOf(message), content: readContent(message) }
  return message.is_from_offline === true ? { ...echo, historical: true } : echo
}

function parseDeletion(deletion: JsonObject, base: Base): InboundEvent[] {
  const chat = chatOf(deletion)
  return asList(deletion.message_ids).map((messageId) => {
    const id = requireId(messageId, 'message_ids')
    const shape = {
      message_id: messageId,
      business_connection_id: deletion.business_connection_id,
      chat: { id: asObject(deletion.chat)?.id },
    }
    return {
      ...base,
      eventId: `${base.eventId}:${id}`,
      kind: 'delete',
      sender: { externalId: customerKey(chat) },
      targetExternalId: messageKey(chat, id),
      inJournal: [{ business_message: shape }, { edited_business_message: shape }],
    }
  })
}

/** In a private chat the bot is `kicked` when the person blocks it and a `member` again when they lift that. */
function parseMembership(change: JsonObject, base: Base): InboundEvent {
  const status = asText(asObject(change.new_chat_member)?.status, 40)
  if (status !== 'kicked' && status !== 'member') return { ...base, kind: 'ignored', name: `my_chat_member:${status ?? 'unknown'}` }
  return { ...base, kind: 'reachability', sender: readSender(change), blocked: status === 'kicked' }
}

/** Custom and paid reactions have no character of their own. */
function newestEmoji(change: JsonObject): string | null {
  const newest = asObject(asList(change.new_reaction).at(-1))
  if (!newest) return null
  return asText(newest.emoji, 40) ?? '⭐'
}
