import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import type { Concern } from './inbound-event.ts'
import { type ChannelRow, lockChannel, updateChannelRow } from './queries.ts'

/** So long a concern stands with the channel after it was last heard of: who mends it is told by the next message that goes out. */
const concernLastsMs = 24 * 3600_000

/**
 * The provider refuses the account as a whole. Marked as a look marks it: the next one that finds nothing of the kind makes it well again, and nobody has to
 * press anything for a trouble that has passed.
 */
export async function markUnusable(deps: Pick<Deps, 'db'>, workspaceId: string, channelId: string, reason: string): Promise<void> {
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await lockChannel(tx, workspaceId, channelId)
    if (row?.status !== 'connected') return
    const findings = JSON.stringify({ ...row.findings, marked: true })
    await updateChannelRow(tx, workspaceId, channelId, { status: 'error', status_reason: reason, findings })
    await publish(tx, workspaceId, 'channel.updated', { channelId, status: 'error' })
  })
}

/** Something that the owner of the account should mend, though messages go on. */
export async function noteConcern(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  workspaceId: string,
  channelId: string,
  { name, detail }: Concern,
): Promise<void> {
  await db.withWorkspace(workspaceId, async (tx) => {
    const row = await lockChannel(tx, workspaceId, channelId)
    if (!row || row.status === 'disconnected') return
    const now = clock.now()
    const standing = concernsOf(row, now)
    const isNews = !standing.some((one) => one.name === name && one.detail === detail)
    const others = row.concerns.filter((one) => one.name !== name && standing.includes(one))
    const concerns = JSON.stringify([...others, { name, detail, at: now.getTime() }])
    await updateChannelRow(tx, workspaceId, channelId, { concerns })
    if (isNews) await publish(tx, workspaceId, 'channel.updated', { channelId, status: row.status })
  })
}

/** What was heard of within the last day. */
export function concernsOf({ concerns }: Pick<ChannelRow, 'concerns'>, now: Date): ChannelRow['concerns'] {
  return concerns.filter(({ at }) => now.getTime() - at < concernLastsMs)
}
