import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { readSignedRequest } from './signed-request.ts'

const secret = 'test_app_secret'
/** Computed elsewhere from the same secret. */
const known =
  '9C3os-BVqHdGR8ArmepqNL8RgHPK_ApB7oJt2EtN234.eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEyOTE4MzY4MDAsImV4cGlyZXMiOjEyOTE4NDA0MDB9'

function signed(claims: object, by = secret): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `${createHmac('sha256', by).update(payload).digest('base64url')}.${payload}`
}

test('meta 6, 10: the known answer, under any of the secrets', () => {
  const claim = { userId: '218471', issuedAt: 1_291_836_800_000 }
  expect(readSignedRequest(known, [secret])).toEqual(claim)
  expect(readSignedRequest(known, ['another', secret])).toEqual(claim)
  expect(readSignedRequest(signed({ user_id: '1', algorithm: 'hmac-sha256' }), [secret])).toEqual({ userId: '1', issuedAt: null })
})

test.each([
  ['of another secret', signed({ user_id: '1', algorithm: 'HMAC-SHA256' }, 'another')],
  ['of another algorithm', signed({ user_id: '1', algorithm: 'NONE' })],
  ['without an algorithm', signed({ user_id: '1' })],
  ['without a person', signed({ algorithm: 'HMAC-SHA256' })],
  ['with padding', `${known}=`],
  ['with a padded signature', known.replace('.', '=.')],
  ['with a payload that was changed', `${known.slice(0, -2)}AA`],
  ['with a third part', `${known}.x`],
  ['of no JSON', `${createHmac('sha256', secret).update('eA').digest('base64url')}.eA`],
  ['of nothing', ''],
])('meta 6: refused: %s', (_name, text) => {
  expect(readSignedRequest(text, [secret])).toBeNull()
})
