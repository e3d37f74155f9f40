import { z } from 'zod'
import {
  contactConsentSchema,
  contactPatchSchema,
  contactQuerySchema,
  contactSchema,
  newContactSchema,
} from '../../../contract/contacts.ts'
import { idSchema, pageOf } from '../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { nextCursor, readPlace } from '../../platform/time-cursor.ts'
import { createContact, updateContact } from './change-contact.ts'
import { listConsents } from './consents.ts'
import { getContact, listContacts } from './queries.ts'

const tags = ['contacts']
const params = z.object({ id: idSchema })

export function contactRoutes(server: ApiServer, deps: Deps): void {
  const inWorkspace = deps.db.withWorkspace

  server.get(
    '/api/v1/contacts',
    { config: { permission: 'viewer' }, schema: { tags, querystring: contactQuerySchema, response: { 200: pageOf(contactSchema) } } },
    async ({ access, query: { limit, cursor, q } }) => {
      const found = await inWorkspace(access.workspaceId, (tx) =>
        listContacts(tx, access.workspaceId, { q, from: readPlace(cursor), limit: limit + 1 }),
      )
      return { data: found.slice(0, limit), nextCursor: nextCursor(found, limit, ({ updatedAt, id }) => ({ at: updatedAt, id })) }
    },
  )

  server.post(
    '/api/v1/contacts',
    { config: { permission: 'agent' }, schema: { tags, body: newContactSchema, response: { 201: contactSchema } } },
    async ({ access, body }, reply) => {
      const contact = await inWorkspace(access.workspaceId, async (tx) =>
        getContact(tx, access.workspaceId, await createContact(tx, access.workspaceId, body)),
      )
      return reply.status(201).send(contact)
    },
  )

  server.get(
    '/api/v1/contacts/:id',
    { config: { permission: 'viewer' }, schema: { tags, params, response: { 200: contactSchema } } },
    async ({ access, params: { id } }) => inWorkspace(access.workspaceId, (tx) => getContact(tx, access.workspaceId, id)),
  )

  server.get(
    '/api/v1/contacts/:id/consents',
    { config: { permission: 'viewer' }, schema: { tags, params, response: { 200: z.object({ data: z.array(contactConsentSchema) }) } } },
    async ({ access, params: { id } }) => ({
      data: await inWorkspace(access.workspaceId, (tx) => listConsents(tx, access.workspaceId, id)),
    }),
  )

  server.patch(
    '/api/v1/contacts/:id',
    { config: { permission: 'agent' }, schema: { tags, params, body: contactPatchSchema, response: { 200: contactSchema } } },
    async ({ access, params: { id }, body }) =>
      inWorkspace(access.workspaceId, async (tx) => {
        await updateContact(tx, access, id, body)
        return getContact(tx, access.workspaceId, id)
      }),
  )
}
