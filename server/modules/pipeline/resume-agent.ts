import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/**
 * After a release: what the customer wrote and nobody answered becomes the agent's turn now. @returns whether there is anything to answer
 */
export async function resumeAgent(tx: Tx, workspaceId: string, conversationId: string): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    with latest as (
      -- The greatest id, not the newest by the provider's time: a mailbox counts in ids, and what came late has a greater one than what it stands before.
      select (select recent.id from (
          select m.id from messages m where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.direction = 'inbound' and m.answerable
          order by m.sort_at desc, m.id desc limit 100) recent order by recent.id desc limit 1) as id,
        c.waiting_since is not null and c.handler = 'agent' as waits
      from conversations c where c.workspace_id = ${workspaceId} and c.id = ${conversationId}
    )
    insert into mailbox as m (workspace_id, conversation_id, last_in, done_in, due_at)
    select ${workspaceId}, ${conversationId}, latest.id, case when latest.waits then null else latest.id end, case when latest.waits then now() else 'infinity' end
    from latest where latest.id is not null
    on conflict (workspace_id, conversation_id) do update set
      last_in = greatest(m.last_in, excluded.last_in),
      done_in = case when excluded.done_in is null then m.done_in else greatest(m.done_in, excluded.done_in) end,
      due_at = excluded.due_at, attempt = 0
    returning due_at < 'infinity' as due`.execute(tx)
  return rows[0]?.due ?? false
}
