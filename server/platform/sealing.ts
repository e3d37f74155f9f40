import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** A key with the short name by which a sealed value says what opens it. */
export interface SealingKey {
  id: string
  key: Buffer
}

export function nameKey(key: Buffer): SealingKey {
  return { id: createHash('sha256').update('parley key id').update(key).digest('hex').slice(0, 12), key }
}

/** `v1.<key id>.<iv>.<ciphertext>.<tag>`, base64url. `context` is bound to the value: it opens only where it was sealed for. */
export function sealWith({ id, key }: SealingKey, context: readonly string[], plaintext: Buffer): string {
  const iv = randomBytes(ivBytes)
  const sealing = createCipheriv(cipher, key, iv, { authTagLength: tagBytes })
  sealing.setAAD(encodeContext(id, context))
  const ciphertext = Buffer.concat([sealing.update(plaintext), sealing.final()])
  return ['v1', id, ...[iv, ciphertext, sealing.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}

/** @throws whenever anything is not exactly as it was sealed */
export function openWith({ id, key }: SealingKey, context: readonly string[], sealed: string): Buffer {
  const [version, keyId, iv, ciphertext, tag, ...rest] = sealed.split('.')
  if (version !== 'v1' || keyId !== id || iv === undefined || ciphertext === undefined || tag === undefined || rest.length > 0) {
    throw new Error('Not a value sealed with this key')
  }
  const opening = createDecipheriv(cipher, key, Buffer.from(iv, 'base64url'), { authTagLength: tagBytes })
  opening.setAAD(encodeContext(id, context))
  opening.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([opening.update(Buffer.from(ciphertext, 'base64url')), opening.final()])
}

export function sealedKeyId(sealed: string): string | null {
  const [version, keyId] = sealed.split('.')
  return version === 'v1' && keyId ? keyId : null
}

/** Lengths go in too, so that no two contexts have the same bytes. */
function encodeContext(keyId: string, context: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(['v1', keyId, ...context]))
}
