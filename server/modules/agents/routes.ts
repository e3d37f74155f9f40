import { z } from 'zod'
import { agentPatchSchema, agentSchema, newAgentSchema, tryAgentSchema, tryResultSchema } from '../../../contract/agents.ts'
import { idSchema, pageOf, pageQuerySchema } from '../../../contract/paging.ts'
import { isId } from '../../platform/ids.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { changeAgent, createAgent, readAgent, readAgents, removeAgent } from './change-agent.ts'
import { fail } from './errors.ts'
import type { ResponderServices } from './knowledge-search.ts'
import { tryAgent } from './try-agent.ts'

const base = '/api/v1/agents'
const read = { permission: 'viewer' } as const
const use = { permission: 'agent' } as const
const manage = { permission: 'admin' } as const
const tags = ['Agents']
const params = z.object({ id: idSchema })

export function agentRoutes(server: ApiServer, deps: Deps, services: ResponderServices): void {
  server.get(
    base,
    { config: read, schema: { tags, querystring: pageQuerySchema, response: { 200: pageOf(agentSchema) } } },
    async ({ access, query }) => {
      const found = await readAgents(deps, access.workspaceId, { limit: query.limit + 1, before: readCursor(query.cursor) })
      const data = found.slice(0, query.limit)
      const last = data.at(-1)
      return { data, nextCursor: found.length > data.length && last ? Buffer.from(last.id).toString('base64url') : null }
    },
  )

  server.post(
    base,
    { config: manage, schema: { tags, body: newAgentSchema, response: { 201: agentSchema } } },
    async ({ access, body }, answer) => answer.code(201).send(await createAgent(deps, access, services, body)),
  )

  server.get(`${base}/:id`, { config: read, schema: { tags, params, response: { 200: agentSchema } } }, async (request) =>
    readAgent(deps, request.access.workspaceId, request.params.id),
  )

  server.patch(
    `${base}/:id`,
    { config: manage, schema: { tags, params, body: agentPatchSchema, response: { 200: agentSchema } } },
    async (request) => changeAgent(deps, request.access, services, request.params.id, request.body),
  )

  server.delete(`${base}/:id`, { config: manage, schema: { tags, params, response: { 204: z.null() } } }, async (request, answer) => {
    await removeAgent(deps, request.access, request.params.id)
    return answer.code(204).send(null)
  })

  server.post(
    `${base}/:id/try`,
    { config: use, schema: { tags, params, body: tryAgentSchema, response: { 200: tryResultSchema } } },
    async (request) => {
      const gone = new AbortController()
      request.raw.once('close', () => (request.raw.destroyed && !request.raw.complete ? gone.abort() : undefined))
      const { access, params: ids, body } = request
      return tryAgent(deps, services, { workspaceId: access.workspaceId, agentId: ids.id, body, signal: gone.signal })
    },
  )
}

function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const id = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!isId(id)) throw fail('cursor-invalid')
  return id
}
