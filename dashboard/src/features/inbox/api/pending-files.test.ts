import { expect, test } from 'vitest'
import { refusalOf } from './pending-files.ts'

const media = {
  image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5_000_000 },
  audio: null,
  video: null,
  document: { mimeTypes: ['application/pdf', 'image/*'], maxBytes: 100_000_000 },
  sticker: null,
}

test('a file goes as itself or at least as a document', () => {
  expect(refusalOf({ name: 'a.png', type: 'image/png', size: 1000 }, media)).toBeNull()
  expect(refusalOf({ name: 'a.png', type: 'image/png', size: 50_000_000 }, media)).toBeNull()
  expect(refusalOf({ name: 'a.gif', type: 'image/gif', size: 1000 }, media)).toBeNull()
})

test('what the channel does not take is refused with the reason', () => {
  expect(refusalOf({ name: 'a.mp3', type: 'audio/mpeg', size: 1 }, media)).toEqual({ reason: 'kind', type: 'audio/mpeg' })
  expect(refusalOf({ name: 'a.pdf', type: 'application/pdf', size: 200_000_000 }, media)).toEqual({
    reason: 'size',
    name: 'a.pdf',
    maxBytes: 100_000_000,
  })
})

test('a channel that names no types takes any', () => {
  expect(refusalOf({ name: 'x.bin', type: '', size: 5 }, { ...media, document: { mimeTypes: [], maxBytes: 10 } })).toBeNull()
})
