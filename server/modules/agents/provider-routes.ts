import { z } from 'zod'
import { defaultModelSchema, modelProviderSchema, newModelProviderSchema } from '../../../contract/agents.ts'
import { idSchema, pageOf } from '../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { changeProvider, createProvider, presentProvider, removeProvider, testProvider } from './change-provider.ts'
import { fail } from './errors.ts'
import { defaultProvider } from './model-providers.ts'
import { findProvider, listProviders } from './queries.ts'

const base = '/api/v1/model-providers'
const manage = { permission: 'admin' } as const
const tags = ['Model providers']
const params = z.object({ id: idSchema })
const patchSchema = newModelProviderSchema.extend({ isDefault: z.boolean() }).partial()

export function providerRoutes(server: ApiServer, deps: Deps): void {
  server.get(base, { config: manage, schema: { tags, response: { 200: pageOf(modelProviderSchema) } } }, async ({ access }) => {
    const rows = await deps.db.withWorkspace(access.workspaceId, (tx) => listProviders(tx, access.workspaceId))
    return { data: rows.map(presentProvider), nextCursor: null }
  })

  server.post(
    base,
    { config: manage, schema: { tags, body: newModelProviderSchema, response: { 201: modelProviderSchema } } },
    async ({ access, body }, answer) => answer.code(201).send(await createProvider(deps, access, body)),
  )

  server.get(`${base}/default`, { config: manage, schema: { tags, response: { 200: defaultModelSchema } } }, async ({ access }) => {
    const found = await deps.db.withWorkspace(access.workspaceId, (tx) => defaultProvider(deps, tx, access.workspaceId))
    return {
      model: found && { provider: found.name, name: found.defaultModel, from: found.id ? ('workspace' as const) : ('instance' as const) },
    }
  })

  server.get(
    `${base}/:id`,
    { config: manage, schema: { tags, params, response: { 200: modelProviderSchema } } },
    async ({ access, params: { id } }) => {
      const row = await deps.db.withWorkspace(access.workspaceId, (tx) => findProvider(tx, access.workspaceId, id))
      if (!row) throw fail('provider-not-found')
      return presentProvider(row)
    },
  )

  server.patch(
    `${base}/:id`,
    { config: manage, schema: { tags, params, body: patchSchema, response: { 200: modelProviderSchema } } },
    async (request) => changeProvider(deps, request.access, request.params.id, request.body),
  )

  server.delete(`${base}/:id`, { config: manage, schema: { tags, params, response: { 204: z.null() } } }, async (request, answer) => {
    await removeProvider(deps, request.access, request.params.id)
    return answer.code(204).send(null)
  })

  server.post(`${base}/:id/test`, { config: manage, schema: { tags, params, response: { 200: modelProviderSchema } } }, async (request) =>
    testProvider(deps, request.access, request.params.id),
  )
}
