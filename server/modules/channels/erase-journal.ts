import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/**
 * Deletes what providers sent about one person: every entry of the journal that names one of the person's ids. The journal is kept as it came,
 * so the ids are searched in its text, as whole words: Telegram's 123 is not a part of 91234. Where an id is composed of several and stands in no body, the
 * entry says itself whose it is.
 * Reads the identities by their table, which belongs to a module of the same floor; call it before they go.
 */
export async function eraseJournal(tx: Tx, workspaceId: string, contactId: string): Promise<void> {
  await sql`
    delete from channel_events e using contact_identities i
    where i.workspace_id = ${workspaceId} and i.contact_id = ${contactId}
      and e.workspace_id = ${workspaceId} and e.channel_id = i.channel_id
      and (e.contact_id = i.contact_id or e.body::text ~ ('(^|[^[:alnum:]])' || regexp_replace(i.external_id, '([^[:alnum:]])', '\\\\\\1', 'g') || '([^[:alnum:]]|$)'))`.execute(
    tx,
  )
}
