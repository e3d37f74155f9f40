import type { ContactCard } from '../../../../contract/messages.ts'
import type { JsonObject } from '../json-value.ts'
import type { Part } from './render.ts'

/** As many as Meta's document allows in one message. */
const cardsInOne = 5

/** People's details as cards to save. */
export function cardParts(cards: readonly ContactCard[]): Part[] {
  const groups = Array.from({ length: Math.ceil(cards.length / cardsInOne) }, (_, index) =>
    cards.slice(index * cardsInOne, (index + 1) * cardsInOne),
  )
  return groups.map((group) => ({ body: { type: 'contacts', contacts: group.map(cardOf) } }))
}

/** The full name alone is refused: it needs one of its parts beside it. */
function cardOf({ name, phones, emails, organization, addresses, urls, birthday }: ContactCard): JsonObject {
  const shown = name || phones[0] || emails[0] || '👤'
  return {
    name: { formatted_name: shown, first_name: shown },
    ...(phones.length > 0 ? { phones: phones.map((phone) => ({ phone })) } : {}),
    ...(emails.length > 0 ? { emails: emails.map((email) => ({ email })) } : {}),
    ...(organization ? { org: { company: organization } } : {}),
    ...(addresses?.length ? { addresses: addresses.map((street) => ({ street })) } : {}),
    ...(urls?.length ? { urls: urls.map((url) => ({ url })) } : {}),
    ...(birthday && /^\d{4}-\d{2}-\d{2}$/.test(birthday) ? { birthday } : {}),
  }
}
