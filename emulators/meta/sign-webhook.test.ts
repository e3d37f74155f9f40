import { expect, test } from 'vitest'
import { signBody, toEscapedJson } from './sign-webhook.ts'

// Known-answer vector: these bytes, this secret, this digest.
const bytes =
  '{"object":"page","entry":[{"id":"1001","time":1793300000123,"messaging":[{"sender":{"id":"2002"},"recipient":{"id":"1001"},"timestamp":1793300000000,"message":{"mid":"m_1","text":"\\u00e4\\u00f6\\u00e5 \\ud83d\\udc4d https:\\/\\/a.b\\/c"}}]}]}'
const secret = 'test_app_secret'

test('meta 10: writes the documented bytes and their digest', () => {
  expect(toEscapedJson(JSON.parse(bytes))).toBe(bytes)
  expect(signBody(Buffer.from(bytes), secret)).toBe('sha256=cb8942da3322f2f8b9ea676246ea0ef44d7e063b05dc408bd6a32182536f4f50')
})

test('meta 1.2: a receiver that parses and serialises again computes another digest', () => {
  const reserialised = Buffer.from(JSON.stringify(JSON.parse(bytes)))
  expect(signBody(reserialised, secret)).toBe('sha256=b7e3a39be32d90128fac6a52d3a8f451272f7cd9bb84144ce889a6756cb3c60d')
})

test('meta 1.2: escapes Arabic, emoji and slashes to pure ASCII', () => {
  expect(toEscapedJson({ text: 'سلام 👍 a/b é' })).toBe('{"text":"\\u0633\\u0644\\u0627\\u0645 \\ud83d\\udc4d a\\/b \\u00e9"}')
})
