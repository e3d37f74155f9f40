import type { z } from 'zod'
import type { Answer, Exchange } from '../http-server.ts'
import { authorizeNumber } from './authorize.ts'
import { checkProducts } from './check-products.ts'
import {
  type Cloud,
  findPersonByNumber,
  findPersonByUserId,
  newMessageId,
  type Person,
  type ProvisionedNumber,
  rememberMessage,
} from './cloud.ts'
import { type GraphCode, GraphError } from './graph-error.ts'
import { bareMimeType, mediaRules } from './media-store.ts'
import { markReadSchema, messageSchema, type SentMessage } from './message-schema.ts'
import { showOnPhone } from './show-on-phone.ts'
import type { Statuses } from './statuses.ts'
import { checkTemplate, templateCategory } from './templates.ts'

export const customerServiceWindowMs = 24 * 3600_000
const typingLifeMs = 25_000
const reactableMs = 30 * 24 * 3600_000

/** `POST /{phone number id}/messages`: a message, or "read" with or without a typing indicator. */
export function sendMessage(cloud: Cloud, statuses: Statuses, windowErrors: 'sync' | 'async'): (exchange: Exchange) => Answer {
  return (exchange) => {
    const number = authorizeNumber(cloud, exchange, exchange.params[0] ?? '')
    const input = exchange.body.json
    if (typeof input !== 'object' || input === null) throw new GraphError(100, 'The body is not a JSON object')
    if ('status' in input) return markRead(cloud, number, input)

    const message = readMessage(input)
    if (!cloud.limits.admitNumber(number.phoneNumberId)) {
      throw new GraphError(130429, 'Cloud API message throughput has been reached.')
    }
    const { person, input: recipient } = findRecipient(cloud, number, message)
    const id = newMessageId()
    const answer = {
      messaging_product: 'whatsapp',
      contacts: [contactOf(message, recipient, person)],
      messages: [message.type === 'template' ? { id, message_status: 'accepted' } : { id }],
    }
    if (!person?.reachable) {
      statuses.fail({ id, number, waId: person?.waId ?? recipient, message, code: 131026, details: 'Message Undeliverable.' })
      return { status: 200, json: answer }
    }
    if (!cloud.limits.admitPair(number.phoneNumberId, person.waId)) {
      throw new GraphError(
        131056,
        'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
      )
    }
    if (message.type === 'template') {
      checkTemplate(cloud, number, message.template)
      // A code is sent to a phone number, never to an id alone.
      if (message.to === undefined && templateCategory(cloud, number, message.template) === 'authentication')
        throw new GraphError(131062, 'Authentication templates need a phone number.')
    }
    checkMedia(cloud, number, message)
    checkProducts(cloud, number, message)

    const failure = laterFailure(cloud, number, person, message)
    if (failure && failure.code === 131047 && windowErrors === 'sync') throw new GraphError(131047, failure.details)
    const { phoneNumberId } = number
    rememberMessage(cloud, { id, phoneNumberId, waId: person.waId, direction: 'outbound', type: message.type, at: cloud.clock() })
    if (failure) {
      statuses.fail({ id, number, waId: person.waId, message, ...failure })
      return { status: 200, json: answer }
    }
    showOnPhone(cloud, number, person, id, message)
    statuses.progress({ id, number, person, message, version: versionOf(exchange.path) })
    return { status: 200, json: answer }
  }
}

