import type { Customer } from '../customers/accounts.ts'
import type { Shop } from '../set-up-shops.ts'

export interface KnownConversation {
  id: string
  contactId: string
  handler: string
}

interface Listed {
  data: { id: string; contactId: string; contact: { name: string | null }; handler: string }[]
  nextCursor: string | null
}

/** The team sees conversations as the inbox lists them: by the customer's name. */
export interface ConversationFinder {
  of(customer: Customer): KnownConversation | undefined
  /** Reads a shop's newest page again. */
  look(shop: Shop): Promise<void>
}

export function createConversationFinder(): ConversationFinder {
  const known = new Map<string, KnownConversation>()
  return {
    of: (customer) => known.get(customer.name),
    look: async (shop) => {
      const { status, body } = await shop.api.call('GET', '/api/v1/conversations?status=all&limit=100')
      if (status !== 200) return
      for (const { id, contactId, contact, handler } of (body as Listed).data)
        if (contact.name !== null) known.set(contact.name, { id, contactId, handler })
    },
  }
}
