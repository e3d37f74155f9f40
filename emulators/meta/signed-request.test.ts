import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { signRequest } from './signed-request.ts'

const secret = 'test_app_secret'
const claims = { userId: '218471', issuedAt: 1291836800, expiresAt: 1291840400 }
const known =
  '9C3os-BVqHdGR8ArmepqNL8RgHPK_ApB7oJt2EtN234.eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEyOTE4MzY4MDAsImV4cGlyZXMiOjEyOTE4NDA0MDB9'

function read(signed: string) {
  const [signature = '', payload = ''] = signed.split('.')
  const expected = createHmac('sha256', secret).update(payload).digest('base64url')
  return { isSigned: signature.replaceAll('=', '') === expected, claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) }
}

test('meta 10: writes the known request', () => {
  expect(signRequest(claims, secret)).toBe(known)
})

test('meta 9.10: each flaw spoils one thing and leaves the others right', () => {
  expect(read(signRequest(claims, secret, 'signature'))).toMatchObject({ isSigned: false, claims: { algorithm: 'HMAC-SHA256' } })
  expect(read(signRequest(claims, secret, 'algorithm'))).toMatchObject({ isSigned: true, claims: { algorithm: 'HMAC-SHA1' } })
  const padded = signRequest(claims, secret, 'padded')
  expect(padded).toContain('=.')
  expect(read(padded)).toMatchObject({ isSigned: true, claims: { user_id: '218471' } })
})
