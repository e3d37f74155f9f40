import { z } from 'zod'
import {
  addedSourcesSchema,
  newSourcesSchema,
  sourcePassageSchema,
  sourcePatchSchema,
  sourceSchema,
  sourceStatuses,
} from '../../../contract/knowledge.ts'
import { idSchema, pageOf, pageQuerySchema } from '../../../contract/paging.ts'
import { AppError } from '../../platform/errors.ts'
import { isId } from '../../platform/ids.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { addFile } from './add-file.ts'
import { addSources } from './add-sources.ts'
import { changeKnowledge } from './change-knowledge.ts'
import { deleteSource, patchSource, resyncSource } from './change-sources.ts'
import { fail } from './errors.ts'
import { pageFrom, readCursor } from './paging.ts'
import { presentSource } from './present.ts'
import { findKnowledge, findSource, listPassages, listSources } from './queries.ts'
import { readUpload } from './read-upload.ts'

const tags = ['knowledge']
const read = { permission: 'viewer' as const }
const change = { permission: 'admin' as const }
const params = z.object({ id: idSchema })
const sourceParams = z.object({ id: idSchema, sourceId: idSchema })
const base = '/api/v1/knowledge/:id/sources'
/** Five hundred pages of text in one request. */
const largestBody = 32 * 1024 * 1024

export function sourceRoutes(server: ApiServer, deps: Deps): void {
  server.post(
    base,
    {
      config: change,
      bodyLimit: largestBody,
      // An upload (multipart/form-data with one part `file`, and perhaps a field `title`) has no JSON body.
      schema: {
        tags,
        params,
        body: newSourcesSchema.nullish(),
        consumes: ['application/json', 'multipart/form-data'],
        response: { 201: addedSourcesSchema },
      },
    },
    async (request, reply) => {
      const {
        access,
        body,
        params: { id },
      } = request
      if (request.isMultipart()) {
        return reply.status(201).send(presentSource(await readUpload(request, (upload) => addFile(deps, access, id, upload))))
      }
      if (!body) throw new AppError('invalid-request', { status: 400, title: 'The request holds no source.' })
      const sources = 'sources' in body ? body.sources : [body]
      const added = await changeKnowledge(deps, access.workspaceId, id, async (tx, revision) => {
        const rows = await addSources(tx, deps, access.workspaceId, { knowledgeId: id, revision }, sources)
        await recordAudit(tx, access, 'knowledge.sources-added', { type: 'knowledge', id, name: null }, { count: rows.length })
        return rows.map(presentSource)
      })
      const [first] = added
      return reply.status(201).send('sources' in body || !first ? { data: added } : first)
    },
  )

  server.get(
    base,
    {
      config: read,
      schema: {
        tags,
        params,
        querystring: pageQuerySchema.extend({ status: z.enum(sourceStatuses).optional() }),
        response: { 200: pageOf(sourceSchema) },
      },
    },
    async ({ access: { workspaceId }, params: { id }, query }) => {
      const before = readCursor(query.cursor, isId)
      const rows = await deps.db.withWorkspace(workspaceId, async (tx) => {
        if (!(await findKnowledge(tx, workspaceId, id))) throw fail('knowledge-not-found')
        return listSources(tx, workspaceId, id, { before, limit: query.limit + 1, status: query.status })
      })
      return pageFrom(rows, query.limit, (row) => row.id, presentSource)
    },
  )

  server.get(
    `${base}/:sourceId`,
    { config: read, schema: { tags, params: sourceParams, response: { 200: sourceSchema } } },
    async ({ access: { workspaceId }, params: { id, sourceId } }) => {
      const row = await deps.db.withWorkspace(workspaceId, (tx) => findSource(tx, workspaceId, id, sourceId))
      if (!row) throw fail('source-not-found')
      return presentSource(row)
    },
  )

  server.patch(
    `${base}/:sourceId`,
    { config: change, schema: { tags, params: sourceParams, body: sourcePatchSchema, response: { 200: sourceSchema } } },
    async ({ access, params: { id, sourceId }, body }) => presentSource(await patchSource(deps, access, id, sourceId, body)),
  )

  server.delete(
    `${base}/:sourceId`,
    { config: change, schema: { tags, params: sourceParams, response: { 204: z.null() } } },
    async ({ access, params: { id, sourceId } }, reply) => {
      await deleteSource(deps, access, id, sourceId)
      return reply.status(204).send(null)
    },
  )

  server.post(
    `${base}/:sourceId/resync`,
    { config: change, schema: { tags, params: sourceParams, response: { 202: sourceSchema } } },
    async ({ access, params: { id, sourceId } }, reply) =>
      reply.status(202).send(presentSource(await resyncSource(deps, access, id, sourceId))),
  )

  server.get(
    `${base}/:sourceId/passages`,
    { config: read, schema: { tags, params: sourceParams, querystring: pageQuerySchema, response: { 200: pageOf(sourcePassageSchema) } } },
    async ({ access: { workspaceId }, params: { id, sourceId }, query }) => {
      const after = readCursor(query.cursor, (place) => /^\d{1,9}$/.test(place))
      const rows = await deps.db.withWorkspace(workspaceId, async (tx) => {
        if (!(await findSource(tx, workspaceId, id, sourceId))) throw fail('source-not-found')
        return listPassages(tx, workspaceId, sourceId, { after: Number(after ?? -1), limit: query.limit + 1 })
      })
      return pageFrom(
        rows,
        query.limit,
        (row) => String(row.position),
        (row) => row,
      )
    },
  )
}
