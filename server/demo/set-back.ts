import { sql } from 'kysely'
import type { Deps } from '../platform/module.ts'

/**
 * Moves a whole conversation into the past, with everything that was said and done in it: it was played a moment ago by the same ways as a real
 * one, and an inbox in which all happened this minute tells nothing.
 */
export async function setBack(deps: Deps, workspaceId: string, conversationId: string, minutes: number): Promise<void> {
  const ago = sql`make_interval(mins => ${minutes})`
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await sql`
      update conversations set created_at = created_at - ${ago}, last_activity_at = last_activity_at - ${ago},
        waiting_since = waiting_since - ${ago}, last_inbound_at = last_inbound_at - ${ago}, disclosed_at = disclosed_at - ${ago}
      where workspace_id = ${workspaceId} and id = ${conversationId}`.execute(tx)
    await sql`
      update messages set created_at = created_at - ${ago}, sort_at = sort_at - ${ago}, sent_at = sent_at - ${ago},
        delivered_at = delivered_at - ${ago}, read_at = read_at - ${ago}, edited_at = edited_at - ${ago}, deleted_at = deleted_at - ${ago}
      where workspace_id = ${workspaceId} and conversation_id = ${conversationId}`.execute(tx)
    await sql`
      update attachments set created_at = created_at - ${ago}
      where workspace_id = ${workspaceId} and conversation_id = ${conversationId}`.execute(tx)
    await sql`
      update drafts set created_at = created_at - ${ago}
      where workspace_id = ${workspaceId} and conversation_id = ${conversationId}`.execute(tx)
    await sql`
      update contacts set created_at = created_at - ${ago}, updated_at = updated_at - ${ago}
      where workspace_id = ${workspaceId}
        and id = (select contact_id from conversations where workspace_id = ${workspaceId} and id = ${conversationId})`.execute(tx)
  })
}
