import { z } from 'zod'
import { publish } from '../../platform/events.ts'
import { type JobHandlers, jobHandler } from '../../platform/jobs.ts'
import type { Deps } from '../../platform/module.ts'
import { checkHealth, type Health, statusCheckName } from './check-health.ts'
import { connectChannel } from './connect-channel.ts'
import { type ChannelRow, dropOldGrants, findChannel, listLiveChannels, lockChannel, updateChannelRow } from './queries.ts'
import { renewCredentials } from './renew-credentials.ts'

const channelSchema = z.object({ workspaceId: z.string(), channelId: z.string() })

/** Once an hour each channel is looked at; what is found is kept with it, and shown to those who can mend it. */
export function reviewJobs(deps: Deps): JobHandlers {
  return {
    'channels.review-all': async () => {
      await dropOldGrants(deps.db)
      const channels = await listLiveChannels(deps.db)
      await deps.jobs.enqueueMany(deps.db.spine, 'channels.review', channels, { maxAttempts: 1, priority: 10 })
    },
    'channels.review': jobHandler(channelSchema, ({ workspaceId, channelId }) => reviewChannel(deps, workspaceId, channelId)),
  }
}

/** Looks at a channel, mends what connecting anew mends (a provider that has unsubscribed us), and records what is left. */
async function reviewChannel(deps: Deps, workspaceId: string, channelId: string): Promise<void> {
  const row = await deps.db.withWorkspace(workspaceId, (tx) => findChannel(tx, workspaceId, channelId))
  if (!row || row.status === 'disconnected' || row.status === 'connecting') return
  await renewCredentials(deps, row)
  const health = await checkHealth(deps, row)
  if (row.status === 'connected' && health.checks.some((check) => !check.ok && check.reconnects)) {
    deps.log.info({ channelId }, 'channel is connected anew, because its provider had stopped sending')
    await recordHealth(deps, row, await checkHealth(deps, await connectChannel(deps, workspaceId, channelId)))
  } else await recordHealth(deps, row, health)
}

/**
 * Keeps what a look has found. A connected channel by which nothing comes or goes is marked, and one that was marked by such a look is well again when
 * nothing of the kind is found any more; what people or the provider itself have said of it stays.
 */
export async function recordHealth(deps: Deps, { workspace_id: workspaceId, id }: ChannelRow, { checks }: Health): Promise<void> {
  const failing = checks.filter((check) => !check.ok && check.name !== statusCheckName)
  const breaking = failing.find((check) => check.breaks)
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await lockChannel(tx, workspaceId, id)
    if (!row || row.status === 'disconnected' || row.status === 'connecting') return
    const before = row.findings
    const change = breaking
      ? row.status === 'connected' || before.marked
        ? { status: 'error' as const, status_reason: breaking.detail }
        : null
      : row.status === 'error' && before.marked
        ? { status: 'connected' as const, status_reason: null }
        : null
    const marked = (change ?? row).status === 'error' && (change !== null || before.marked)
    const findings = { failing: failing.map(({ name, detail }) => ({ name, detail })), marked }
    await updateChannelRow(tx, workspaceId, id, { ...change, checked_at: deps.clock.now(), findings: JSON.stringify(findings) })
    const isNews = (change !== null && change.status !== row.status) || namesOf(before.failing) !== namesOf(findings.failing)
    if (isNews) await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: (change ?? row).status })
  })
}

function namesOf(failing: readonly { name: string }[]): string {
  return failing.map(({ name }) => name).join()
}
