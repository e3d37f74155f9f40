import { sql } from 'kysely'
import { z } from 'zod'
import { contactSchema, mergeContactSchema } from '../../../contract/contacts.ts'
import { idSchema } from '../../../contract/paging.ts'
import { retryDeadlock } from '../../platform/db.ts'
import { moveMails } from '../../platform/mail/index.ts'
import type { ApiServer, Deps, Tx } from '../../platform/module.ts'
import { getContact, mergeContacts } from '../contacts/index.ts'
import { moveConversations } from '../conversations/index.ts'
import { wakeTurns } from './wake.ts'

/** Merging people moves their conversations and what waits in the spine, all in one transaction. */
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
          await mergeContacts(tx, access, id, body.contactId, () => moveEverything(tx, workspaceId, body.contactId, id))
          return getContact(tx, workspaceId, id)
        }),
      )
      wakeTurns(deps)
      return contact
    },
  )
}

/** Conversations, and what the spine, the agents and the journal hold of them: an erasure of the kept person must find all of it. */
async function moveEverything(tx: Tx, workspaceId: string, mergedId: string, keptId: string): Promise<void> {
  for (const { from, to } of await moveConversations(tx, workspaceId, mergedId, keptId)) {
    await sql`update agent_runs set conversation_id = ${to} where workspace_id = ${workspaceId} and conversation_id = ${from}`.execute(tx)
    await sql`update outbox set conversation_id = ${to} where workspace_id = ${workspaceId} and conversation_id = ${from}`.execute(tx)
    // What waits for an answer there waits for it here.
    await sql`
      with gone as (delete from mailbox where workspace_id = ${workspaceId} and conversation_id = ${from} returning last_in, due_at)
      insert into mailbox as m (workspace_id, conversation_id, last_in, due_at)
      select ${workspaceId}, ${to}, last_in, due_at from gone where due_at < 'infinity'
      on conflict (workspace_id, conversation_id) do update set last_in = greatest(m.last_in, excluded.last_in), due_at = least(m.due_at, excluded.due_at)`.execute(
      tx,
    )
  }
  await moveMails(tx, workspaceId, mergedId, keptId)
  await sql`update channel_events set contact_id = ${keptId} where workspace_id = ${workspaceId} and contact_id = ${mergedId}`.execute(tx)
}
