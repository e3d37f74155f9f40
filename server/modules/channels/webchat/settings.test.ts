import { expect, test } from 'vitest'
import { embedSnippet, isAllowedOrigin, webchatSettingsSchema } from './settings.ts'

test.each([
  ['https://shop.example', ['https://shop.example'], true],
  ['https://SHOP.example', ['https://shop.example'], true],
  ['https://www.shop.example', ['https://*.shop.example'], true],
  ['https://a.b.shop.example', ['https://*.shop.example'], true],
  ['https://anything.example', [], true],
  ['http://shop.example', ['https://shop.example'], false],
  ['https://shop.example:8443', ['https://shop.example'], false],
  ['https://shop.example.evil.example', ['https://shop.example'], false],
  ['https://evilshop.example', ['https://*.shop.example'], false],
  ['https://shop.example', ['https://*.shop.example'], false],
  ['http://www.shop.example', ['https://*.shop.example'], false],
  ['null', ['https://shop.example'], false],
])('%s on %j: %s', (origin, allowed, expected) => {
  expect(isAllowedOrigin(origin, allowed)).toBe(expected)
})

test('origins are tidied; what could slip a directive into a policy is no origin', () => {
  expect(webchatSettingsSchema.parse({ allowedOrigins: [' https://Shop.example/ '] }).allowedOrigins).toEqual(['https://shop.example'])
  for (const bad of [
    'shop.example',
    'https://shop.example/path',
    "https://x.example; script-src 'unsafe-inline'",
    'https://*',
    '*',
    'javascript:alert(1)',
  ])
    expect(webchatSettingsSchema.safeParse({ allowedOrigins: [bad] }).success).toBe(false)
})

test('a colour is six hex digits and nothing else', () => {
  for (const bad of ['red', '#fff', '#0f766e;}', 'url(x)']) expect(webchatSettingsSchema.safeParse({ color: bad }).success).toBe(false)
})

test('the snippet is the documented one', () => {
  expect(embedSnippet('wk_abc', 'https://parley.example.com')).toBe(
    '<script src="https://parley.example.com/widget.js" data-key="wk_abc" async></script>',
  )
})
