import { sql } from 'kysely'
import { z } from 'zod'
import { contactSchema, mergeContactSchema } from '../../../contract/contacts.ts'
import { idSchema } from '../../../contract/paging.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { getContact, mergeContacts } from '../contacts/index.ts'
import { moveConversations } from '../conversations/index.ts'

/** Merging people moves their conversations and what waits in the spine, all in one transaction. */
export function contactMergeRoute(server: ApiServer, deps: Deps): void {
  server.post(
    '/api/v1/contacts/:id/merge',
    {
      config: { permission: 'agent' },
      schema: { tags: ['contacts'], params: z.object({ id: idSchema }), body: mergeContactSchema, response: { 200: contactSchema } },
    },
    async ({ access, params: { id }, body }) =>
      deps.db.withWorkspace(access.workspaceId, async (tx) => {
        const { workspaceId } = access
        await mergeContacts(tx, access, id, body.contactId, async () => {
          const orphaned = await sql<{
            id: string
          }>`select id from conversations where workspace_id = ${workspaceId} and contact_id = ${body.contactId}`.execute(tx)
          await moveConversations(tx, workspaceId, body.contactId, id)
          const gone = orphaned.rows.map((row) => row.id)
          if (gone.length === 0) return
          await sql`delete from mailbox m where workspace_id = ${workspaceId} and conversation_id = any (${gone})
            and not exists (select from conversations c where c.workspace_id = m.workspace_id and c.id = m.conversation_id)`.execute(tx)
          await sql`update outbox o set conversation_id = m.conversation_id from messages m
            where o.workspace_id = ${workspaceId} and m.workspace_id = o.workspace_id and m.id = o.message_id and o.conversation_id <> m.conversation_id`.execute(
            tx,
          )
        })
        return getContact(tx, workspaceId, id)
      }),
  )
}
