import { z } from 'zod'
import { attachmentKinds } from '../../../contract/messages.ts'
import { idSchema } from '../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { fail } from './errors.ts'
import { openFileLink } from './file-links.ts'
import { serveFile } from './serve-file.ts'
import { storeFile } from './store-file.ts'

const tags = ['files']
const maxBytes = 100 * 1024 * 1024

const fileSchema = z.object({
  id: idSchema,
  mimeType: z.string(),
  name: z.string().nullable(),
  size: z.number().int(),
  kind: z.enum(attachmentKinds),
  url: z.string(),
})

export function fileRoutes(server: ApiServer, deps: Deps): void {
  server.post(
    '/api/v1/files',
    {
      config: { permission: 'agent' },
      schema: {
        tags,
        consumes: ['multipart/form-data'],
        response: { 201: fileSchema },
        description: 'Uploads a file; its id can then be attached to a message.',
      },
    },
    async (request, reply) => {
      const part = request.isMultipart() ? await request.file() : undefined
      if (!part) throw fail('file-missing')
      const source = { stream: part.file, name: part.filename, claimedType: part.mimetype, maxBytes }
      const file = await storeFile(deps, request.access.workspaceId, source)
      return reply.status(201).send({ ...file, url: `/api/v1/files/${file.id}` })
    },
  )

  server.get(
    '/api/v1/files/:id',
    {
      config: { permission: 'viewer' },
      schema: { tags, params: z.object({ id: idSchema }), produces: ['application/octet-stream'], response: { 200: z.string() } },
    },
    async (request, reply) => serveFile(deps, request, reply, request.access.workspaceId, request.params.id),
  )

  // For providers that fetch what they are sent: whoever has the link may, for some minutes.
  server.get(
    '/files/:link',
    { config: { permission: 'public' }, schema: { hide: true, params: z.object({ link: z.string().max(500) }) } },
    async (request, reply) => {
      const { workspaceId, fileId } = openFileLink(deps, request.params.link)
      return serveFile(deps, request, reply, workspaceId, fileId)
    },
  )
}
