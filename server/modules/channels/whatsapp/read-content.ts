import type { AttachmentKind, ContactCard, Interactive, MessageOrder, Referral } from '../../../../contract/messages.ts'
import type { InboundContent, InboundMedia } from '../adapter.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'

/** What a message says, by its type (…/whatsapp/webhooks/reference/messages/*). A type that we do not know is `unsupported`, never dropped. */
export function readContent(message: JsonObject): InboundContent {
  const context = asObject(message.context)
  return {
    ...contentOf(message),
    replyToExternalId: asId(context?.id),
    referral: readReferral(message, context),
  }
}

const unsupported: InboundContent = { type: 'unsupported' }

function contentOf(message: JsonObject): InboundContent {
  const type = asText(message.type, 60) ?? ''
  const payload = asObject(message[type])
  switch (type) {
    case 'text': {
      const text = asText(payload?.body)
      return text === null ? unsupported : { type: 'text', text }
    }
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker':
      return readMedia(type, payload)
    case 'location':
      return readLocation(payload)
    case 'contacts':
      return {
        type: 'contacts',
        contactCards: asList(message.contacts)
          .map(asObject)
          .filter((card) => card !== null)
          .map(readCard),
      }
    case 'interactive':
      return readInteractive(payload)
    case 'button': {
      const title = asText(payload?.text, 1000) ?? ''
      return tapped({ id: asText(payload?.payload, 1000) ?? title, title })
    }
    case 'order':
      return readOrder(payload)
    default:
      return unsupported
  }
}

function readMedia(kind: AttachmentKind, payload: JsonObject | null): InboundContent {
  const id = asId(payload?.id)
  const caption = asText(payload?.caption)
  if (!payload || id === null) return { ...unsupported, text: caption }
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

function readLocation(payload: JsonObject | null): InboundContent {
  const latitude = asNumber(payload?.latitude)
  const longitude = asNumber(payload?.longitude)
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return unsupported
  return { type: 'location', location: { latitude, longitude, name: asText(payload?.name, 1000), address: asText(payload?.address, 1000) } }
}

function readCard(card: JsonObject): ContactCard {
  const name = asObject(card.name)
  const texts = (list: unknown, key: string) =>
    asList(list)
      .map((item) => asText(asObject(item)?.[key], 300))
      .filter((text) => text !== null)
  return {
    name: asText(name?.formatted_name, 300) ?? asText(name?.first_name, 300) ?? '',
    phones: asList(card.phones)
      .map((phone) => asText(asObject(phone)?.phone, 60) ?? asText(asObject(phone)?.wa_id, 60))
      .filter((phone) => phone !== null),
    emails: texts(card.emails, 'email'),
  }
}

function readInteractive(payload: JsonObject | null): InboundContent {
  const reply = asObject(payload?.button_reply) ?? asObject(payload?.list_reply)
  if (reply) {
    const title = asText(reply.title, 1000) ?? ''
    return tapped({ id: asText(reply.id, 1000) ?? title, title, description: asText(reply.description, 1000) })
  }
  const form = asObject(payload?.nfm_reply)
  if (form) {
    const interactive: Interactive = { kind: 'flow', name: asText(form.name, 200), response: readFormResponse(form.response_json) }
    return { type: 'interactive', text: asText(form.body), interactive }
  }
  const call = asText(asObject(payload?.call_permission_reply)?.response, 60)
  return call === null ? unsupported : tapped({ id: `call-permission:${call}`, title: call })
}

function tapped(reply: { id: string; title: string; description?: string | null }): InboundContent {
  return { type: 'interactive', text: reply.title || null, interactive: { kind: 'reply', ...reply } }
}

/** JSON inside JSON. What cannot be read is kept as it is, so that nothing that the person filled in is lost. */
function readFormResponse(json: unknown): Record<string, unknown> {
  const text = asText(json)
  if (text === null) return {}
  try {
    const parsed = asObject(JSON.parse(text))
    return parsed ? cleanFields(parsed, 1) : { value: text }
  } catch {
    return { value: text }
  }
}

/** Answers of a form are a few layers deep at most (an address, several choices); what lies deeper is kept as text. */
const deepestAnswer = 4

/** Names and texts come from outside, a second layer of escapes deep. */
function cleanFields(fields: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(fields).filter(([name]) => name !== '__proto__')
  return Object.fromEntries(entries.map(([name, value]) => [safe(name), cleanAnswer(value, depth)]))
}

function cleanAnswer(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return safe(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepestAnswer) return safe(JSON.stringify(value))
  return Array.isArray(value) ? value.map((item) => cleanAnswer(item, depth + 1)) : cleanFields(asObject(value) ?? {}, depth + 1)
}

function safe(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}

function readOrder(payload: JsonObject | null): InboundContent {
  const order: MessageOrder = {
    note: asText(payload?.text),
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

function readReferral(message: JsonObject, context: JsonObject | null): Referral | undefined {
  const referral = asObject(message.referral)
  if (referral) {
    const source = referral.source_type === 'post' ? 'post' : referral.source_type === 'ad' ? 'ad' : 'link'
    return { source, url: asText(referral.source_url, 2000), headline: asText(referral.headline, 1000) }
  }
  const product = asObject(context?.referred_product)
  return product ? { source: 'product', url: null, headline: asId(product.product_retailer_id) } : undefined
}
