import { expect, test } from 'vitest'
import type { OutboundMedia } from '../outbound-message.ts'
import { telegramLimits } from './capabilities.ts'
import { mediaParts } from './render-media.ts'

const limits = telegramLimits(false)
const megabyte = 1024 * 1024
let count = 0
const file = (mimeType: string, size = 1000): OutboundMedia => {
  const family = mimeType.split('/')[0]
  const kind = family === 'image' || family === 'audio' || family === 'video' ? family : 'document'
  return { kind, mimeType, size, name: null, fileId: `file-${count++}`, voice: false }
}
const photo = () => file('image/jpeg')
const shape = (media: OutboundMedia[], caption: string | null = null, within = limits) =>
  mediaParts(media, caption, within).map((part) => [part.method, part.files?.length])

test('photos and videos are an album, in their order, with the caption on the first', () => {
  const media = [photo(), file('video/mp4'), photo()]
  const [part, ...more] = mediaParts(media, 'Three', limits)
  expect(more).toEqual([])
  expect(part).toMatchObject({
    method: 'sendMediaGroup',
    body: {
      media: [
        { type: 'photo', media: 'attach://file0', caption: 'Three' },
        { type: 'video', media: 'attach://file1' },
        { type: 'photo', media: 'attach://file2' },
      ],
    },
    note: 'Three',
  })
  expect(part?.files?.map((one) => one.fileId)).toEqual(media.map((one) => one.fileId))
})

test('other 1 (Sending): documents and music keep to their like, voice notes and stickers stand alone', () => {
  const pdf = () => file('application/pdf')
  expect(shape([photo(), photo(), pdf(), pdf(), file('audio/mpeg'), file('audio/mpeg')])).toEqual([
    ['sendMediaGroup', 2],
    ['sendMediaGroup', 2],
    ['sendMediaGroup', 2],
  ])
  expect(shape([photo(), pdf(), photo()])).toEqual([
    ['sendPhoto', 1],
    ['sendDocument', 1],
    ['sendPhoto', 1],
  ])
  expect(shape([file('audio/ogg'), file('audio/ogg'), file('audio/mpeg')])).toEqual([
    ['sendVoice', 1],
    ['sendVoice', 1],
    ['sendAudio', 1],
  ])
})

test('other 1 (Sending): a picture of more than 10 MB goes as a file', () => {
  expect(shape([file('image/jpeg', 10 * megabyte)])).toEqual([['sendPhoto', 1]])
  expect(shape([file('image/jpeg', 10 * megabyte + 1)])).toEqual([['sendDocument', 1]])
})

test('an album has ten at most, and is no larger than one request may be', () => {
  expect(shape(Array.from({ length: 11 }, photo))).toEqual([
    ['sendMediaGroup', 10],
    ['sendPhoto', 1],
  ])
  const video = () => file('video/mp4', 30 * megabyte)
  expect(shape([video(), video(), photo()])).toEqual([
    ['sendVideo', 1],
    ['sendMediaGroup', 2],
  ])
  expect(shape([video(), video(), photo()], null, telegramLimits(true))).toEqual([['sendMediaGroup', 3]])
})

test('other 1 (Sending): a server of one’s own takes forty times as much', () => {
  const large = file('application/zip', 60 * megabyte)
  expect(() => mediaParts([large], null, limits)).toThrow('too large')
  expect(shape([large], null, telegramLimits(true))).toEqual([['sendDocument', 1]])
})
