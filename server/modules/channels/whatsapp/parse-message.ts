import type { InboundEvent, InboundSender } from '../inbound-event.ts'
import { asId, asNumber, asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { readTime } from '../read-pieces.ts'
import { readContent } from './read-content.ts'
import { findContact, joinSharedNumber, readPerson } from './read-person.ts'

/** The id that a message's event has, as far as the piece shows it. */
export function messageEventId(piece: unknown): string | null {
  const id = asId(asObject(piece)?.id)
  return id === null ? null : `message:${id}`
}

/** One entry of `value.messages`: what a customer did. */
export function parseMessage(piece: unknown, contacts: unknown, now: number, isAlone = false): InboundEvent {
  const message = requireObject(piece)
  const id = requireId(message.id, 'id')
  const base = { eventId: `message:${id}`, at: messageTime(message, now), raw: piece }
  if (asId(message.group_id) !== null) return { ...base, kind: 'ignored', name: 'group-message' }
  const type = asText(message.type, 60)
  if (type === 'system') return { ...base, kind: 'identity', ...readChange(message) }
  const phoneId = asId(message.from)
  const userId = asId(message.from_user_id)
  const contact = findContact(contacts, phoneId, userId, isAlone)
  const known = readPerson({ phoneId, userId, parentUserId: asId(message.from_parent_user_id) }, contact)
  const sender = type === 'contacts' ? joinSharedNumber(known, message) : known
  return parseAct(message, id, base, sender) ?? { ...base, kind: 'message', sender, externalId: id, content: readContent(message) }
}

/** One entry of `value.message_echoes`: what was typed in the phone app of the business itself. */
export function parseEcho(piece: unknown, contacts: unknown, now: number): InboundEvent {
  const message = requireObject(piece)
  const id = requireId(message.id, 'id')
  const base = { eventId: `message:${id}`, at: messageTime(message, now), raw: piece }
  if (asId(message.group_id) !== null) return { ...base, kind: 'ignored', name: 'group-echo' }
  const phoneId = asId(message.to)
  const userId = asId(message.to_user_id)
  const recipient = readPerson({ phoneId, userId }, findContact(contacts, phoneId, userId))
  const act = parseAct(message, id, base, recipient)
  // A reaction of the business has no customer as its author.
  if (act?.kind === 'reaction') return { ...base, kind: 'ignored', name: 'echo-reaction' }
  return act ?? { ...base, kind: 'echo', recipient, externalId: id, content: readContent(message) }
}

type Act = Extract<InboundEvent, { kind: 'reaction' | 'edit' | 'delete' }>

/** What changes an earlier message instead of being one. */
function parseAct(message: JsonObject, id: string, base: { eventId: string; at: number; raw: unknown }, sender: InboundSender): Act | null {
  switch (message.type) {
    case 'reaction': {
      const reaction = requireObject(message.reaction)
      return {
        ...base,
        kind: 'reaction',
        sender,
        externalId: id,
        targetExternalId: requireId(reaction.message_id, 'reaction.message_id'),
        emoji: asText(reaction.emoji, 100),
      }
    }
    case 'edit': {
      const edit = requireObject(message.edit)
      const content = readContent(asObject(edit.message) ?? {})
      return {
        ...base,
        kind: 'edit',
        sender,
        targetExternalId: requireId(edit.original_message_id, 'edit.original_message_id'),
        text: content.text ?? null,
      }
    }
    case 'revoke':
      return {
        ...base,
        kind: 'delete',
        sender,
        targetExternalId: requireId(asObject(message.revoke)?.original_message_id, 'revoke.original_message_id'),
      }
    default:
      return null
  }
}

/**
 * The person is the same, their ids are new: `user_changed_number`, `user_changed_user_id` (2026-08-11), the older
 * `customer_changed_number`, and `customer_identity_changed`, which says only that they moved to another device.
 */
function readChange(message: JsonObject): Pick<Extract<InboundEvent, { kind: 'identity' }>, 'previousIds' | 'sender' | 'note' | 'joins'> {
  const system = asObject(message.system)
  const before = [
    asId(message.from),
    asId(system?.customer),
    asId(system?.previous_user_id),
    asId(system?.previous_parent_user_id),
    asId(message.from_user_id),
  ]
  const now = {
    phoneId: asId(system?.wa_id) ?? asId(system?.new_wa_id),
    userId: asId(system?.user_id),
    parentUserId: asId(system?.parent_user_id),
  }
  const unchanged = now.phoneId === null && now.userId === null
  const sender = readPerson(unchanged ? { phoneId: asId(message.from), userId: asId(message.from_user_id) } : now, null)
  const after = new Set([sender.externalId, ...(sender.alternateIds ?? [])])
  const previousIds = [...new Set(before.filter((id) => id !== null))].filter((id) => !after.has(id))
  // The person may have written from the new number before this came. A number can have been somebody else's; a business-scoped id never was.
  const reusable = now.phoneId === null ? [] : [now.phoneId]
  return { previousIds, sender, note: asText(system?.body, 1000), ...(previousIds.length > 0 ? { joins: { reusable } } : {}) }
}

export function messageTime(message: JsonObject, now: number): number {
  const seconds = asNumber(message.timestamp)
  return readTime(seconds === null ? null : seconds * 1000, now)
}

export function requireObject(piece: unknown): JsonObject {
  const object = asObject(piece)
  if (!object) throw new Error('not an object')
  return object
}
