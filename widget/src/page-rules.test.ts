import { expect, test } from 'vitest'
import { isOnPage } from './page-rules.ts'

test.each([
  ['/', [], [], true],
  ['/pricing', ['/pricing'], [], true],
  ['/pricing/', ['/pricing'], [], true],
  ['/pricing/team', ['/pricing'], [], false],
  ['/pricing/team', ['/pricing/*'], [], true],
  ['/pricing', ['/pricing/*'], [], false],
  ['/en/checkout/pay', [], ['*/checkout/*'], false],
  ['/en/cart', [], ['*/checkout/*'], true],
  ['/blog/a', ['/blog/*'], ['/blog/a'], false],
  ['/', ['/'], [], true],
  ['/x', ['/'], [], false],
  ['/anything', ['*'], [], true],
  ['/%D0%B4%D0%BE%D1%81%D1%82%D0%B0%D0%B2%D0%BA%D0%B0', ['/доставка'], [], true],
  ['/price(2)', ['/price(2)'], [], true],
  ['/priceX', ['/price.'], [], false],
  ['/%', ['/%'], [], true],
])('%s with show %j and hide %j: %s', (path, show, hide, expected) => {
  expect(isOnPage({ show, hide }, path)).toBe(expected)
})
