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
  const stream = await deps.files.read({ workspaceId, fileId })
  const disposition = shown.test(file.mime_type) ? 'inline' : 'attachment'
  return reply
    .header('content-type', file.mime_type)
    .header('content-length', file.size)
    .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name ?? `file-${fileId}`)}`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', 'private, max-age=3600')
    .header('etag', etag)
    .send(stream)
}
