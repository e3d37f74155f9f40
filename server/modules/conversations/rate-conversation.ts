import { type RawBuilder, sql } from 'kysely'
import type { ThreadEvent } from '../../../contract/messages.ts'
import { newId } from '../../platform/ids.ts'
import type { Tx } from '../../platform/module.ts'
import { addEventLine } from './add-event-line.ts'

interface Rating {
  conversationId: string
  /** 1 (very bad) to 5 (very good). */
  rating: number
  comment: string | null
}

/** For a conversation `c` in a statement: it was resolved, and has not been rated since. */
export const isRatingDue: RawBuilder<boolean> = sql<boolean>`(c.status = 'resolved' and not exists (
  select from conversation_ratings r where r.workspace_id = c.workspace_id and r.conversation_id = c.id
    and r.created_at > coalesce((
      select m.sort_at from messages m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
        and m.type = 'event' and m.content->'event'->>'name' = 'resolved' order by m.sort_at desc limit 1), '-infinity')))`

/** What a customer thinks of a conversation that was resolved, with a line in the thread. @returns false where it is not due (any more) */
export async function rateConversation(tx: Tx, workspaceId: string, { conversationId, rating, comment }: Rating): Promise<boolean> {
  // Locked by a statement of its own: what the next one sees is what whoever was waited for has done.
  await sql`select from conversations where workspace_id = ${workspaceId} and id = ${conversationId} for no key update`.execute(tx)
  const { rows } = await sql<{ channelId: string; contactId: string; name: string | null; isDue: boolean }>`
    select c.channel_id as "channelId", c.contact_id as "contactId", p.name, ${isRatingDue} as "isDue"
    from conversations c join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    where c.workspace_id = ${workspaceId} and c.id = ${conversationId}`.execute(tx)
  const found = rows[0]
  if (!found?.isDue) return false
  await tx
    .insertInto('conversation_ratings')
    .values({ workspace_id: workspaceId, id: newId(), conversation_id: conversationId, rating, comment })
    .execute()
  const event: ThreadEvent = { name: 'rated', reason: comment ? `${rating}/5, ${comment}` : `${rating}/5`, actorName: found.name }
  await addEventLine(tx, workspaceId, { id: conversationId, channelId: found.channelId, contactId: found.contactId }, event)
  return true
}
