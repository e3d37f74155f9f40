import { ProviderError } from '../../../platform/errors.ts'
import type { InboundEvent, InboundSender } from '../inbound-event.ts'
import { asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { type Place, readCustomerKey } from './ids.ts'
import type { BusinessConnection } from './settings.ts'

/** As many people may let one bot act for their accounts; of more the ones heard of last are known. */
const mostKnown = 200

/**
 * A person has let the bot act for their account, has changed what it may do there, or has ended it. Each time a connection has a new id, under the same
 * person: kept with the channel's settings, so that their customers stay who they are.
 */
export function parseBusinessConnection(
  value: JsonObject,
  base: Pick<InboundEvent, 'eventId' | 'at' | 'raw'>,
  known: readonly BusinessConnection[],
): InboundEvent {
  const user = asObject(value.user)
  const rights = asObject(value.rights)
  const connection: BusinessConnection = {
    connectionId: requireId(value.id, 'business_connection.id'),
    ownerId: requireId(user?.id, 'business_connection.user.id'),
    isEnabled: value.is_enabled === true,
    // Before the rights there was one flag.
    canReply: (rights ?? value).can_reply === true,
  }
  const others = known.filter(({ connectionId }) => connectionId !== connection.connectionId)
  const details = { businesses: [...others, connection].slice(-mostKnown) }
  const name = connection.isEnabled ? 'business_connection' : 'business_connection:ended'
  const owner = asText(user?.first_name, 100) ?? 'Somebody'
  const concern = { name: 'Business', detail: `${owner} lets the bot read the chats of their account, and not answer in them.` }
  return { ...base, kind: 'account', name, details, ...(connection.isEnabled && !connection.canReply ? { concern } : {}) }
}

/** The event with the id under which the customer stays the same when the person connects the bot anew. */
export function knowCustomer(event: InboundEvent, known: readonly BusinessConnection[]): InboundEvent {
  if (known.length === 0) return event
  if (event.kind === 'echo') return { ...event, recipient: lasting(event.recipient, known) }
  return 'sender' in event ? { ...event, sender: lasting(event.sender, known) } : event
}

function lasting(person: InboundSender, known: readonly BusinessConnection[]): InboundSender {
  const { chatId, businessConnectionId } = readCustomerKey(person.externalId)
  const owner = known.find(({ connectionId }) => connectionId === businessConnectionId)?.ownerId
  return owner === undefined ? person : { ...person, alternateIds: [...(person.alternateIds ?? []), `b:u${owner}:${chatId}`] }
}

/**
 * By which connection somebody can be answered: the one by which they wrote or, where that has ended, another one of the same person.
 * @throws ProviderError where the bot may not answer there
 */
export function openChat(externalId: string, known: readonly BusinessConnection[]): Place {
  const chat = readCustomerKey(externalId)
  const own = known.find(({ connectionId }) => connectionId === chat.businessConnectionId)
  if (!own || mayAnswer(own)) return chat
  const other = known.findLast((one) => one.ownerId === own.ownerId && mayAnswer(one))
  if (other) return { ...chat, businessConnectionId: other.connectionId }
  const message = own.isEnabled
    ? 'The person lets the bot read the chats of their account, and not answer in them (Telegram Business).'
    : 'The person has taken the bot out of their account (Telegram Business).'
  throw new ProviderError({ provider: 'telegram', code: 'not-on-channel', retryable: false, message })
}

function mayAnswer({ isEnabled, canReply }: BusinessConnection): boolean {
  return isEnabled && canReply
}

export function isBusinessChat(externalId: string): boolean {
  return readCustomerKey(externalId).businessConnectionId !== null
}
