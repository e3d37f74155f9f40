import { z } from 'zod'
import { idSchema, pageOf, pageQuerySchema } from '../../../../contract/paging.ts'
import { apiKeySchema, newApiKeySchema } from '../../../../contract/workspaces.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accessCacheOf } from '../access/access-cache.ts'
import { hasRole } from '../access/create-authenticator.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { fail } from '../errors.ts'
import { insertApiKey, revokeApiKey } from '../members/api-keys.ts'
import { pageFrom, readCursor } from '../paging.ts'

const tags = ['api-keys']
const path = '/api/v1/api-keys'

export function apiKeyRoutes(server: ApiServer, deps: Deps): void {
  const config = { permission: 'admin' as const }

  server.get(
    path,
    { config, schema: { tags, querystring: pageQuerySchema, response: { 200: pageOf(apiKeySchema) } } },
    async ({ access, query }) => {
      const [before] = readCursor(query.cursor, ['id'])
      const rows = await deps.db.withWorkspace(access.workspaceId, (tx) => {
        const found = tx.selectFrom('api_keys').selectAll().where('workspace_id', '=', access.workspaceId).where('revoked_at', 'is', null)
        return (before === undefined ? found : found.where('id', '<', String(before)))
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute()
      })
      return pageFrom(
        rows,
        query.limit,
        (row) => [row.id],
        ({ id, name, role, hint, last_used_at, created_at }) => ({
          id,
          name,
          role,
          hint,
          lastUsedAt: last_used_at?.toISOString() ?? null,
          createdAt: created_at.toISOString(),
        }),
      )
    },
  )

  server.post(
    path,
    { config: { ...config, shownOnce: ['key'] }, schema: { tags, body: newApiKeySchema, response: { 201: apiKeySchema } } },
    async ({ access, body }, reply) => {
      if (!hasRole(access.role, body.role)) throw fail('owner-needed', { userMessage: 'A key cannot do more than whoever makes it.' })
      const { id, key, hint, createdAt } = await deps.db.withWorkspace(access.workspaceId, async (tx) => {
        const made = await insertApiKey(tx, access.workspaceId, body, access.actor.id)
        await recordAudit(tx, access, 'api-key.created', { type: 'api-key', id: made.id, name: body.name }, { role: body.role })
        return made
      })
      return reply.status(201).send({ ...body, id, hint, key, lastUsedAt: null, createdAt: createdAt.toISOString() })
    },
  )

  server.delete(
    `${path}/:keyId`,
    { config, schema: { tags, params: z.object({ keyId: idSchema }), response: { 204: z.null() } } },
    async ({ access, params }, reply) => {
      await deps.db.withWorkspace(access.workspaceId, async (tx) => {
        const name = await revokeApiKey(tx, access.workspaceId, params.keyId)
        await recordAudit(tx, access, 'api-key.revoked', { type: 'api-key', id: params.keyId, name })
      })
      accessCacheOf(deps.db).forgetAll()
      return reply.status(204).send(null)
    },
  )
}
