import { sql } from 'kysely'
import { z } from 'zod'
import { publish } from '../../platform/events.ts'
import { idTime } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import { type ChannelConnections, renderCalls } from '../channels/index.ts'
import { loadMessages } from './load-outbound.ts'
import type { Recording } from './recording.ts'
import { wakeDelivery } from './wake.ts'

export const failedSchema = z.object({ workspaceId: z.string(), messageId: z.string() })
type Failed = z.output<typeof failedSchema>

const shortestPauseMs = 5_000
const longestPauseMs = 300_000
/** Somebody who has waited longer than this is better served by a person who sees that it failed. */
const triedForMs = 900_000

/**
 * A provider may take a message and say later that it failed for a reason which passes. It is sent again after as long as it is old, so that each pause is twice
 * the one before: some eight times within a quarter of an hour.
 */
export function retryLater(recording: Recording, failed: readonly Failed[]): void {
  const jobs = failed.flatMap(({ workspaceId, messageId }) => {
    const age = recording.now - idTime(messageId)
    if (age > triedForMs) return []
    const pause = Math.min(longestPauseMs, Math.max(shortestPauseMs, age))
    return [
      {
        identifier: 'pipeline.retry-failed',
        payload: { workspaceId, messageId } satisfies Failed,
        run_at: new Date(recording.now + pause).toISOString(),
      },
    ]
  })
  if (jobs.length > 0) recording.send({ text: 'select parley_enqueue($1::jsonb, false)', values: [JSON.stringify(jobs)] })
}

/**
 * Sends it again, as it is and under its own id. Not where it went out in several calls, of which others may have arrived; and not what an AI wrote once a person
 * handles the conversation.
 */
export async function retryFailed(deps: Deps, connections: ChannelConnections, { workspaceId, messageId }: Failed): Promise<void> {
  const { message } = (await loadMessages(deps.db.answerPool, [{ workspaceId, messageId }])).get(messageId) ?? {}
  const channelId = message && (await channelOf(deps, workspaceId, messageId))
  const open = channelId ? await connections.get(workspaceId, channelId) : null
  if (!message || !open || open.channel.status === 'disconnected' || renderCalls(open, message).length > 1) return
  const queued = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ conversation_id: string }>`
      with again as (
        update messages m set status = 'queued', error = null from conversations c
        where m.workspace_id = ${workspaceId} and m.id = ${messageId} and m.direction = 'outbound' and m.status = 'failed'
          and (m.error ->> 'retryable')::boolean and c.workspace_id = m.workspace_id and c.id = m.conversation_id
          and (m.author_type <> 'agent' or (c.handler <> 'user' and c.status <> 'resolved'))
        returning m.conversation_id, m.channel_id, case when m.author_type = 'agent' then c.handler_epoch end as epoch
      )
      insert into outbox (workspace_id, message_id, conversation_id, channel_id, epoch)
      select ${workspaceId}, ${messageId}, conversation_id, channel_id, epoch from again
      on conflict (workspace_id, message_id) do nothing returning conversation_id`.execute(tx)
    const [row] = rows
    if (row) {
      const payload = { messageId, conversationId: row.conversation_id, status: 'queued' as const, change: 'status' as const }
      await publish(tx, workspaceId, 'message.updated', payload)
    }
    return row !== undefined
  })
  if (queued) wakeDelivery(deps)
}

async function channelOf(deps: Deps, workspaceId: string, messageId: string): Promise<string | undefined> {
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const found = await tx
      .selectFrom('messages')
      .select('channel_id')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', messageId)
      .executeTakeFirst()
    return found?.channel_id
  })
}
