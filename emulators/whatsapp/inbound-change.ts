import type { Person, ProvisionedNumber } from './cloud.ts'
import type { Change } from './webhooks.ts'

/** Messages of customers as one change of the `messages` field, with a contact for each person. */
export function inboundChange(number: ProvisionedNumber, items: { person: Person; body: Record<string, unknown> }[]): Change {
  const people = new Map(items.filter((one) => one.body.type !== 'system').map((one) => [one.person.userId, one.person]))
  const contacts = [...people.values()].map((person) => ({
    profile: { name: person.name, ...(person.username ? { username: person.username } : {}) },
    ...(person.hidesNumber ? {} : { wa_id: person.waId }),
    user_id: person.userId,
    ...(person.parentUserId ? { parent_user_id: person.parentUserId } : {}),
  }))
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''), phone_number_id: number.phoneNumberId },
      ...(contacts.length > 0 ? { contacts } : {}),
      messages: items.map((one) => one.body),
    },
  }
}
