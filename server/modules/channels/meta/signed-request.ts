import { createHmac, timingSafeEqual } from 'node:crypto'
import { asId, asObject, asText } from '../json-value.ts'
import { readBody } from '../read-body.ts'

/**
 * `<signature>.<payload>`, both base64url without padding; the signature is HMAC-SHA256 of the payload as it is written, under the app's secret.
 * Source: developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback.
 * @returns the app-scoped id of the person; null when nobody's secret fits, or it is none of Meta's
 */
export function readSignedRequest(text: string, appSecrets: readonly string[]): string | null {
  const [, signature, payload] = /^([\w-]{43})\.([\w-]{1,2000})$/.exec(text) ?? []
  if (signature === undefined || payload === undefined) return null
  const given = Buffer.from(signature, 'base64url')
  // No early end: how long it takes says nothing about which secret fits.
  const fits = appSecrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(payload).digest(), given))
  return fits.includes(true) ? readUser(payload) : null
}

function readUser(payload: string): string | null {
  try {
    const claims = asObject(readBody(Buffer.from(payload, 'base64url')))
    return asText(claims?.algorithm)?.toUpperCase() === 'HMAC-SHA256' ? asId(claims?.user_id) : null
  } catch {
    return null
  }
}
