import { sql } from 'kysely'
import { z } from 'zod'
import { retryDeadlock } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { moveMails } from '../../platform/mail/index.ts'
import type { Access, Deps, Tx } from '../../platform/module.ts'
import { mergeContacts } from '../contacts/index.ts'
import { moveConversations } from '../conversations/index.ts'
import type { Recording } from './recording.ts'
import { wakeTurns } from './wake.ts'

/** Merging people moves their conversations and what waits in the spine, all in one transaction. */
export async function joinContacts(tx: Tx, by: Access | Pick<Access, 'workspaceId'>, keptId: string, mergedId: string): Promise<void> {
  await mergeContacts(tx, by, keptId, mergedId, () => moveEverything(tx, by.workspaceId, mergedId, keptId))
}

export const joinLaterSchema = z.object({ workspaceId: z.string(), keptId: z.string(), mergedId: z.string() })
type JoinLater = z.output<typeof joinLaterSchema>

const job = 'pipeline.join-contacts'

/** A job of the same transaction: what a provider has told of two contacts is done, whatever happens to this process. */
export async function joinLater({ client }: Recording, joins: readonly JoinLater[]): Promise<void> {
  if (joins.length === 0) return
  const specs = joins.map((payload) => ({ identifier: job, payload, max_attempts: 20 }))
  await client.query('select parley_enqueue($1::jsonb, false)', [JSON.stringify(specs)])
}

export async function runJoin(deps: Deps, { workspaceId, keptId, mergedId }: JoinLater): Promise<void> {
  try {
    await retryDeadlock(() => deps.db.withWorkspace(workspaceId, (tx) => joinContacts(tx, { workspaceId }, keptId, mergedId)))
  } catch (error) {
    // Erased meanwhile, or joined by a person: there are no two any more.
    if (error instanceof AppError && error.code === 'contact-not-found') return
    throw error
  }
  wakeTurns(deps)
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
