import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileFailure } from './file-errors.ts'

/** Writes a stream into a file of `folder` and measures it; fails as soon as it grows beyond `maxBytes`. */
export async function measuredFile(source: Readable, folder: string, maxBytes: number): Promise<{ file: string; size: number }> {
  const file = path.join(folder, 'content')
  let size = 0
  const measure = new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length
      if (size > maxBytes) done(fileFailure('file-too-large', { message: `More than ${maxBytes} bytes` }))
      else done(null, piece)
    },
  })
  await pipeline(source, measure, createWriteStream(file, { mode: 0o600, flush: true }))
  return { file, size }
}
