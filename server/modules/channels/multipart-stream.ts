import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'

export interface MultipartFile {
  field: string
  name: string
  mimeType: string
  size: number
  stream: Readable
}

/** A form with one file, sent as it is read: a video is never held in memory. `init` goes into `fetch`. */
export function multipartStream(fields: Record<string, string>, file: MultipartFile): RequestInit {
  const boundary = `parley-${randomBytes(16).toString('hex')}`
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${quote(name)}"\r\n\r\n${value}\r\n`,
  )
  const disposition = `content-disposition: form-data; name="${quote(file.field)}"; filename="${quote(file.name)}"`
  const head = Buffer.from(
    `${parts.join('')}--${boundary}\r\n${disposition}\r\ncontent-type: ${file.mimeType.replace(/[\r\n]/g, '')}\r\n\r\n`,
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield head
    for await (const piece of file.stream) yield piece as Uint8Array
    yield tail
  }
  return {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + file.size + tail.length),
    },
    body: Readable.toWeb(Readable.from(bytes(), { objectMode: false })) as ReadableStream<Uint8Array>,
    duplex: 'half',
  } as RequestInit
}

/** As browsers write it (HTML Living Standard, multipart/form-data). */
function quote(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}
