import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { newSigningSecret, signatureHeaders } from './signing-secret.ts'

test('the example of the Standard Webhooks specification', () => {
  const headers = signatureHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1614265330_000),
    body: '{"test": 2432232314}',
  })
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('each of two secrets verifies, a third or another body does not', () => {
  const [current, previous, foreign] = [newSigningSecret(), newSigningSecret(), newSigningSecret()]
  const headers = signatureHeaders([current, previous], { id: 'one', at: new Date(), body: '{"a":1}' })
  for (const secret of [current, previous]) expect(new Webhook(secret).verify('{"a":1}', headers)).toEqual({ a: 1 })
  expect(() => new Webhook(foreign).verify('{"a":1}', headers)).toThrow('No matching signature')
  expect(() => new Webhook(current).verify('{"a":2}', headers)).toThrow('No matching signature')
})

test('secrets have the prefix and the size that the specification asks for', () => {
  const secret = newSigningSecret()
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32)
  expect(newSigningSecret()).not.toBe(secret)
})
