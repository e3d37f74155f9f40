import { createHmac, timingSafeEqual } from 'node:crypto'

/** Hex HMAC-SHA256 of the visitor's id under the channel's identity secret: what a website's server hands to `parley('identify', …)`. */
export function identityHash(identitySecret: string, id: string): string {
  return createHmac('sha256', identitySecret).update(id, 'utf8').digest('hex')
}

export function isIdentityProven(identitySecret: string, id: string, hash: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(hash)) return false
  return timingSafeEqual(Buffer.from(identityHash(identitySecret, id), 'hex'), Buffer.from(hash, 'hex'))
}
