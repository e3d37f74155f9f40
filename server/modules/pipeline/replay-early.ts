import { z } from 'zod'
import type { Deps } from '../../platform/module.ts'
import type { ChannelConnections } from '../channels/index.ts'
import type { Receiver } from './receive.ts'
import type { Entry, Recording } from './recording.ts'
import { replayJournal } from './replay-journal.ts'

export const earlySchema = z.object({ workspaceId: z.string(), channelId: z.string(), eventId: z.string(), tries: z.number().int() })
type Early = z.output<typeof earlySchema>

const job = 'pipeline.replay-early'
const firstPauseMs = 2_000
/** Each pause is twice the one before: 18 of them make six days, and providers repeat what was not taken for up to seven. */
const mostTries = 18

/**
 * Providers keep no order: that a message was edited, unsent or read may come before the message itself. Such an event stands in the journal, and is read
 * from there again until what it is about has come.
 */
export function readAgainLater(recording: Recording, early: readonly Entry[]): void {
  if (early.length === 0) return
  const specs = early.map(({ channel, journalId }) => ({
    identifier: job,
    payload: { workspaceId: channel.workspaceId, channelId: channel.id, eventId: journalId, tries: 0 } satisfies Early,
    run_at: new Date(recording.now + firstPauseMs).toISOString(),
  }))
  recording.send({ name: 'spine-read-again', text: 'select parley_enqueue($1::jsonb, false)', values: [JSON.stringify(specs)] })
}

export async function replayEarly(
  deps: Deps,
  { connections, receiver }: { connections: ChannelConnections; receiver: Receiver },
  early: Early,
): Promise<void> {
  const open = await connections.get(early.workspaceId, early.channelId)
  // The channel, the person or what they wrote is gone: so is the reason.
  const result = open && (await replayJournal(deps, receiver, open, early.eventId))
  if (!result || result.early === 0 || early.tries + 1 >= mostTries) return
  const again = { ...early, tries: early.tries + 1 }
  await deps.jobs.enqueue(deps.db.spine, job, again, { runAt: new Date(Date.now() + firstPauseMs * 2 ** again.tries) })
}
