import type { InboundEvent } from '../../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject, requireId } from '../../json-value.ts'
import { digestId } from '../../read-pieces.ts'
import { baseOf, senderOf } from './parse-message-item.ts'
import type { ItemContext } from './parse-messaging.ts'
import { readReferral } from './read-referral.ts'

/** `delivery` and `read`: how far what we sent has come. One product tells it by message, the other by time: everything up to then. */
export function parseProgress(item: JsonObject, context: ItemContext): InboundEvent[] | null {
  const delivery = asObject(item.delivery)
  const read = asObject(item.read)
  if (!delivery && !read) return null
  const status = read ? 'read' : 'delivered'
  const progress = read ?? delivery ?? {}
  const { externalId } = senderOf(item)
  const mids = [asId(progress.mid), ...asList(progress.mids).map(asId)].filter((mid) => mid !== null)
  const statuses = mids.map((mid): InboundEvent => ({ ...baseOf(`${status}:${mid}`, context), kind: 'status', externalId: mid, status }))
  const watermark = asNumber(progress.watermark)
  if (watermark === null) {
    if (statuses.length === 0) throw new Error(`${status} of nothing`)
    return statuses
  }
  const base = { ...baseOf(`${status}:${externalId}:${watermark}`, context), at: watermark }
  return [...statuses, { ...base, kind: 'watermark', sender: { externalId }, status }]
}

/** `referral` and `optin`: somebody opened the conversation anew by a link, an advertisement or a box that they ticked, and has said nothing yet. */
export function parseOpening(item: JsonObject, context: ItemContext): InboundEvent | null {
  const referral = readReferral(item.referral)
  const optin = asObject(item.optin)
  if (!referral && !optin) return null
  const sender = senderOf(item)
  const opened = referral ?? { source: 'link' as const, url: null, headline: asText(optin?.ref, 1000) ?? asText(optin?.title, 1000) }
  return { ...baseOf(digestId('opening', [sender.externalId, context.raw]), context), kind: 'opened', sender, referral: opened }
}

/** What concerns the account itself, or who of several apps has the conversation. */
export function parseControl(item: JsonObject, context: ItemContext): InboundEvent | null {
  const policy = asObject(item.policy_enforcement)
  if (policy) return parsePolicy(policy, context)
  const order = asObject(item.order)
  return order ? parseCart(item, order, context) : parseHandover(item, context)
}

function parsePolicy(policy: JsonObject, context: ItemContext): InboundEvent {
  const action = asText(policy.action, 40) ?? 'warning'
  const reason = asText(policy.reason, 500) ?? 'no reason given'
  const did = action === 'block' ? 'blocked' : 'warned'
  const status = action === 'block' ? ('error' as const) : action === 'unblock' ? ('connected' as const) : undefined
  return {
    ...baseOf(digestId('policy', context.raw), context),
    kind: 'account',
    name: `policy-${action}`,
    ...(status ? { status } : {}),
    reason: action === 'unblock' ? 'Meta has lifted its block.' : `Meta has ${did} this account for a breach of its policies: ${reason}`,
    // A warning stops nothing, and its owner should hear of it all the same.
    ...(action === 'warning' ? { concern: { name: 'Policy', detail: `Meta warns of a breach of its policies: ${reason}` } } : {}),
  }
}

/**
 * `pass_thread_control` and `take_thread_control` (…/messenger-platform/conversation-routing): that we have the conversation now, or had it. Of other apps among
 * themselves nothing follows for us, and without the app's id nobody knows which of them we are.
 */
function parseHandover(item: JsonObject, context: ItemContext): InboundEvent | null {
  const change = asObject(item.pass_thread_control) ?? asObject(item.take_thread_control)
  const { appId } = context.account
  if (!change || appId === null) return null
  const isOurs = asId(change.new_owner_app_id) === appId
  if (!isOurs && asId(change.previous_owner_app_id) !== appId) return null
  return { ...baseOf(digestId('control', context.raw), context), kind: 'control', sender: senderOf(item), isOurs }
}

/** A cart that was sent from the shop (`send_cart`). Prices are as the customer saw them. */
function parseCart(item: JsonObject, order: JsonObject, context: ItemContext): InboundEvent {
  const sender = senderOf(item)
  const externalId = digestId('order', [sender.externalId, context.raw])
  const items = asList(order.products)
    .map(asObject)
    .filter((product) => product !== null)
    .map((product) => ({
      productId: null,
      externalProductId: asId(product.retailer_id) ?? requireId(product.id, 'order.products.id'),
      quantity: Math.max(0, Math.trunc(asNumber(product.quantity) ?? 1)),
      price: (asNumber(product.unit_price) ?? 0).toFixed(2),
      currency: asText(product.currency, 10) ?? '',
    }))
  const note = asText(order.note)
  return {
    ...baseOf(externalId, context),
    kind: 'message',
    sender,
    externalId,
    content: { type: 'order', text: note, order: { items, note } },
  }
}
