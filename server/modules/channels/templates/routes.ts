import { z } from 'zod'
import { idSchema, pageOf } from '../../../../contract/paging.ts'
import {
  newTemplateSchema,
  templateExampleSchema,
  templatePatchSchema,
  templateQuerySchema,
  templateRulesSchema,
  templateSchema,
} from '../../../../contract/templates.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { recordAudit } from '../../workspaces/index.ts'
import { fail } from '../errors.ts'
import { createTemplate } from './create-template.ts'
import { editTemplate } from './edit-template.ts'
import { explainRefusal, openTemplates } from './open-templates.ts'
import { presentTemplate } from './present-template.ts'
import { listTemplates } from './queries.ts'
import { readTemplate, readTemplateChannel } from './read-template.ts'
import { removeTemplate } from './remove-template.ts'
import { syncTemplates } from './sync-templates.ts'
import { nextCursor, readCursor } from './template-cursor.ts'
import { uploadExample } from './upload-example.ts'

const base = '/api/v1/channels/:id/templates'
const one = `${base}/:templateId`
const read = { permission: 'viewer' } as const
const manage = { permission: 'admin' } as const
const tags = ['Templates']
const params = z.object({ id: idSchema })
const oneParams = params.extend({ templateId: idSchema })

export function templateRoutes(server: ApiServer, deps: Deps): void {
  const listSchema = { tags, params, querystring: templateQuerySchema, response: { 200: pageOf(templateSchema) } }
  server.get(base, { config: read, schema: listSchema }, async ({ access: { workspaceId }, params: { id }, query }) => {
    const { management } = await readTemplateChannel(deps, workspaceId, id)
    const { limit, cursor, status = null, q } = query
    const page = { limit: limit + 1, after: readCursor(cursor), status, q: q || null }
    const rows = await deps.db.withWorkspace(workspaceId, (tx) => listTemplates(tx, workspaceId, id, page))
    return { data: rows.slice(0, limit).map((row) => presentTemplate(row, management)), nextCursor: nextCursor(rows, limit) }
  })

  const rulesSchema = { tags, params, response: { 200: templateRulesSchema } }
  server.get(`${base}/rules`, { config: read, schema: rulesSchema }, async ({ access, params: { id } }) => {
    const { management } = await readTemplateChannel(deps, access.workspaceId, id)
    return management.rules
  })

  server.get(
    one,
    { config: read, schema: { tags, params: oneParams, response: { 200: templateSchema } } },
    async ({ access, params: { id, templateId } }) => {
      const { management } = await readTemplateChannel(deps, access.workspaceId, id)
      return presentTemplate(await readTemplate(deps, access.workspaceId, id, templateId), management)
    },
  )

  const newSchema = { tags, params, body: newTemplateSchema, response: { 201: templateSchema } }
  server.post(base, { config: manage, schema: newSchema }, async ({ access, params: { id }, body }, reply) => {
    const { management } = await readTemplateChannel(deps, access.workspaceId, id)
    return reply.code(201).send(presentTemplate(await createTemplate(deps, access, id, body), management))
  })

  const exampleSchema = {
    tags,
    params,
    consumes: ['multipart/form-data'],
    response: { 201: templateExampleSchema },
    description: 'A file for the reviewers of a template whose header shows one: goes straight to the provider and is kept nowhere here.',
  }
  server.post(`${base}/examples`, { config: manage, schema: exampleSchema }, async (request, reply) => {
    const part = request.isMultipart() ? await request.file() : undefined
    if (!part) throw fail('example-missing')
    return reply.code(201).send(await uploadExample(deps, request.access.workspaceId, request.params.id, part))
  })

  const patchSchema = { tags, params: oneParams, body: templatePatchSchema, response: { 200: templateSchema } }
  server.patch(one, { config: manage, schema: patchSchema }, async ({ access, params: { id, templateId }, body }) => {
    const { management } = await readTemplateChannel(deps, access.workspaceId, id)
    return presentTemplate(await editTemplate(deps, access, { channelId: id, id: templateId }, body), management)
  })

  const removeSchema = { tags, params: oneParams, response: { 204: z.null() } }
  server.delete(one, { config: manage, schema: removeSchema }, async ({ access, params: { id, templateId } }, reply) => {
    await removeTemplate(deps, access, { channelId: id, id: templateId })
    return reply.code(204).send(null)
  })

  const syncSchema = { tags, params, response: { 200: z.object({ count: z.number().int() }) } }
  server.post(`${base}/sync`, { config: manage, schema: syncSchema }, async ({ access, params: { id } }) => {
    const open = await openTemplates(deps, access.workspaceId, id)
    const count = await syncTemplates(deps, open).catch(explainRefusal)
    const target = { type: 'channel', id, name: open.channelName }
    await deps.db.withWorkspace(access.workspaceId, (tx) => recordAudit(tx, access, 'channel.templates-synced', target, { count }))
    return { count }
  })
}
