import type { AttachmentKind, MessageOrder } from '../../../../contract/messages.ts'
import type { InboundContent, InboundMedia } from '../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'
import { readCard } from './read-card.ts'
import { readInteractive, tapped } from './read-interactive.ts'
import { readAddress, readForwarded, readReferral } from './read-origin.ts'

/** What a message says, by its type (…/whatsapp/webhooks/reference/messages/*). A type that we do not know is `unsupported`, never dropped. */
export function readContent(message: JsonObject): InboundContent {
  const context = asObject(message.context)
  return {
    ...contentOf(message),
    replyToExternalId: asId(context?.id),
    ...readReferral(message, context),
    ...readForwarded(context),
  }
}

const tooLarge = 131052

/** What cannot be shown, with the word for what it was: WhatsApp's sub-type (`poll`, `edit`…), else the type that we could not read. */
function unsupported(message: JsonObject): InboundContent {
  const [error] = asList(message.errors).map(asObject)
  const type = asText(message.type, 60)
  const isNamed = type !== null && type !== 'unsupported' && type !== 'unknown'
  // Files over 100 MB are not handed over.
  const given = asText(asObject(message.unsupported)?.type, 60) ?? (asNumber(error?.code) === tooLarge ? 'too-large' : null)
  const kind = given ?? (isNamed ? type : null)
  return { type: 'unsupported', ...(kind === null ? {} : { unsupported: kind }) }
}

function contentOf(message: JsonObject): InboundContent {
  const type = asText(message.type, 60) ?? ''
  const payload = asObject(message[type])
  switch (type) {
    case 'text': {
      const text = asText(payload?.body)
      return text === null ? unsupported(message) : { type: 'text', text }
    }
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker':
      return readMedia(type, payload) ?? { ...unsupported(message), text: asText(payload?.caption) }
    case 'location':
      return readLocation(payload) ?? unsupported(message)
    case 'contacts':
      return {
        type: 'contacts',
        contactCards: asList(message.contacts)
          .map(asObject)
          .filter((card) => card !== null)
          .map(readCard),
      }
    case 'interactive':
      return readInteractive(payload) ?? { type: 'unsupported', unsupported: asText(payload?.type, 60) ?? type }
    case 'button': {
      const title = asText(payload?.text, 1000) ?? ''
      return tapped({ id: asText(payload?.payload, 1000) ?? title, title })
    }
    case 'order':
      return readOrder(payload)
    default:
      return unsupported(message)
  }
}

function readMedia(kind: AttachmentKind, payload: JsonObject | null): InboundContent | null {
  const id = asId(payload?.id)
  const caption = asText(payload?.caption)
  if (!payload || id === null) return null
  const media: InboundMedia = {
    kind,
    mimeType: asText(payload.mime_type, 200),
    name: asText(payload.filename, 300),
    size: asNumber(payload.file_size),
    // The address that comes along lives five minutes: the id lives seven days.
    reference: { id },
    ...(payload.voice === true ? { voice: true } : {}),
  }
  return { type: kind, text: caption, media: [media] }
}

function readLocation(payload: JsonObject | null): InboundContent | null {
  const latitude = asNumber(payload?.latitude)
  const longitude = asNumber(payload?.longitude)
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null
  const url = readAddress(payload?.url)
  const names = { name: asText(payload?.name, 1000), address: asText(payload?.address, 1000) }
  return { type: 'location', location: { latitude, longitude, ...names, ...(url === null ? {} : { url }) } }
}

function readOrder(payload: JsonObject | null): InboundContent {
  const order: MessageOrder = {
    note: asText(payload?.text),
    catalogId: asId(payload?.catalog_id),
    items: asList(payload?.product_items)
      .map(asObject)
      .filter((item) => item !== null)
      .map((item) => ({
        productId: null,
        externalProductId: asId(item.product_retailer_id) ?? '',
        quantity: Math.max(0, Math.trunc(asNumber(item.quantity) ?? 1)),
        price: price(asNumber(item.item_price) ?? 0),
        currency: asText(item.currency, 10) ?? '',
      })),
  }
  return { type: 'order', text: order.note, order }
}

/** Major units as a decimal text with at least two places: 550 → "550.00", 1.005 → "1.005". */
function price(amount: number): string {
  const fixed = amount.toFixed(2)
  return Number(fixed) === amount ? fixed : String(amount)
}
