import { sql } from 'kysely'
import type { AttachmentKind } from '../../../../contract/messages.ts'
import type { Tx } from '../../../platform/db.ts'
import type { MessageContent } from '../message-content.ts'

/** As much as one mail carries and somebody reads. */
export const longestTranscript = 500

export interface TranscriptLine {
  at: Date
  isCustomer: boolean
  authorType: string
  authorName: string | null
  type: string
  text: string | null
  content: MessageContent | null
  attachments: { kind: AttachmentKind; name: string | null }[]
}

/** What the customer has seen of the conversation, oldest first: no private notes, nothing still queued, nothing taken back. One more than fits tells that there is more. */
export async function readTranscript(tx: Tx, workspaceId: string, conversationId: string): Promise<TranscriptLine[]> {
  const { rows } = await sql<TranscriptLine>`
    select m.created_at as at, m.direction = 'inbound' as "isCustomer", m.author_type as "authorType", m.author_name as "authorName", m.type, m.text, m.content,
      coalesce((select jsonb_agg(jsonb_build_object('kind', a.kind, 'name', a.name) order by a.position)
        from attachments a where a.workspace_id = m.workspace_id and a.message_id = m.id), '[]') as attachments
    from messages m
    where m.workspace_id = ${workspaceId} and m.conversation_id = ${conversationId} and m.private = false and m.deleted_at is null
      and m.type not in ('event', 'reaction') and (m.direction = 'inbound' or m.status in ('sent', 'delivered', 'read'))
    order by m.sort_at desc, m.id desc limit ${longestTranscript + 1}`.execute(tx)
  return rows.reverse()
}
