import { z } from 'zod'
import { idSchema, pageOf, pageQuerySchema } from '../../../../contract/paging.ts'
import { memberPatchSchema, memberSchema } from '../../../../contract/workspaces.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accessCacheOf } from '../access/access-cache.ts'
import { fail } from '../errors.ts'
import { changeRole, removeMember } from '../members/change-members.ts'
import { findMember, listMembers, type MemberRow } from '../members/queries.ts'
import { pageFrom, readCursor } from '../paging.ts'

const tags = ['members']
const params = z.object({ userId: idSchema })

export function memberRoutes(server: ApiServer, deps: Deps): void {
  const cache = accessCacheOf(deps.db)

  server.get(
    '/api/v1/members',
    { config: { permission: 'viewer' }, schema: { tags, querystring: pageQuerySchema, response: { 200: pageOf(memberSchema) } } },
    async ({ access, query }) => {
      const [createdAt, userId] = readCursor(query.cursor, ['time', 'id'])
      const after = createdAt === undefined ? undefined : { createdAt: String(createdAt), userId: String(userId) }
      const rows = await deps.db.withWorkspace(access.workspaceId, (tx) => listMembers(tx, access.workspaceId, query.limit + 1, after))
      return pageFrom(rows, query.limit, (row) => [row.createdAt.toISOString(), row.userId], present)
    },
  )

  server.get(
    '/api/v1/members/:userId',
    { config: { permission: 'viewer' }, schema: { tags, params, response: { 200: memberSchema } } },
    async ({ access, params }) => {
      const member = await deps.db.withWorkspace(access.workspaceId, (tx) => findMember(tx, access.workspaceId, params.userId))
      if (!member) throw fail('member-not-found')
      return present(member)
    },
  )

  server.patch(
    '/api/v1/members/:userId',
    { config: { permission: 'admin' }, schema: { tags, params, body: memberPatchSchema, response: { 200: memberSchema } } },
    async ({ access, params, body }) => {
      const member = await deps.db.withWorkspace(access.workspaceId, (tx) => changeRole(tx, access, params.userId, body.role))
      cache.forgetAll()
      return present(member)
    },
  )

  server.delete(
    '/api/v1/members/:userId',
    { config: { permission: 'admin' }, schema: { tags, params, response: { 204: z.null() } } },
    async ({ access, params }, reply) => {
      await deps.db.withWorkspace(access.workspaceId, (tx) => removeMember(tx, access, params.userId))
      cache.forgetAll()
      return reply.status(204).send(null)
    },
  )
}

function present(row: MemberRow): z.infer<typeof memberSchema> {
  return { ...row, createdAt: row.createdAt.toISOString() }
}
