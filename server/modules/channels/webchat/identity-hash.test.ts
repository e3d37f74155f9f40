import { expect, test } from 'vitest'
import { identityHash, isIdentityProven } from './identity-hash.ts'

// RFC 4231, test case 2: what `openssl dgst -sha256 -hmac Jefe` and every language's library give.
const vector = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'

test('the hash is the plain hex HMAC-SHA256 that any website can make', () => {
  expect(identityHash('Jefe', 'what do ya want for nothing?')).toBe(vector)
  expect(isIdentityProven('Jefe', 'what do ya want for nothing?', vector)).toBe(true)
  expect(isIdentityProven('Jefe', 'what do ya want for nothing?', vector.toUpperCase())).toBe(true)
})

test.each([
  ['of another id', 'Jefe', 'what do ya want for nothing', vector],
  ['under another secret', 'jefe', 'what do ya want for nothing?', vector],
  ['cut short', 'Jefe', 'what do ya want for nothing?', vector.slice(0, -2)],
  ['with more behind it', 'Jefe', 'what do ya want for nothing?', `${vector}00`],
  ['that is empty', 'Jefe', 'what do ya want for nothing?', ''],
  ['that is no hex', 'Jefe', 'what do ya want for nothing?', 'z'.repeat(64)],
])('a hash %s proves nothing', (_name, secret, id, hash) => {
  expect(isIdentityProven(secret, id, hash)).toBe(false)
})
