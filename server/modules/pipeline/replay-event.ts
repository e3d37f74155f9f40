import { sql } from 'kysely'
import type { ChannelEvent } from '../../../contract/channels.ts'
import { idTime } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import type { ChannelConnections } from '../channels/index.ts'
import { recordAudit } from '../workspaces/index.ts'
import { fail } from './errors.ts'
import type { Receiver } from './receive.ts'

interface JournalRow {
  id: string
  external_id: string
  kind: string
  status: 'processed' | 'failed' | 'ignored'
  error: string | null
  body: unknown
}

/**
 * Reads one event from the journal again as if it had just come. What it says is recorded once: a message that is already there stays one message.
 */
export async function replayEvent(
  deps: Deps,
  connections: ChannelConnections,
  receiver: Receiver,
  access: Access,
  channelId: string,
  eventId: string,
): Promise<ChannelEvent> {
  const { workspaceId } = access
  const open = await connections.get(workspaceId, channelId)
  if (!open) throw fail('channel-not-found')
  const row = await findEvent(deps, workspaceId, channelId, eventId)
  const body = open.adapter.restore?.(row.kind, row.body, open.connection)
  if (!body) throw fail('event-not-replayable')
  const events = open.adapter.parse({ method: 'POST', url: '', query: {}, headers: {}, body }, open.connection)
  const again = events.filter((event) => event.eventId === row.external_id)
  if (again.length === 0) throw fail('event-not-replayable')
  const { failed } = await receiver.record(again, open, { replay: true })
  const status = failed > 0 ? 'failed' : 'processed'
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await sql`update channel_events set status = ${status}, error = case when ${status} = 'processed' then null else error end
      where workspace_id = ${workspaceId} and id = ${eventId}`.execute(tx)
    await recordAudit(tx, access, 'channel.event-replayed', { type: 'channel', id: channelId, name: open.channel.name }, { eventId })
  })
  return present(await findEvent(deps, workspaceId, channelId, eventId))
}

async function findEvent(deps: Deps, workspaceId: string, channelId: string, eventId: string): Promise<JournalRow> {
  const { rows } = await deps.db.withWorkspace(workspaceId, (tx) =>
    sql<JournalRow>`select id, external_id, kind, status, error, body from channel_events where workspace_id = ${workspaceId} and channel_id = ${channelId} and id = ${eventId}`.execute(
      tx,
    ),
  )
  const row = rows[0]
  if (!row) throw fail('event-not-found')
  return row
}

function present(row: JournalRow): ChannelEvent {
  return {
    id: row.id,
    externalId: row.external_id,
    kind: row.kind,
    status: row.status,
    error: row.error,
    body: row.body,
    receivedAt: new Date(idTime(row.id)).toISOString(),
  }
}
