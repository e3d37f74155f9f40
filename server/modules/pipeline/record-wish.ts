import { newId } from '../../platform/ids.ts'
import type { InboundEvent } from '../channels/index.ts'
import { type Entry, note, type Recording } from './recording.ts'
import { idsOf } from './resolve-contacts.ts'

/**
 * Whether a person wants marketing by this channel: kept with each of their ids there, told in the thread. What was said later stands, whichever comes first.
 * One whom nobody knows yet may have written just now: the event is read again later.
 */
export async function recordWish(recording: Recording, entry: Entry, event: Extract<InboundEvent, { kind: 'consent' }>): Promise<void> {
  const { workspaceId, id: channelId } = entry.channel
  const at = new Date(event.at).toISOString()
  const known = await recording.client.query<{ contact_id: string }>(
    'select contact_id from contact_identities where workspace_id = $1 and channel_id = $2 and external_id = any ($3) limit 1',
    [workspaceId, channelId, idsOf(event.sender)],
  )
  const contactId = known.rows[0]?.contact_id
  if (!contactId) {
    entry.outcome = 'ignored'
    entry.isEarly = true
    return
  }
  entry.contactId = contactId
  const { rows } = await recording.client.query<{ before: boolean | null }>(
    `with before as (
       select bool_and(marketing_allowed) as allowed from contact_identities where workspace_id = $1 and channel_id = $2 and contact_id = $3
     )
     update contact_identities i set marketing_allowed = $4, marketing_told_at = $5 from before
     where i.workspace_id = $1 and i.channel_id = $2 and i.contact_id = $3 and coalesce(i.marketing_told_at, '-infinity') <= $5
     returning before.allowed as before`,
    [workspaceId, channelId, contactId, event.given, at],
  )
  if (rows.length === 0 || rows[0]?.before === event.given) return
  await tellInThread(recording, { workspaceId, channelId, contactId }, event.given, at)
  note(recording, workspaceId, 'contact.updated', { contactId })
}

async function tellInThread(
  recording: Recording,
  { workspaceId, channelId, contactId }: { workspaceId: string; channelId: string; contactId: string },
  given: boolean,
  at: string,
): Promise<void> {
  const { rows } = await recording.client.query<{ id: string }>(
    'select id from conversations where workspace_id = $1 and channel_id = $2 and contact_id = $3',
    [workspaceId, channelId, contactId],
  )
  const content = JSON.stringify({ event: { name: given ? 'marketing-resumed' : 'marketing-stopped', reason: null, actorName: null } })
  for (const { id } of rows) {
    await recording.client.query(
      `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, content, status, answerable, created_at)
       values ($1, $2, $3, $4, $5, 'inbound', 'system', 'event', $6, 'received', false, $7)`,
      [workspaceId, newId(), id, channelId, contactId, content, at],
    )
  }
}
