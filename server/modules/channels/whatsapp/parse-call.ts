import type { InboundEvent } from '../inbound-event.ts'
import { asId, asText, requireId } from '../json-value.ts'
import { messageTime, requireObject } from './parse-message.ts'
import { findContact, readPerson } from './read-person.ts'

/**
 * One entry of `value.calls` (…/whatsapp/calling/user-initiated-calls). That a customer calls is a line in the thread and, as a message of theirs would, lets
 * us write for a day. That the call has ended, and calls of the business itself, are news of no consequence: nobody here takes calls yet.
 */
export function parseCall(piece: unknown, contacts: unknown, now: number): InboundEvent {
  const call = requireObject(piece)
  const id = requireId(call.id, 'id')
  const event = asText(call.event, 60) ?? 'unnamed'
  const base = { eventId: `call:${id}:${event}`, at: messageTime(call, now), raw: { call: piece } }
  if (event !== 'connect' || call.direction === 'BUSINESS_INITIATED') return { ...base, kind: 'ignored', name: `call-${event}` }
  const ids = { phoneId: asId(call.from), userId: asId(call.from_user_id) }
  const sender = readPerson(ids, findContact(contacts, ids.phoneId, ids.userId))
  return { ...base, kind: 'message', sender, externalId: id, content: { type: 'call' } }
}
