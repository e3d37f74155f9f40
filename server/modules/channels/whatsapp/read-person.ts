import type { InboundSender } from '../adapter.ts'
import { asId, asList, asObject, asText, type JsonObject } from '../json-value.ts'

/**
 * Who wrote. A person has a phone-based id (`wa_id`) and, since 2026, a business-scoped one (`user_id`); the first is left out when they
 * hide their number, the second changes with their number. The phone-based id is the identity where it is known, because every version
 * of the API can send to it; the other ids come along as alternates, so that either finds the same person.
 */
export function readPerson(
  ids: { phoneId: string | null; userId: string | null; parentUserId?: string | null },
  contact: JsonObject | null,
): InboundSender {
  const profile = asObject(contact?.profile)
  const contactPhoneId = asId(contact?.wa_id)
  const known = [ids.phoneId, contactPhoneId, ids.userId, asId(contact?.user_id), ids.parentUserId ?? null, asId(contact?.parent_user_id)]
  const [externalId, ...alternateIds] = [...new Set(known.filter((id) => id !== null))]
  if (externalId === undefined) throw new Error('the sender has no id')
  return {
    externalId,
    alternateIds,
    name: asText(profile?.name, 200),
    username: asText(profile?.username, 200)?.replace(/^@/, '') ?? null,
    phone: phoneOf(ids.phoneId ?? contactPhoneId),
  }
}

export function phoneOf(phoneId: string | null): string | null {
  return phoneId !== null && /^\d{5,20}$/.test(phoneId) ? `+${phoneId}` : null
}

/** The entry of `contacts` that belongs to a message: by id, or the only one there is. */
export function findContact(contacts: unknown, phoneId: string | null, userId: string | null): JsonObject | null {
  const all = asList(contacts)
    .map(asObject)
    .filter((contact) => contact !== null)
  const own = all.find((contact) => (phoneId !== null && contact.wa_id === phoneId) || (userId !== null && contact.user_id === userId))
  if (own) return own
  const only = all.length === 1 ? (all[0] ?? null) : null
  // With ids of its own that differ, the only contact is somebody else.
  return only && !(phoneId !== null && asId(only.wa_id)) && !(userId !== null && asId(only.user_id)) ? only : null
}
