import { z } from 'zod'
import { idSchema, timeSchema } from '../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { updateChannel, webchat } from '../channels/index.ts'
import { fail } from './errors.ts'
import { findWidget } from './find-widget.ts'

const tags = ['Channels']
const params = z.object({ id: idSchema })
const keySchema = z.object({ kid: z.string(), createdAt: timeSchema })

/** The secrets by which a website proves who its visitor is: one for hashes, up to two for signed tokens. */
export function identityRoutes(server: ApiServer, deps: Deps): void {
  server.post(
    '/api/v1/channels/:id/identity-secret',
    {
      config: { permission: 'admin', shownOnce: ['identitySecret'] },
      schema: {
        tags,
        description: 'Makes a new identity secret and shows it this once; hashes made with the old one are refused from now on.',
        params,
        response: { 200: z.object({ identitySecret: z.string() }) },
      },
    },
    async (request) => {
      const widget = await findWidget(deps, request.access.workspaceId, request.params.id)
      const identitySecret = webchat.newIdentitySecret()
      await updateChannel(deps, request.access, widget.channelId, { credentials: { identitySecret } })
      return { identitySecret }
    },
  )

  server.get(
    '/api/v1/channels/:id/identity-keys',
    {
      config: { permission: 'admin' },
      schema: {
        tags,
        description: 'The keys whose tokens are taken, newest first.',
        params,
        response: { 200: z.object({ data: z.array(keySchema) }) },
      },
    },
    async (request) => {
      const { credentials } = await findWidget(deps, request.access.workspaceId, request.params.id)
      return { data: credentials.identityKeys.map(({ kid, createdAt }) => ({ kid, createdAt })) }
    },
  )

  server.post(
    '/api/v1/channels/:id/identity-keys',
    {
      config: { permission: 'admin', shownOnce: ['secret'] },
      schema: {
        tags,
        description: 'Makes a new key for identity tokens and shows its secret this once. The key before it stays good; older ones do not.',
        params,
        response: { 201: keySchema.extend({ secret: z.string() }) },
      },
    },
    async (request, reply) => {
      const { channelId, credentials } = await findWidget(deps, request.access.workspaceId, request.params.id)
      const { added, keys } = webchat.addIdentityKey(credentials.identityKeys, deps.clock.now())
      await updateChannel(deps, request.access, channelId, { credentials: { identityKeys: keys } })
      return reply.code(201).send(added)
    },
  )

  server.delete(
    '/api/v1/channels/:id/identity-keys/:kid',
    {
      config: { permission: 'admin' },
      schema: {
        tags,
        description: 'Tokens of this key are refused from now on.',
        params: params.extend({ kid: z.string().max(64) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { channelId, credentials } = await findWidget(deps, request.access.workspaceId, request.params.id)
      const kept = credentials.identityKeys.filter(({ kid }) => kid !== request.params.kid)
      if (kept.length === credentials.identityKeys.length) throw fail('identity-key-unknown')
      await updateChannel(deps, request.access, channelId, { credentials: { identityKeys: kept } })
      return reply.code(204).send(null)
    },
  )
}
