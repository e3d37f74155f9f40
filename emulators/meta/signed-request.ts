import { createHmac } from 'node:crypto'

/**
 * What can be wrong with one: signed with another secret, naming an algorithm that is not the agreed one (with a digest that fits
 * all the same), or base64 with its `=` left on.
 */
export type SignedRequestFlaw = 'signature' | 'algorithm' | 'padded'

export interface SignedRequestClaims {
  /** Scoped to the app: neither a PSID nor an IGSID. */
  userId: string
  /** Seconds since the epoch. */
  issuedAt: number
  expiresAt?: number
}

/**
 * `<signature>.<payload>` as Meta posts it to deauthorize and data deletion callbacks: both parts base64url without padding, the
 * signature is HMAC-SHA256 of the payload *as encoded* under the app secret
 * (developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback).
 */
export function signRequest(claims: SignedRequestClaims, appSecret: string, flaw?: SignedRequestFlaw): string {
  const encode = (bytes: Buffer) => (flaw === 'padded' ? padded(bytes) : bytes.toString('base64url'))
  const payload = encode(
    Buffer.from(
      JSON.stringify({
        user_id: claims.userId,
        algorithm: flaw === 'algorithm' ? 'HMAC-SHA1' : 'HMAC-SHA256',
        issued_at: claims.issuedAt,
        ...(claims.expiresAt === undefined ? {} : { expires: claims.expiresAt }),
      }),
    ),
  )
  const secret = flaw === 'signature' ? `not ${appSecret}` : appSecret
  return `${encode(createHmac('sha256', secret).update(payload).digest())}.${payload}`
}

function padded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}
