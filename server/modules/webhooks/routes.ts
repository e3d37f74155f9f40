import { z } from 'zod'
import { idSchema, pageOf, pageQuerySchema } from '../../../contract/paging.ts'
import {
  deliveryQuerySchema,
  newWebhookSchema,
  webhookDeliverySchema,
  webhookPatchSchema,
  webhookSchema,
} from '../../../contract/webhooks.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './change-webhook.ts'
import { pageFrom, readCursor } from './paging.ts'
import { presentDelivery, presentWebhook } from './present-webhook.ts'
import { getEndpoint, listEndpoints } from './queries.ts'
import { listDeliveries } from './queries-deliveries.ts'
import { resendDelivery, sendTest } from './send-again.ts'

const base = '/api/v1/webhooks'
const config = { permission: 'admin' } as const
const showsSecret = { ...config, shownOnce: ['secret'] }
const tags = ['webhooks']
const params = z.object({ id: idSchema })
const deliveryParams = z.object({ id: idSchema, deliveryId: idSchema })

export function webhookRoutes(server: ApiServer, deps: Deps): void {
  const inWorkspace = deps.db.withWorkspace

  server.get(
    base,
    { config, schema: { tags, querystring: pageQuerySchema, response: { 200: pageOf(webhookSchema) } } },
    async ({ access, query: { limit, cursor } }) => {
      const page = { before: readCursor(cursor), limit: limit + 1 }
      const rows = await inWorkspace(access.workspaceId, (tx) => listEndpoints(tx, access.workspaceId, page))
      return pageFrom(rows, limit, (row) => presentWebhook(row))
    },
  )

  server.post(
    base,
    { config: showsSecret, schema: { tags, body: newWebhookSchema, response: { 201: webhookSchema } } },
    async ({ access, body }, reply) => {
      const { row, secret } = await inWorkspace(access.workspaceId, (tx) => createWebhook(deps, tx, access, body))
      return reply.status(201).send(presentWebhook(row, secret))
    },
  )

  server.get(`${base}/:id`, { config, schema: { tags, params, response: { 200: webhookSchema } } }, async ({ access, params: { id } }) =>
    presentWebhook(await inWorkspace(access.workspaceId, (tx) => getEndpoint(tx, access.workspaceId, id))),
  )

  server.patch(
    `${base}/:id`,
    { config, schema: { tags, params, body: webhookPatchSchema, response: { 200: webhookSchema } } },
    async ({ access, params: { id }, body }) =>
      presentWebhook(await inWorkspace(access.workspaceId, (tx) => updateWebhook(deps, tx, access, id, body))),
  )

  server.delete(
    `${base}/:id`,
    { config, schema: { tags, params, response: { 204: z.null() } } },
    async ({ access, params: { id } }, reply) => {
      await inWorkspace(access.workspaceId, (tx) => deleteWebhook(tx, access, id))
      return reply.status(204).send(null)
    },
  )

  server.post(
    `${base}/:id/rotate-secret`,
    {
      config: showsSecret,
      schema: {
        tags,
        params,
        response: { 200: webhookSchema },
        description: 'For 24 hours deliveries carry the signatures of both secrets.',
      },
    },
    async ({ access, params: { id } }) => {
      const { row, secret } = await inWorkspace(access.workspaceId, (tx) => rotateSecret(deps, tx, access, id))
      return presentWebhook(row, secret)
    },
  )

  server.post(
    `${base}/:id/test`,
    { config, schema: { tags, params, response: { 200: webhookDeliverySchema }, description: 'Sends a webhook.test event at once.' } },
    async ({ access, params: { id } }) => presentDelivery(await sendTest(deps, access, id)),
  )

  server.get(
    `${base}/:id/deliveries`,
    { config, schema: { tags, params, querystring: deliveryQuerySchema, response: { 200: pageOf(webhookDeliverySchema) } } },
    async ({ access, params: { id }, query: { limit, cursor, status } }) => {
      const page = { before: readCursor(cursor), status: status ?? null, limit: limit + 1 }
      const rows = await inWorkspace(access.workspaceId, async (tx) => {
        await getEndpoint(tx, access.workspaceId, id)
        return listDeliveries(tx, access.workspaceId, id, page)
      })
      return pageFrom(rows, limit, presentDelivery)
    },
  )

  server.post(
    `${base}/:id/deliveries/:deliveryId/resend`,
    { config, schema: { tags, params: deliveryParams, response: { 202: webhookDeliverySchema } } },
    async ({ access, params: { id, deliveryId } }, reply) => {
      const row = await inWorkspace(access.workspaceId, (tx) => resendDelivery(deps, tx, access, id, deliveryId))
      return reply.status(202).send(presentDelivery(row))
    },
  )
}
