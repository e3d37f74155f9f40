import type { ContactCard } from '../../../../contract/messages.ts'
import { asList, asObject, asText, type JsonObject } from '../json-value.ts'
import { readAddress } from './read-origin.ts'

const mostLines = 20

/** Somebody's details, as they were passed on (…/whatsapp/webhooks/reference/messages/contacts). What is not there is left out. */
export function readCard(card: JsonObject): ContactCard {
  const name = asObject(card.name)
  const details = {
    organization: textOf(card.org, ['company', 'department', 'title'], 300),
    addresses: linesOf(card.addresses, (address) => textOf(address, ['street', 'zip', 'city', 'state', 'country'], 1000)),
    urls: linesOf(card.urls, (url) => readAddress(asObject(url)?.url)),
    birthday: asText(card.birthday, 40),
  }
  return {
    name: asText(name?.formatted_name, 300) ?? asText(name?.first_name, 300) ?? '',
    phones: linesOf(card.phones, (phone) => asText(asObject(phone)?.phone, 60) ?? asText(asObject(phone)?.wa_id, 60)),
    emails: linesOf(card.emails, (email) => asText(asObject(email)?.email, 300)),
    ...Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null && value.length > 0)),
  }
}

function linesOf(list: unknown, read: (item: unknown) => string | null): string[] {
  return asList(list)
    .slice(0, mostLines)
    .map(read)
    .filter((line) => line !== null)
}

function textOf(value: unknown, keys: readonly string[], maxLength: number): string | null {
  const object = asObject(value)
  const parts = keys.map((key) => asText(object?.[key], maxLength)).filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ').slice(0, maxLength).toWellFormed()
}
