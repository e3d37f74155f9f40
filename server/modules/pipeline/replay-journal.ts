import { sql } from 'kysely'
import type { Deps } from '../../platform/module.ts'
import type { OpenConnection } from '../channels/index.ts'
import type { Receiver } from './receive.ts'
import type { RecordResult } from './record.ts'

export interface JournalRow {
  id: string
  external_id: string
  kind: string
  status: 'processed' | 'failed' | 'ignored'
  error: string | null
  body: unknown
}

/**
 * Reads one event from the journal again as if it had just come. What it says is recorded once: a message that is already there stays one message.
 * @returns null where there is no such event, or none that can be read alone (erased, or of a kind that stands for more)
 */
export async function replayJournal(deps: Deps, receiver: Receiver, open: OpenConnection, eventId: string): Promise<RecordResult | null> {
  const { workspaceId } = open
  const row = await findEvent(deps, workspaceId, open.channel.id, eventId)
  const body = row && open.adapter.restore?.(row.kind, row.body, open.connection)
  if (!row || !body) return null
  const events = open.adapter.parse({ method: 'POST', url: '', query: {}, headers: {}, body }, open.connection)
  const again = events.filter((event) => event.eventId === row.external_id)
  if (again.length === 0) return null
  const result = await receiver.record(again, open, { replay: true })
  const status = result.failed > 0 ? 'failed' : 'processed'
  await deps.db.withWorkspace(workspaceId, (tx) =>
    sql`update channel_events set status = ${status}, error = case when ${status} = 'processed' then null else error end
      where workspace_id = ${workspaceId} and id = ${eventId}`.execute(tx),
  )
  return result
}

export async function findEvent(deps: Deps, workspaceId: string, channelId: string, eventId: string): Promise<JournalRow | undefined> {
  const { rows } = await deps.db.withWorkspace(workspaceId, (tx) =>
    sql<JournalRow>`select id, external_id, kind, status, error, body from channel_events where workspace_id = ${workspaceId} and channel_id = ${channelId} and id = ${eventId}`.execute(
      tx,
    ),
  )
  return rows[0]
}
