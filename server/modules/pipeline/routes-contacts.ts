import { z } from 'zod'
import { contactSchema, mergeContactSchema } from '../../../contract/contacts.ts'
import { idSchema } from '../../../contract/paging.ts'
import { retryDeadlock } from '../../platform/db.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { getContact } from '../contacts/index.ts'
import { joinContacts } from './join-contacts.ts'
import { wakeTurns } from './wake.ts'

/** A person of the team says that two contacts are one. */
export function contactMergeRoute(server: ApiServer, deps: Deps): void {
  server.post(
    '/api/v1/contacts/:id/merge',
    {
      config: { permission: 'agent' },
      schema: { tags: ['contacts'], params: z.object({ id: idSchema }), body: mergeContactSchema, response: { 200: contactSchema } },
    },
    async ({ access, params: { id }, body }) => {
      const { workspaceId } = access
      const contact = await retryDeadlock(() =>
        deps.db.withWorkspace(workspaceId, async (tx) => {
          await joinContacts(tx, access, id, body.contactId)
          return getContact(tx, workspaceId, id)
        }),
      )
      wakeTurns(deps)
      return contact
    },
  )
}
