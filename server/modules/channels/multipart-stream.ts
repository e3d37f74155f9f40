import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'

export interface MultipartFile {
  field: string
  name: string
  mimeType: string
  size: number
  stream: Readable
}

/** A form with its files, sent as they are read: a video is never held in memory. `init` goes into `fetch`. */
export function multipartStream(fields: Record<string, string>, ...files: readonly MultipartFile[]): RequestInit {
  const boundary = `parley-${randomBytes(16).toString('hex')}`
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${quote(name)}"\r\n\r\n${value}\r\n`,
  )
  const heads = files.map((file, index) => {
    const disposition = `content-disposition: form-data; name="${quote(file.field)}"; filename="${quote(file.name)}"`
    const before = index === 0 ? parts.join('') : '\r\n'
    return Buffer.from(`${before}--${boundary}\r\n${disposition}\r\ncontent-type: ${file.mimeType.replace(/[\r\n]/g, '')}\r\n\r\n`)
  })
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (const [index, file] of files.entries()) {
        yield heads[index] as Buffer
        for await (const piece of file.stream) yield piece as Uint8Array
      }
      yield tail
    } finally {
      for (const { stream } of files) stream.destroy()
    }
  }
  const length = [...heads, tail].reduce((sum, piece) => sum + piece.length, 0) + files.reduce((sum, file) => sum + file.size, 0)
  return {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(length) },
    body: Readable.toWeb(Readable.from(bytes(), { objectMode: false })) as ReadableStream<Uint8Array>,
    duplex: 'half',
  } as RequestInit
}

/** As browsers write it (HTML Living Standard, multipart/form-data). */
function quote(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}
