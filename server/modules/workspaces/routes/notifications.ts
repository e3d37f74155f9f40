import type { FastifyRequest } from 'fastify'
import { notificationSettingsSchema } from '../../../../contract/workspaces.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accountOf, membershipOf } from '../access/create-authenticator.ts'
import { fail } from '../errors.ts'
import { setChannelMails, wantsChannelMails } from '../members/queries.ts'

const path = '/api/v1/me/notifications'
const tags = ['accounts']
const config = { permission: 'account' } as const

/** What the person wants to be told of by mail, in the workspace that they work in. */
export function notificationRoutes(server: ApiServer, deps: Deps): void {
  server.get(path, { config, schema: { tags, response: { 200: notificationSettingsSchema } } }, async (request) => {
    const { workspaceId, userId } = memberOf(request)
    const wanted = await deps.db.withWorkspace(workspaceId, (tx) => wantsChannelMails(tx, workspaceId, userId))
    return { channels: wanted ?? false }
  })

  server.patch(
    path,
    { config, schema: { tags, body: notificationSettingsSchema, response: { 200: notificationSettingsSchema } } },
    async (request) => {
      const { workspaceId, userId } = memberOf(request)
      await deps.db.withWorkspace(workspaceId, (tx) => setChannelMails(tx, workspaceId, userId, request.body.channels))
      return request.body
    },
  )
}

/** @throws AppError `no-workspace` */
function memberOf(request: FastifyRequest): { workspaceId: string; userId: string } {
  const account = accountOf(request)
  const membership = membershipOf(account, request.headers['x-workspace-id']) ?? membershipOf(account)
  if (!membership) throw fail('no-workspace')
  return { workspaceId: membership.workspaceId, userId: account.userId }
}
