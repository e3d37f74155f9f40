import { createHash } from 'node:crypto'

/** `callback_data` takes 1 to 64 bytes of UTF-8. A longer id is replaced by its digest, which the tap then brings back instead. */
export function callbackDataFor(id: string): string {
  return Buffer.byteLength(id) <= 64 ? id : `#${createHash('sha256').update(id).digest('base64url')}`
}
