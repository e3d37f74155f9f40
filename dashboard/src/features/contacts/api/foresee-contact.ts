import type { Contact, ContactPatch } from '../../../lib/contract.ts'

/** What a change will make of a contact: attributes are merged, and null removes one, as the server does it. */
export function foreseeContact(contact: Contact, patch: ContactPatch): Contact {
  const { attributes, ...fields } = patch
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const merged = Object.entries({ ...contact.attributes, ...attributes }).filter(([, value]) => value !== null)
  return { ...contact, ...given, attributes: Object.fromEntries(merged) }
}
