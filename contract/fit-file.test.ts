import { expect, test } from 'vitest'
import { fitFile } from './fit-file.ts'

const media = {
  image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5_000_000 },
  audio: { mimeTypes: ['audio/ogg'], maxBytes: 16_000_000 },
  video: null,
  document: { mimeTypes: ['application/pdf', 'image/gif', 'image/png'], maxBytes: 100_000_000 },
  sticker: { mimeTypes: ['image/webp'], maxBytes: 100_000 },
}

test('a file goes as itself, else by its type, else as a document', () => {
  expect(fitFile({ mimeType: 'image/png', size: 1000 }, media)).toEqual({ kind: 'image' })
  expect(fitFile({ mimeType: 'image/png', size: 50_000_000 }, media)).toEqual({ kind: 'document' })
  expect(fitFile({ mimeType: 'image/gif', size: 1000 }, media)).toEqual({ kind: 'document' })
  expect(fitFile({ kind: 'sticker', mimeType: 'image/webp', size: 1000 }, media)).toEqual({ kind: 'sticker' })
  expect(fitFile({ kind: 'document', mimeType: 'audio/ogg; codecs=opus', size: 1000 }, media)).toEqual({ kind: 'audio' })
})

test('what the channel does not take is refused with the reason', () => {
  expect(fitFile({ mimeType: 'video/mp4', size: 1 }, media)).toEqual({ refused: 'type' })
  expect(fitFile({ mimeType: 'image/webp', size: 1 }, media)).toEqual({ refused: 'type' })
  expect(fitFile({ mimeType: 'image/png', size: 200_000_000 }, media)).toEqual({ refused: 'size', maxBytes: 100_000_000 })
  expect(fitFile({ mimeType: 'image/jpeg', size: 5_000_001 }, media)).toEqual({ refused: 'size', maxBytes: 5_000_000 })
})

test('a channel that takes any type still has a largest size', () => {
  const any = { ...media, document: { mimeTypes: ['*'], maxBytes: 10 } }
  expect(fitFile({ mimeType: '', size: 10 }, any)).toEqual({ kind: 'document' })
  expect(fitFile({ mimeType: 'application/zip', size: 11 }, any)).toEqual({ refused: 'size', maxBytes: 10 })
})
