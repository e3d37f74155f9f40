import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { contactImportBodySchema, contactImportQuerySchema, contactImportSchema } from '../../../../contract/contacts.ts'
import { idSchema } from '../../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { fail } from '../errors.ts'
import { queueImport } from './import-file.ts'
import { importList } from './import-list.ts'
import { findImport, presentImport } from './queries.ts'
import { readFields, readWishes } from './read-wishes.ts'

const tags = ['contacts']
const largestBody = 101 * 1024 * 1024

export function importRoutes(server: ApiServer, deps: Deps): void {
  // Left in the socket: it is read as a stream, however long it is.
  server.addContentTypeParser(['text/csv', 'text/tab-separated-values'], (_request, _payload, done) => done(null, null))

  server.post(
    '/api/v1/contacts/import',
    {
      config: { permission: 'admin' },
      bodyLimit: largestBody,
      schema: {
        tags,
        querystring: contactImportQuerySchema,
        body: contactImportBodySchema.nullish(),
        consumes: ['application/json', 'text/csv', 'multipart/form-data'],
        response: { 200: contactImportSchema, 202: contactImportSchema },
        description: 'People from a list (taken in at once: 200) or from a CSV file (read by a job: 202, and its progress by its id).',
      },
    },
    async (request, reply) => {
      const { access, body, query } = request
      if (body) return reply.status(200).send(await importList(deps, access, body))
      const { file, wishes } = request.isMultipart() ? await readForm(request, query) : { file: request.raw, wishes: query }
      if (!request.isMultipart() && !/^text\//.test(request.headers['content-type'] ?? '')) throw fail('import-missing')
      const row = await queueImport(deps, access, file, readWishes(wishes))
      return reply.status(202).send(presentImport(row))
    },
  )

  server.get(
    '/api/v1/contacts/imports/:id',
    { config: { permission: 'admin' }, schema: { tags, params: z.object({ id: idSchema }), response: { 200: contactImportSchema } } },
    async ({ access: { workspaceId }, params: { id } }) => {
      const row = await deps.db.withWorkspace(workspaceId, (tx) => findImport(tx, workspaceId, id))
      if (!row) throw fail('import-not-found')
      return presentImport(row)
    },
  )
}

async function readForm(request: FastifyRequest, query: z.output<typeof contactImportQuerySchema>) {
  const part: MultipartFile | undefined = await request.file()
  if (!part) throw fail('import-missing')
  const fields = Object.entries(part.fields).flatMap(([name, field]) =>
    field && !Array.isArray(field) && field.type === 'field' ? [[name, String(field.value)] as const] : [],
  )
  return { file: part.file, wishes: { ...query, ...readFields(Object.fromEntries(fields)) } }
}
