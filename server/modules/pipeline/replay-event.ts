import type { ChannelEvent } from '../../../contract/channels.ts'
import { idTime } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import type { ChannelConnections } from '../channels/index.ts'
import { recordAudit } from '../workspaces/index.ts'
import { fail } from './errors.ts'
import type { Receiver } from './receive.ts'
import { findEvent, type JournalRow, replayJournal } from './replay-journal.ts'

/** A person has an event read from the journal once more, for example after its cause was mended. */
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
  if (!(await findEvent(deps, workspaceId, channelId, eventId))) throw fail('event-not-found')
  if (!(await replayJournal(deps, receiver, open, eventId))) throw fail('event-not-replayable')
  await deps.db.withWorkspace(workspaceId, (tx) =>
    recordAudit(tx, access, 'channel.event-replayed', { type: 'channel', id: channelId, name: open.channel.name }, { eventId }),
  )
  const row = await findEvent(deps, workspaceId, channelId, eventId)
  if (!row) throw fail('event-not-found')
  return present(row)
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
