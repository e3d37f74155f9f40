import type { InboundEvent } from '../inbound-event.ts'
import { asId, asList, asText, type JsonObject } from '../json-value.ts'
import { digestId, readPiece } from '../read-pieces.ts'
import { messageTime, requireObject } from './parse-message.ts'
import { findContact, readPerson } from './read-person.ts'

const wishes: Readonly<Record<string, boolean>> = { stop: false, resume: true, signup: true }

/**
 * `user_preferences`: somebody has stopped or resumed the business's marketing messages in their own WhatsApp
 * (…/whatsapp/webhooks/reference/user_preferences).
 */
export function* parsePreferences(field: string, value: JsonObject, now: number): Generator<InboundEvent> {
  for (const preference of asList(value.user_preferences))
    yield* readPiece(preference, now, () => parsePreference(field, value, preference, now))
}

function parsePreference(field: string, value: JsonObject, piece: unknown, now: number): InboundEvent {
  const preference = requireObject(piece)
  const phoneId = asId(preference.wa_id)
  const userId = asId(preference.user_id)
  const contact = findContact(value.contacts, phoneId, userId)
  const sender = readPerson({ phoneId, userId }, contact)
  // The names of others who may have come along are none of this person's business.
  const raw = { field, value: { ...value, contacts: contact ? [contact] : [], user_preferences: [piece] } }
  const base = { eventId: digestId('preference', piece), at: messageTime(preference, now), raw }
  const category = asText(preference.category, 60) ?? 'unnamed'
  const wish = asText(preference.value, 60) ?? ''
  const given = Object.hasOwn(wishes, wish) ? wishes[wish] : undefined
  if (category !== 'marketing_messages' || given === undefined) return { ...base, kind: 'ignored', name: `preference-${category}` }
  return { ...base, kind: 'consent', sender, purpose: 'marketing', given }
}
