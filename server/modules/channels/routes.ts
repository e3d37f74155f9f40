import { z } from 'zod'
import {
  channelEventSchema,
  channelHealthSchema,
  channelPatchSchema,
  channelSchema,
  channelTypeSchema,
  newChannelSchema,
  ownSecretsSchema,
} from '../../../contract/channels.ts'
import { idSchema, pageOf, pageQuerySchema } from '../../../contract/paging.ts'
import { isId } from '../../platform/ids.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { deleteChannel, disconnectChannel, readChannel, updateChannel } from './change-channel.ts'
import { checkHealth } from './check-health.ts'
import { connectChannel } from './connect-channel.ts'
import { openConnections } from './connections.ts'
import { createChannel } from './create-channel.ts'
import { fail } from './errors.ts'
import { presentChannel, presentEvent, presentType } from './present-channel.ts'
import { listChannelEvents, listChannels } from './queries.ts'
import { readOwnSecrets } from './read-own-secrets.ts'
import { recordHealth } from './review-channel.ts'

const base = '/api/v1/channels'
const read = { permission: 'viewer' } as const
const manage = { permission: 'admin' } as const
const tags = ['Channels']
const params = z.object({ id: idSchema })
const eventsQuery = pageQuerySchema.extend({ status: channelEventSchema.shape.status.exclude(['duplicate']).optional() })

export function channelRoutes(server: ApiServer, deps: Deps): void {
  server.get(
    base,
    { config: read, schema: { tags, querystring: pageQuerySchema, response: { 200: pageOf(channelSchema) } } },
    async (request) => {
      const { workspaceId } = request.access
      const { limit, cursor } = request.query
      const rows = await deps.db.withWorkspace(workspaceId, (tx) =>
        listChannels(tx, workspaceId, { limit: limit + 1, after: readCursor(cursor) }),
      )
      return page(rows, limit, (row) => presentChannel(deps, row))
    },
  )

  server.get(
    `${base}/types`,
    { config: read, schema: { tags, response: { 200: z.object({ data: z.array(channelTypeSchema) }) } } },
    async () => ({
      data: [...openConnections(deps).adapters.values()].map((adapter) => presentType(deps, adapter)),
    }),
  )

  server.post(
    base,
    { config: manage, schema: { tags, body: newChannelSchema, response: { 201: channelSchema } } },
    async (request, reply) => {
      const row = await createChannel(deps, request.access, request.body)
      return reply.code(201).send(presentChannel(deps, row))
    },
  )

  server.get(`${base}/:id`, { config: read, schema: { tags, params, response: { 200: channelSchema } } }, async (request) =>
    presentChannel(deps, await readChannel(deps, request.access.workspaceId, request.params.id)),
  )

  server.patch(
    `${base}/:id`,
    { config: manage, schema: { tags, params, body: channelPatchSchema, response: { 200: channelSchema } } },
    async (request) => presentChannel(deps, await updateChannel(deps, request.access, request.params.id, request.body)),
  )

  server.delete(`${base}/:id`, { config: manage, schema: { tags, params, response: { 204: z.null() } } }, async (request, reply) => {
    await deleteChannel(deps, request.access, request.params.id)
    return reply.code(204).send(null)
  })

  server.post(`${base}/:id/disconnect`, { config: manage, schema: { tags, params, response: { 200: channelSchema } } }, async (request) =>
    presentChannel(deps, await disconnectChannel(deps, request.access, request.params.id)),
  )

  server.post(`${base}/:id/connect`, { config: manage, schema: { tags, params, response: { 200: channelSchema } } }, async (request) => {
    const { workspaceId } = request.access
    const row = await connectChannel(deps, workspaceId, request.params.id)
    const target = { type: 'channel', id: row.id, name: row.name }
    await deps.db.withWorkspace(workspaceId, (tx) => recordAudit(tx, request.access, 'channel.connected', target, { status: row.status }))
    return presentChannel(deps, row)
  })

  server.get(`${base}/:id/health`, { config: read, schema: { tags, params, response: { 200: channelHealthSchema } } }, async (request) => {
    const row = await readChannel(deps, request.access.workspaceId, request.params.id)
    const health = await checkHealth(deps, row)
    await recordHealth(deps, row, health)
    // What connecting anew mends by itself, a person may do at once.
    const checks = health.checks.map(({ reconnects, ...check }) =>
      reconnects && !check.ok ? { mend: 'reconnect' as const, ...check } : check,
    )
    return { ...health, checks }
  })

  server.get(
    `${base}/:id/own-secrets`,
    { config: manage, schema: { tags, params, response: { 200: ownSecretsSchema } } },
    async (request) => ({ data: await readOwnSecrets(deps, request.access, request.params.id) }),
  )

  const eventsSchema = { tags, params, querystring: eventsQuery, response: { 200: pageOf(channelEventSchema) } }
  server.get(`${base}/:id/events`, { config: read, schema: eventsSchema }, async (request) => {
    const { workspaceId } = request.access
    const { limit, cursor, status } = request.query
    const { id } = await readChannel(deps, workspaceId, request.params.id)
    const query = { limit: limit + 1, before: readCursor(cursor), status: status ?? null }
    const rows = await deps.db.withWorkspace(workspaceId, (tx) => listChannelEvents(tx, workspaceId, id, query))
    return page(rows, limit, presentEvent)
  })
}

/** Of `limit + 1` rows the last only tells that there are more. The cursor is the id of the last one shown. */
function page<Row extends { id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(present), nextCursor: last && rows.length > limit ? Buffer.from(last.id).toString('base64url') : null }
}

function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!isId(id)) throw fail('cursor-invalid')
  return id
}
