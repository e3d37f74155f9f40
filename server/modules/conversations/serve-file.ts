import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../platform/module.ts'
import { fail } from './errors.ts'

// What a browser may show by itself; everything else is a download.
const shown = /^(image\/(png|jpeg|gif|webp|avif)|audio\/|video\/|application\/pdf$)/

/** Streams a stored file, so that it can be shown or saved but never run: sniffing off, scripts off, foreign types as downloads. */
export async function serveFile(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  workspaceId: string,
  fileId: string,
): Promise<FastifyReply> {
  const file = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('files')
      .select(['mime_type', 'name', 'size', 'sha256'])
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', fileId)
      .executeTakeFirst(),
  )
  if (!file) throw fail('file-not-found')
  const etag = `"${file.sha256}"`
  if (request.headers['if-none-match'] === etag) return reply.status(304).send()
  const range = readRange(request, file.size, etag)
  if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${file.size}`).send()
  const stream = await deps.files.read({ workspaceId, fileId })
  const disposition = shown.test(file.mime_type) ? 'inline' : 'attachment'
  return reply
    .header('content-type', file.mime_type)
    .status(range ? 206 : 200)
    .header('accept-ranges', 'bytes')
    .headers(range ? { 'content-range': `bytes ${range.from}-${range.to}/${file.size}` } : {})
    .header('content-length', range ? range.to - range.from + 1 : file.size)
    .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name ?? `file-${fileId}`)}`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', 'private, max-age=3600')
    .header('etag', etag)
    .send(range ? Readable.from(cut(stream, range)) : stream)
}

interface Range {
  from: number
  to: number
}

/** One range of bytes (RFC 9110 §14): players of audio and video ask so, and some play nothing without. Several at once get the whole file. */
function readRange({ headers }: FastifyRequest, size: number, etag: string): Range | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? []
  if (first === '' && last === '') return null
  if (headers['if-range'] !== undefined && headers['if-range'] !== etag) return null
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < from) return null
  return from > to ? 'unsatisfiable' : { from, to }
}

async function* cut(stream: Readable, { from, to }: Range): AsyncGenerator<Buffer> {
  let place = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const piece = chunk.subarray(Math.max(0, from - place), Math.max(0, to + 1 - place))
    if (piece.length > 0) yield piece
    place += chunk.length
    if (place > to) return
  }
}
