import type { Cloud, Person, ProvisionedNumber } from './cloud.ts'
import type { Change } from './webhooks.ts'

/** Stops or resumes the marketing messages of a number; what the business is told of it (…/webhooks/reference/user_preferences). */
export function changeMarketingWish(cloud: Cloud, number: ProvisionedNumber, person: Person, value: 'stop' | 'resume'): Change {
  person.refusesMarketingOf ??= new Set()
  if (value === 'stop') person.refusesMarketingOf.add(number.phoneNumberId)
  else person.refusesMarketingOf.delete(number.phoneNumberId)
  const ids = { ...(person.hidesNumber ? {} : { wa_id: person.waId }), user_id: person.userId }
  return {
    field: 'user_preferences',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: number.displayPhoneNumber.replace(/\D/g, ''), phone_number_id: number.phoneNumberId },
      contacts: [{ profile: { name: person.name }, ...ids }],
      user_preferences: [
        {
          ...ids,
          detail: `User requested to ${value} marketing messages`,
          category: 'marketing_messages',
          value,
          timestamp: Math.floor(cloud.clock() / 1000),
        },
      ],
    },
  }
}
