import { sampleByName } from '../samples/sample-media.ts'
import { type Cloud, newMessageId, type Person, type ProvisionedNumber } from './cloud.ts'
import { webhookError } from './graph-error.ts'
import { receivedLifeMs, type StoredMedia } from './media-store.ts'

interface Media {
  /** The bytes, or the name of one of the ready-made samples. */
  file?: Buffer
  sample?: string
  mimeType?: string
  filename?: string
  caption?: string
}

interface Common {
  id?: string
  /** Id of the message that this answers. */
  replyTo?: string
  forwarded?: boolean
  frequentlyForwarded?: boolean
  referral?: Record<string, unknown>
  /** The product that the message asks about, reached from the catalogue. */
  product?: { catalogId: string; productId: string }
  /** Seconds since the epoch; now by default. */
  timestamp?: number
}

/** What a customer can do that arrives as a message. */
export type CustomerMessage = Common &
  (
    | { type: 'text'; text: string }
    | ({ type: 'image' | 'video' | 'document' } & Media)
    | ({ type: 'audio'; voice?: boolean } & Media)
    | ({ type: 'sticker'; animated?: boolean } & Media)
    | { type: 'location'; latitude: number; longitude: number; name?: string; address?: string; url?: string }
    | { type: 'contacts'; contacts: Record<string, unknown>[]; origin?: 'contact_request' | 'other' }
    | { type: 'reaction'; messageId: string; emoji: string | null }
    | { type: 'interactive'; interactive: Record<string, unknown> }
    | { type: 'button'; text: string; payload: string }
    | {
        type: 'order'
        catalogId: string
        text?: string
        items: { product_retailer_id: string; quantity: number; item_price: number; currency: string }[]
      }
    | { type: 'unsupported'; kind?: string; code?: 131051 | 131052 }
    /** `from`: the number that the person had, where it is another by now. */
    | { type: 'system'; system: Record<string, unknown>; from?: string }
    | { type: 'edit'; messageId: string; text: string }
    | { type: 'revoke'; messageId: string }
  )

export interface BuiltMessage {
  id: string
  body: Record<string, unknown>
  media: StoredMedia | undefined
}

/** The message as the `messages` webhook carries it (…/whatsapp/webhooks/reference/messages/*). */
export function buildCustomerMessage(
  cloud: Cloud,
  number: ProvisionedNumber,
  person: Person,
  message: CustomerMessage,
  mediaUrl: (media: StoredMedia) => string,
): BuiltMessage {
  const id = message.id ?? newMessageId()
  const media = 'file' in message || 'sample' in message ? storeMedia(cloud, number, message) : undefined
  const nameless = message.type === 'system'
  // Of somebody whose number cannot be shared only the ids are told.
  const numberless = person.hidesNumber || (message.type === 'system' && message.system.type === 'user_changed_user_id')
  const body: Record<string, unknown> = {
    ...(numberless ? {} : { from: (message.type === 'system' ? message.from : undefined) ?? person.waId }),
    ...(nameless ? {} : { from_user_id: person.userId }),
    ...(person.parentUserId && !nameless ? { from_parent_user_id: person.parentUserId } : {}),
    id,
    timestamp: String(message.timestamp ?? Math.floor(cloud.clock() / 1000)),
    type: message.type,
    ...contextOf(number, message),
    ...(message.referral ? { referral: message.referral } : {}),
    ...payloadOf(message, media && { stored: media, url: mediaUrl(media) }),
  }
  return { id, body, media }
}

function contextOf(number: ProvisionedNumber, message: CustomerMessage): Record<string, unknown> {
  const product = message.product && { catalog_id: message.product.catalogId, product_retailer_id: message.product.productId }
  const context = {
    ...(message.replyTo || product ? { from: number.displayPhoneNumber.replace(/\D/g, ''), id: message.replyTo ?? newMessageId() } : {}),
    ...(product ? { referred_product: product } : {}),
    ...(message.forwarded ? { forwarded: true } : {}),
    ...(message.frequentlyForwarded ? { frequently_forwarded: true } : {}),
  }
  return Object.keys(context).length === 0 ? {} : { context }
}

function storeMedia(cloud: Cloud, number: ProvisionedNumber, media: Media): StoredMedia {
  const sample = media.sample === undefined ? undefined : sampleByName(media.sample)
  const bytes = media.file ?? sample?.bytes
  const mimeType = media.mimeType ?? sample?.mimeType
  if (!bytes || !mimeType) throw new Error('media needs a sample, or a file with its mimeType')
  const filename = media.filename ?? sample?.filename ?? null
  return cloud.media.add({ phoneNumberId: number.phoneNumberId, bytes, mimeType, filename }, receivedLifeMs)
}

function payloadOf(message: CustomerMessage, media: { stored: StoredMedia; url: string } | undefined): Record<string, unknown> {
  const file = media && {
    mime_type: media.stored.mimeType,
    sha256: media.stored.sha256.toString('base64'),
    id: media.stored.id,
    url: media.url,
  }
  switch (message.type) {
    case 'text':
      return { text: { body: message.text } }
    case 'image':
    case 'video':
      return { [message.type]: { ...(message.caption ? { caption: message.caption } : {}), ...file } }
    case 'document':
      return {
        document: {
          ...(message.caption ? { caption: message.caption } : {}),
          filename: media?.stored.filename ?? 'document',
          ...file,
        },
      }
    case 'audio':
      return { audio: { ...file, voice: message.voice ?? true } }
    case 'sticker':
      return { sticker: { ...file, animated: message.animated ?? false } }
    case 'location': {
      const { latitude, longitude, name, address, url } = message
      return { location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}), ...(url ? { url } : {}) } }
    }
    case 'contacts':
      return { contacts: message.contacts, ...(message.origin ? { origin: message.origin } : {}) }
    case 'reaction':
      return { reaction: { message_id: message.messageId, ...(message.emoji === null ? {} : { emoji: message.emoji }) } }
    case 'interactive':
      return { interactive: message.interactive }
    case 'button':
      return { button: { payload: message.payload, text: message.text } }
    case 'order': {
      const { catalogId, text, items } = message
      return { order: { catalog_id: catalogId, ...(text ? { text } : {}), product_items: items } }
    }
    case 'unsupported':
      return {
        errors: [{ ...webhookError(message.code ?? 131051, 'Message type is currently not supported.'), href: undefined }],
        ...(message.kind ? { unsupported: { type: message.kind } } : {}),
      }
    case 'system':
      return { system: message.system }
    case 'edit':
      return { edit: { original_message_id: message.messageId, message: { type: 'text', text: { body: message.text } } } }
    case 'revoke':
      return { revoke: { original_message_id: message.messageId } }
  }
}
