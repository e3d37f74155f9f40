import { expect, test } from 'vitest'
import { refusalOf } from './pending-files.ts'

const media = {
  image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5_000_000 },
  audio: null,
  video: null,
  document: { mimeTypes: ['application/pdf'], maxBytes: 100_000_000 },
  sticker: null,
}

test('what the channel takes is no news', () => {
  expect(refusalOf({ type: 'image/png', size: 1000 }, media)).toBeNull()
  expect(refusalOf({ type: 'application/pdf', size: 50_000_000 }, media)).toBeNull()
})

test('what it does not take is refused with the reason', () => {
  expect(refusalOf({ type: 'audio/mpeg', size: 1 }, media)).toEqual({ refused: 'type' })
  expect(refusalOf({ type: 'image/png', size: 6_000_000 }, media)).toEqual({ refused: 'size', maxBytes: 5_000_000 })
})

test('a note takes everything, and a type that the browser does not know is left to the server', () => {
  expect(refusalOf({ type: 'audio/mpeg', size: 1 }, null)).toBeNull()
  expect(refusalOf({ type: '', size: 1 }, media)).toBeNull()
})
