import type { InboundSender } from '../inbound-event.ts'
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

/**
 * The number that a person gave when asked for it (`request_contact_info`): theirs from now on, so that they are found by it too. Meta's page
 * has `origin` on the message, recorded ones have it on the card; a card that they merely passed on has another origin.
 */
export function joinSharedNumber(sender: InboundSender, message: JsonObject): InboundSender {
  const cards = asList(message.contacts).map(asObject)
  const isAsked = (holder: JsonObject | null | undefined) => holder?.origin === 'contact_request'
  const card = cards.find(isAsked) ?? (isAsked(message) && cards.length === 1 ? cards[0] : null)
  if (!card) return sender
  const given = asObject(asList(card.phones)[0])
  const phoneId = asId(given?.wa_id) ?? /waid=(\d{5,20})/.exec(asText(card.vcard) ?? '')?.[1] ?? null
  const written = asText(given?.phone, 60)
  const phone = phoneOf(phoneId) ?? (written?.startsWith('+') ? phoneOf(written.replace(/\D/g, '')) : null)
  const alternateIds = [...new Set([...(sender.alternateIds ?? []), ...(phoneId === null ? [] : [phoneId])])]
  return { ...sender, alternateIds: alternateIds.filter((id) => id !== sender.externalId), phone: sender.phone ?? phone }
}

export function phoneOf(phoneId: string | null): string | null {
  return phoneId !== null && /^\d{5,20}$/.test(phoneId) ? `+${phoneId}` : null
}

/**
 * The entry of `contacts` that belongs to a message: by id, or the only one there is.
 * @param isAlone the message came by itself: the only contact is its sender's, also where number and `wa_id` differ (Brazil, Mexico)
 */
export function findContact(contacts: unknown, phoneId: string | null, userId: string | null, isAlone = false): JsonObject | null {
  const all = asList(contacts)
    .map(asObject)
    .filter((contact) => contact !== null)
  const own = all.find((contact) => (phoneId !== null && contact.wa_id === phoneId) || (userId !== null && contact.user_id === userId))
  if (own) return own
  const only = all.length === 1 ? (all[0] ?? null) : null
  if (isAlone) return only
  // With ids of its own that differ, the only contact is somebody else.
  return only && !(phoneId !== null && asId(only.wa_id)) && !(userId !== null && asId(only.user_id)) ? only : null
}
