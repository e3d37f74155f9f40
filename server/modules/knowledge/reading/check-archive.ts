import { inflateRawSync } from 'node:zlib'
import { unreadable } from '../errors.ts'

const mostEntries = 5_000
const mostBytes = 150 * 1024 * 1024

/**
 * Unpacks every entry of a ZIP archive once and throws the result away, to know before a parser does it that all together stay within
 * bounds: the sizes that an archive states of itself may lie. Layout: APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
 * @throws AppError `document-too-large`, `document-damaged`, `document-encrypted`
 */
export function checkArchive(archive: Buffer): void {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + 22 > archive.length) throw unreadable('document-damaged')
  const entries = archive.readUInt16LE(end + 10)
  if (entries > mostEntries) throw unreadable('document-too-large')
  let left = mostBytes
  let at = archive.readUInt32LE(end + 16)
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== 0x02014b50) throw unreadable('document-damaged')
    if (archive.readUInt16LE(at + 8) & 1) throw unreadable('document-encrypted')
    left -= unpackedSize(archive, at, left)
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
}

function unpackedSize(archive: Buffer, at: number, limit: number): number {
  const method = archive.readUInt16LE(at + 10)
  const packed = archive.readUInt32LE(at + 20)
  const local = archive.readUInt32LE(at + 42)
  if (local + 30 > archive.length) throw unreadable('document-damaged')
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const content = archive.subarray(start, start + packed)
  if (method === 0) return content.length
  if (method !== 8) throw unreadable('document-damaged')
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, limit) }).length
  } catch (error) {
    throw unreadable((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'document-too-large' : 'document-damaged')
  }
}
