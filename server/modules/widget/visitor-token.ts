import { createHash, randomBytes } from 'node:crypto'

const tokenPattern = /^wv_[A-Za-z0-9_-]{43}$/

/** 256 random bits: the only proof of who a visitor is. We keep its hash. */
export function newVisitorToken(): string {
  return `wv_${randomBytes(32).toString('base64url')}`
}

/** Null where it cannot be one of ours. A plain hash is enough for a value that nobody can guess or list. */
export function hashVisitorToken(token: string): Buffer | null {
  return tokenPattern.test(token) ? createHash('sha256').update(token).digest() : null
}
