import { createHmac, timingSafeEqual } from 'node:crypto'
import { asId, asNumber, asObject, asText } from '../json-value.ts'
import { readBody } from '../read-body.ts'

export interface SignedClaim {
  /** The app-scoped id of the person. */
  userId: string
  /** When Meta wrote it, Unix milliseconds; null where it does not say. */
  issuedAt: number | null
}

/**
 * `<signature>.<payload>`, both base64url without padding; the signature is HMAC-SHA256 of the payload as it is written, under the app's secret.
 * Source: developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback.
 * @returns who is meant; null when nobody's secret fits, or it is none of Meta's
 */
export function readSignedRequest(text: string, appSecrets: readonly string[]): SignedClaim | null {
  const [, signature, payload] = /^([\w-]{43})\.([\w-]{1,2000})$/.exec(text) ?? []
  if (signature === undefined || payload === undefined) return null
  const given = Buffer.from(signature, 'base64url')
  // No early end: how long it takes says nothing about which secret fits.
  const fits = appSecrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(payload).digest(), given))
  return fits.includes(true) ? readClaim(payload) : null
}

function readClaim(payload: string): SignedClaim | null {
  try {
    const claims = asObject(readBody(Buffer.from(payload, 'base64url')))
    const userId = asId(claims?.user_id)
    if (asText(claims?.algorithm)?.toUpperCase() !== 'HMAC-SHA256' || userId === null) return null
    const seconds = asNumber(claims?.issued_at)
    return { userId, issuedAt: seconds === null ? null : seconds * 1000 }
  } catch {
    return null
  }
}
