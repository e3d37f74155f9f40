import type { Referral } from '../../../../../contract/messages.ts'
import { asId, asObject, asText } from '../../json-value.ts'

/** Where somebody came from: an advertisement, a shop's product, or a link with words of ours in it (`m.me/…?ref=…`). */
export function readReferral(value: unknown): Referral | undefined {
  const referral = asObject(value)
  if (!referral) return undefined
  const product = asId(asObject(referral.product)?.id)
  if (product !== null) return { source: 'product', url: null, headline: product, externalId: product }
  const ad = asObject(referral.ads_context_data)
  const adId = asId(referral.ad_id)
  if (ad || adId !== null || referral.source === 'ADS') {
    const ref = asText(referral.ref, 1000)
    return {
      source: 'ad',
      url: asText(ad?.photo_url, 2000) ?? asText(ad?.video_url, 2000),
      headline: asText(ad?.ad_title, 1000),
      ...(adId === null ? {} : { externalId: adId }),
      ...(ref === null ? {} : { ref }),
    }
  }
  return { source: 'link', url: asText(referral.referer_uri, 2000), headline: asText(referral.ref, 1000) }
}
