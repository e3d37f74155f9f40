import { z } from 'zod'
import { knowledgePatchSchema, knowledgeSchema, newKnowledgeSchema, passageSchema, searchQuerySchema } from '../../../contract/knowledge.ts'
import { idSchema, pageOf, pageQuerySchema } from '../../../contract/paging.ts'
import { isId } from '../../platform/ids.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { createKnowledge, deleteKnowledge, updateKnowledge } from './change-bases.ts'
import { fail } from './errors.ts'
import { pageFrom, readCursor } from './paging.ts'
import { presentKnowledge } from './present.ts'
import { findKnowledge, listKnowledge } from './queries.ts'
import { searchPassages } from './search/search-passages.ts'

const tags = ['knowledge']
const read = { permission: 'viewer' as const }
const change = { permission: 'admin' as const }
const params = z.object({ id: idSchema })

export function knowledgeRoutes(server: ApiServer, deps: Deps): void {
  server.get(
    '/api/v1/knowledge',
    { config: read, schema: { tags, querystring: pageQuerySchema, response: { 200: pageOf(knowledgeSchema) } } },
    async ({ access: { workspaceId }, query }) => {
      const before = readCursor(query.cursor, isId)
      const rows = await deps.db.withWorkspace(workspaceId, (tx) => listKnowledge(tx, workspaceId, { before, limit: query.limit + 1 }))
      return pageFrom(rows, query.limit, (row) => row.id, presentKnowledge)
    },
  )

  server.post(
    '/api/v1/knowledge',
    { config: change, schema: { tags, body: newKnowledgeSchema, response: { 201: knowledgeSchema } } },
    async ({ access, body }, reply) => reply.status(201).send(await createKnowledge(deps, access, body)),
  )

  server.get(
    '/api/v1/knowledge/:id',
    { config: read, schema: { tags, params, response: { 200: knowledgeSchema } } },
    async ({ access: { workspaceId }, params: { id } }) => {
      const row = await deps.db.withWorkspace(workspaceId, (tx) => findKnowledge(tx, workspaceId, id))
      if (!row) throw fail('knowledge-not-found')
      return presentKnowledge(row)
    },
  )

  server.patch(
    '/api/v1/knowledge/:id',
    { config: change, schema: { tags, params, body: knowledgePatchSchema, response: { 200: knowledgeSchema } } },
    async ({ access, params: { id }, body }) => updateKnowledge(deps, access, id, body),
  )

  server.delete(
    '/api/v1/knowledge/:id',
    { config: change, schema: { tags, params, response: { 204: z.null() } } },
    async ({ access, params: { id } }, reply) => {
      await deleteKnowledge(deps, access, id)
      return reply.status(204).send(null)
    },
  )

  server.get(
    '/api/v1/knowledge/:id/search',
    {
      config: read,
      schema: { tags, params, querystring: searchQuerySchema, response: { 200: z.object({ data: z.array(passageSchema) }) } },
    },
    async ({ access: { workspaceId }, params: { id }, query }) => {
      const found = await deps.db.withWorkspace(workspaceId, (tx) => findKnowledge(tx, workspaceId, id))
      if (!found) throw fail('knowledge-not-found')
      const data = await searchPassages(deps, workspaceId, { knowledgeIds: [id], query: query.q, limit: query.limit, maxAgeMs: 0 })
      return { data }
    },
  )
}
