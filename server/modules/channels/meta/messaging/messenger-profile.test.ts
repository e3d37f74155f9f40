import { expect, test } from 'vitest'
import { profileSettings } from './messenger-profile.ts'

test.each([
  ['Our shop', 'Our shop'],
  ['Our shop | shop.example', 'Our shop | https://shop.example'],
  ['Our shop|shop.example/new?x=1', 'Our shop| https://shop.example/new?x=1'],
  ['Our shop | http://shop.example', 'Our shop | http://shop.example'],
])('a menu entry "%s" is taken as %s', (written, taken) => {
  expect(profileSettings.menu.parse([written])).toEqual([taken])
})

test.each(['Our shop | nowhere', 'Our shop | mailto:us@shop.example', 'x'.repeat(31)])('"%s" is none', (written) => {
  expect(profileSettings.menu.safeParse([written]).success).toBe(false)
})
