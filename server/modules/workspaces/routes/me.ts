import { z } from 'zod'
import { idSchema, pageOf } from '../../../../contract/paging.ts'
import { meSchema, newWorkspaceSchema, sessionSchema, switchWorkspaceSchema, workspaceSchema } from '../../../../contract/workspaces.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accessCacheOf } from '../access/access-cache.ts'
import { accountOf } from '../access/create-authenticator.ts'
import { endSession, listSessions, useWorkspace } from '../access/queries.ts'
import { insertWorkspace } from '../accounts/create-workspace.ts'
import { fail } from '../errors.ts'
import { describeMe, findWorkspace } from './describe-me.ts'

const tags = ['accounts']

/** What a signed-in person sees and changes of themselves, in whatever workspace. */
export function meRoutes(server: ApiServer, deps: Deps): void {
  const config = { permission: 'account' as const }
  const cache = accessCacheOf(deps.db)

  server.get('/api/v1/me', { config, schema: { tags, response: { 200: meSchema } } }, async (request) =>
    describeMe(deps, accountOf(request), request.headers['x-workspace-id']),
  )

  server.post(
    '/api/v1/me/workspace',
    { config, schema: { tags, body: switchWorkspaceSchema, response: { 200: meSchema } } },
    async (request) => {
      const account = accountOf(request)
      const { workspaceId } = request.body
      if (!account.memberships.some((one) => one.workspaceId === workspaceId)) throw fail('workspace-not-found')
      await useWorkspace(deps.db, account.sessionId, workspaceId)
      cache.forgetAll()
      return describeMe(deps, account, workspaceId)
    },
  )

  server.post(
    '/api/v1/workspaces',
    { config, schema: { tags, body: newWorkspaceSchema, response: { 201: workspaceSchema } } },
    async (request, reply) => {
      const { userId, name, sessionId } = accountOf(request)
      const id = await deps.db.auth.transaction().execute((tx) => insertWorkspace(tx, request.body, { type: 'user', id: userId, name }))
      await useWorkspace(deps.db, sessionId, id)
      cache.forgetAll()
      return reply.status(201).send(await deps.db.withWorkspace(id, (tx) => findWorkspace(tx, id)))
    },
  )

  server.get('/api/v1/sessions', { config, schema: { tags, response: { 200: pageOf(sessionSchema) } } }, async (request) => {
    const { userId, sessionId } = accountOf(request)
    const sessions = await listSessions(deps.db, userId, deps.clock.now())
    const data = sessions.map((row) => ({
      id: row.id,
      userAgent: row.user_agent || null,
      current: row.id === sessionId,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.updated_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    }))
    return { data, nextCursor: null }
  })

  server.delete(
    '/api/v1/sessions/:sessionId',
    { config, schema: { tags, params: z.object({ sessionId: idSchema }), response: { 204: z.null() } } },
    async (request, reply) => {
      const ended = await endSession(deps.db, accountOf(request).userId, request.params.sessionId)
      if (!ended) throw fail('session-not-found')
      cache.forgetAll()
      return reply.status(204).send(null)
    },
  )
}
