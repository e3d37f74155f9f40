import { sql } from 'kysely'
import type { WidgetConversation } from '../../../contract/widget.ts'
import type { Deps } from '../../platform/module.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation, shown } from './conversation-queries.ts'
import { writeCursor } from './list-messages.ts'

const most = 50

interface Part {
  id: string
  startedAt: Date
  lastId: string
  lastAt: Date
  text: string | null
  isOver: boolean
}

/**
 * What was talked about, newest first: the record has one thread for a visitor, and each time the team resolves it something is over and the next
 * words begin anew (docs/decisions/0005).
 */
export async function listVisitorConversations(deps: Deps, { visitor, widget }: AuthenticatedVisitor): Promise<WidgetConversation[]> {
  const { workspaceId } = widget
  const parts = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const conversation = await findConversation(tx, visitor)
    if (!conversation) return []
    const { rows } = await sql<Part>`
      with said as (
        select m.id, m.sort_at, m.text, m.direction, (m.type = 'event' and m.content->'event'->>'name' = 'resolved') as closes,
          count(*) filter (where m.type = 'event' and m.content->'event'->>'name' = 'resolved')
            over (order by m.sort_at, m.id rows between unbounded preceding and 1 preceding) as part
        from messages m where m.workspace_id = ${workspaceId} and m.conversation_id = ${conversation.id} and ${shown})
      select (array_agg(id order by sort_at, id))[1] as id, min(sort_at) as "startedAt", bool_or(closes) as "isOver",
        (array_agg(id order by sort_at desc, id desc))[1] as "lastId", max(sort_at) as "lastAt",
        left((array_agg(text order by sort_at, id) filter (where direction = 'inbound' and text is not null))[1], 200) as text
      from said group by part order by part desc limit ${most}`.execute(tx)
    return rows
  })
  return parts.map(({ id, startedAt, lastId, lastAt, text, isOver }) => ({
    id,
    text,
    startedAt: startedAt.toISOString(),
    endedAt: isOver ? lastAt.toISOString() : null,
    // Behind its last message: a page of messages before this place ends with it.
    cursor: writeCursor(new Date(lastAt.getTime() + 1), lastId),
  }))
}
