import { channelGrantSchema, newGrantSchema, returnedGrantSchema, startedGrantSchema } from '../../../../contract/channels.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { recordAudit } from '../../workspaces/index.ts'
import { beginGrant } from './begin-grant.ts'
import { completeGrant } from './complete-grant.ts'

const tags = ['Channels']
const manage = { permission: 'admin' } as const

/** Signing in at a provider instead of entering tokens: begun here, finished when the browser is back. */
export function grantRoutes(server: ApiServer, deps: Deps): void {
  server.post(
    '/api/v1/channels/grants',
    { config: manage, schema: { tags, body: newGrantSchema, response: { 201: startedGrantSchema } } },
    async (request, reply) => {
      const started = await beginGrant(deps, request.access, request.body)
      return reply.code(201).send(started)
    },
  )

  server.post(
    '/api/v1/channels/grants/complete',
    { config: manage, schema: { tags, body: returnedGrantSchema, response: { 200: channelGrantSchema } } },
    async ({ access, body }) => {
      const { id, type, channelId, accounts } = await completeGrant(deps, access, body)
      const target = { type: 'channel', id, name: type }
      await deps.db.withWorkspace(access.workspaceId, (tx) =>
        recordAudit(tx, access, 'channel.signed-in', target, { accounts: accounts.length }),
      )
      return { id, type, channelId, accounts: accounts.map((account) => ({ id: account.id, name: account.name })) }
    },
  )
}
