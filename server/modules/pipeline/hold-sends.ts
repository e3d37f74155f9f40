import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/**
 * Locks what conversations still have to send: nobody begins to send it until the transaction ends.
 * @returns whether some of it is at the provider at this moment, or about to be
 */
export async function holdSends(tx: Tx, workspaceId: string, conversationIds: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ busy: boolean }>`
    with held as materialized (
      select state, locked_until from outbox where workspace_id = ${workspaceId} and conversation_id = any (${conversationIds}) order by message_id for update
    )
    select coalesce(bool_or(state = 'calling' and locked_until > clock_timestamp()), false) as busy from held`.execute(tx)
  return rows[0]?.busy ?? false
}