function versionOf(path: string): number {
  return Number(/^\/v(\d+\.\d+)\//.exec(path)?.[1] ?? Number.POSITIVE_INFINITY)
}

function markRead(cloud: Cloud, number: ProvisionedNumber, input: object): Answer {
  const parsed = markReadSchema.safeParse(input)
  if (!parsed.success) throw fromIssue(parsed.error, input)
  const message = cloud.messages.get(parsed.data.message_id)
  if (message?.direction !== 'inbound' || message.phoneNumberId !== number.phoneNumberId) {
    throw new GraphError(131009, 'message_id is not an incoming message of this phone number')
  }
  const { book } = cloud
  for (const one of book.thread(number.phoneNumberId, message.waId).messages) {
    if (one.direction === 'out' && one.status !== 'read') {
      book.change(number.phoneNumberId, message.waId, one.id, { status: 'read' })
    }
    if (one.id === message.id) break
  }
  if (parsed.data.typing_indicator) book.showTyping(number.phoneNumberId, message.waId, typingLifeMs)
  return { status: 200, json: { success: true } }
}

function readMessage(input: object): SentMessage {
  const typed = 'type' in input ? input : { ...input, type: 'text' }
  const parsed = messageSchema.safeParse(typed)
  if (!parsed.success) throw fromIssue(parsed.error, typed)
  return parsed.data
}

/** Which of the provider's codes a broken rule has. */
function fromIssue(error: z.ZodError, input: object): GraphError {
  const issue = error.issues[0]
  const where = issue?.path.join('.') ?? ''
  const details = `Param ${where || 'body'}: ${issue?.message ?? 'not valid'}`
  if (where === 'type') return new GraphError(131051, details)
  if (where === 'messaging_product') return new GraphError(100, '(#100) The parameter messaging_product is required.')
  const present = issue !== undefined && valueAt(input, issue.path) !== undefined
  const code: GraphCode =
    issue?.code === 'unrecognized_keys' || where.startsWith('text') ? 100 : present || issue?.code === 'custom' ? 131009 : 131008
  return new GraphError(where === 'text' && !present ? 131008 : code, details)
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

function findRecipient(cloud: Cloud, number: ProvisionedNumber, message: SentMessage): { person: Person | undefined; input: string } {
  if (message.to === undefined) {
    if (message.recipient === undefined) throw new GraphError(131008, 'The parameter to is required.')
    return { person: findPersonByUserId(cloud, message.recipient), input: message.recipient }
  }
  if (!/^\+?[\d\s()-]{5,25}$/.test(message.to)) throw new GraphError(131009, `Param to: '${message.to}' is not a phone number`)
  const digits = message.to.replace(/\D/g, '')
  const withCountry = message.to.startsWith('+') || cloud.people.has(digits) ? digits : (number.countryCode ?? '') + digits
  if (withCountry === number.displayPhoneNumber.replace(/\D/g, '')) throw new GraphError(131021, 'Recipient cannot be sender')
  return { person: findPersonByNumber(cloud, withCountry), input: message.to }
}

function contactOf(message: SentMessage, input: string, person: Person | undefined): Record<string, string> {
  if (message.to === undefined) return { input, ...(person ? { user_id: person.userId } : {}) }
  return { input, wa_id: person?.waId ?? input.replace(/\D/g, '') }
}

/** What the real API reports only later, in a `failed` status (and for the window sometimes at once). */
function laterFailure(
  cloud: Cloud,
  number: ProvisionedNumber,
  person: Person,
  message: SentMessage,
): { code: GraphCode; details: string } | undefined {
  const lastInbound = cloud.lastInbound.get(`${number.phoneNumberId}/${person.waId}`)
  const open = lastInbound !== undefined && cloud.clock() - lastInbound < customerServiceWindowMs
  if (!open && message.type !== 'template') {
    return {
      code: 131047,
      details: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    }
  }
  const isMarketing = message.type === 'template' && templateCategory(cloud, number, message.template) === 'marketing'
  if (isMarketing && person.refusesMarketingOf?.has(number.phoneNumberId)) {
    return { code: 131050, details: 'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages.' }
  }
  if (message.type === 'reaction') {
    const target = cloud.messages.get(message.reaction.message_id)
    if (!target || target.type === 'reaction' || target.waId !== person.waId || cloud.clock() - target.at > reactableMs) {
      return { code: 131009, details: 'The message that the reaction is for is unknown, too old, or itself a reaction.' }
    }
  }
  return undefined
}

function checkMedia(cloud: Cloud, number: ProvisionedNumber, message: SentMessage): void {
  for (const [kind, reference] of mediaOf(message)) {
    if (reference.id === undefined) continue
    const stored = cloud.media.find(reference.id)
    if (!stored || stored.phoneNumberId !== number.phoneNumberId) {
      throw new GraphError(131009, `Param ${kind}['id'] is not a valid whatsapp business account media attachment ID`)
    }
    const rule = mediaRules[kind]
    if (!rule.types.includes(bareMimeType(stored.mimeType))) throw new GraphError(131053, `${stored.mimeType} cannot be sent as ${kind}`)
    if (stored.bytes.length > rule.maxBytes) throw new GraphError(131053, `the file is larger than ${rule.maxBytes} bytes`)
    if (message.type === 'audio' && message.audio.voice && stored.mimeType.replaceAll(' ', '') !== 'audio/ogg;codecs=opus') {
      throw new GraphError(131053, 'a voice message has to be audio/ogg; codecs=opus')
    }
  }
}

type MediaKind = keyof typeof mediaRules
type Reference = { id?: string | undefined; link?: string | undefined }

/** Every media reference in a message, headers of interactive messages included. */
export function mediaOf(message: SentMessage): [MediaKind, Reference][] {
  switch (message.type) {
    case 'image':
      return [['image', message.image]]
    case 'video':
      return [['video', message.video]]
    case 'audio':
      return [['audio', message.audio]]
    case 'document':
      return [['document', message.document]]
    case 'sticker':
      return [['sticker', message.sticker]]
    case 'template':
      return headerMedia(message.template)
    case 'interactive': {
      const header = 'header' in message.interactive ? message.interactive.header : undefined
      if (header?.type === 'image') return [['image', header.image]]
      if (header?.type === 'video') return [['video', header.video]]
      if (header?.type === 'document') return [['document', header.document]]
      return []
    }
    default:
      return []
  }
}

function headerMedia({ components }: Extract<SentMessage, { type: 'template' }>['template']): [MediaKind, Reference][] {
  const [parameter] = components?.find((one) => one.type === 'header')?.parameters ?? []
  if (parameter?.type === 'image') return [['image', parameter.image]]
  if (parameter?.type === 'video') return [['video', parameter.video]]
  return parameter?.type === 'document' ? [['document', parameter.document]] : []
}
