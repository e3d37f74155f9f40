import type { Referral } from '../../../../contract/messages.ts'
import type { InboundContent } from '../inbound-event.ts'
import { asId, asObject, asText, type JsonObject } from '../json-value.ts'

/**
 * Which advertisement, post or product a message came from. The click id (`ctwa_clid`) is for reporting conversions to Meta and stays in the
 * journal with the rest of the message.
 */
export function readReferral(message: JsonObject, context: JsonObject | null): Pick<InboundContent, 'referral'> {
  const referral = asObject(message.referral)
  if (referral) return { referral: readAdvertisement(referral) }
  const product = asObject(context?.referred_product)
  if (!product) return {}
  const externalId = asId(product.product_retailer_id)
  return { referral: { source: 'product', url: null, headline: externalId, externalId, catalogId: asId(product.catalog_id) } }
}

function readAdvertisement(referral: JsonObject): Referral {
  const known = {
    externalId: asId(referral.source_id),
    body: asText(referral.body, 2000),
    // Of a video its still picture.
    imageUrl: readAddress(referral.image_url) ?? readAddress(referral.thumbnail_url),
    videoUrl: readAddress(referral.video_url),
    welcome: asText(asObject(referral.welcome_message)?.text, 2000),
  }
  return {
    source: referral.source_type === 'post' ? 'post' : referral.source_type === 'ad' ? 'ad' : 'link',
    url: readAddress(referral.source_url),
    headline: asText(referral.headline, 1000),
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)),
  }
}

/** Shown as a link: nothing but the web's own addresses. */
export function readAddress(value: unknown): string | null {
  const address = asText(value, 2000)
  return address !== null && /^https?:\/\//i.test(address) ? address : null
}

/** Passed on from another chat, up to five times or more often. */
export function readForwarded(context: JsonObject | null): Pick<InboundContent, 'forwarded'> {
  if (context?.frequently_forwarded === true) return { forwarded: 'often' }
  return context?.forwarded === true ? { forwarded: 'once' } : {}
}
