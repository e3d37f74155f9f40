import { z } from 'zod'
import { publish } from '../../platform/events.ts'
import { type JobHandlers, jobHandler } from '../../platform/jobs.ts'
import type { Deps } from '../../platform/module.ts'
import { checkHealth, type Health, statusCheckName } from './check-health.ts'
import { connectChannel } from './connect-channel.ts'
import {
  type ChannelRow,
  dropOldGrants,
  findChannel,
  listForgottenChannels,
  listLiveChannels,
  lockChannel,
  updateChannelRow,
} from './queries.ts'
import { queueReviews } from './queue-reviews.ts'
import { renewCredentials } from './renew-credentials.ts'

const channelSchema = z.object({
  workspaceId: z.string(),
  channelId: z.string(),
  /** How often connecting it anew has failed since it last worked. */
  failures: z.number().int().nonnegative().default(0),
})

/** Nobody connects for so long: the process that did is gone. */
const forgottenMs = 5 * 60_000

/** Once an hour each channel is looked at; what is found is kept with it, and shown to those who can mend it. */
export function reviewJobs(deps: Deps): JobHandlers {
  return {
    'channels.review-all': async () => {
      await dropOldGrants(deps.db)
      await queueReviews(deps, await listLiveChannels(deps.db))
    },
    'channels.review-forgotten': async () => queueReviews(deps, await listForgottenChannels(deps.db)),
    'channels.review': jobHandler(channelSchema, ({ workspaceId, channelId, failures }) =>
      reviewChannel(deps, workspaceId, channelId, failures),
    ),
  }
}

/** Looks at a channel, mends what connecting anew mends (a provider that has unsubscribed us), and records what is left. */
async function reviewChannel(deps: Deps, workspaceId: string, channelId: string, failures: number): Promise<void> {
  const row = await deps.db.withWorkspace(workspaceId, (tx) => findChannel(tx, workspaceId, channelId))
  if (!row || row.status === 'disconnected') return
  if (row.status === 'connecting') {
    if (isForgotten(row, deps.clock.now())) await mend(deps, row, [], failures)
    return
  }
  await renewCredentials(deps, row)
  const health = await checkHealth(deps, row)
  // What a look itself has marked, a look may also mend; what people or the provider have said of it stays.
  const isOurs = row.status === 'connected' || row.findings.marked
  if (isOurs && health.checks.some((check) => !check.ok && check.reconnects)) await mend(deps, row, failingOf(health), failures)
  else await recordHealth(deps, row, health)
}

function isForgotten({ status_at: since }: ChannelRow, now: Date): boolean {
  return since === null || now.getTime() - since.getTime() > forgottenMs
}

/** Connects anew. What fails, mostly for a passing reason, is marked as found by a look, and tried again after 1, 2, 4… minutes, at last each hour. */
async function mend(deps: Deps, row: ChannelRow, failing: Health['checks'], failures: number): Promise<void> {
  const { workspace_id: workspaceId, id: channelId } = row
  deps.log.info({ channelId, failures }, 'channel is connected anew, because nothing came in by it')
  const after = await connectChannel(deps, workspaceId, channelId)
  if (after.status === 'connected') return recordHealth(deps, after, await checkHealth(deps, after))
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const findings = JSON.stringify({ failing: failing.map(({ name, detail }) => ({ name, detail })), marked: true })
    const marked = await updateChannelRow(tx, workspaceId, channelId, { checked_at: deps.clock.now(), findings }, ['error'])
    if (!marked) return
    const runAt = new Date(deps.clock.now().getTime() + Math.min(2 ** failures, 60) * 60_000)
    const options = { maxAttempts: 1, priority: 10, runAt, key: `channels.review:${channelId}` }
    await deps.jobs.enqueue(tx, 'channels.review', { workspaceId, channelId, failures: failures + 1 }, options)
  })
}

/**
 * Keeps what a look has found. A connected channel by which nothing comes or goes is marked, and one that was marked by such a look is well again when
 * nothing of the kind is found any more; what people or the provider itself have said of it stays.
 */
export async function recordHealth(deps: Deps, { workspace_id: workspaceId, id }: ChannelRow, health: Health): Promise<void> {
  const failing = failingOf(health)
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

function failingOf({ checks }: Health): Health['checks'] {
  return checks.filter((check) => !check.ok && check.name !== statusCheckName)
}

function namesOf(failing: readonly { name: string }[]): string {
  return failing.map(({ name }) => name).join()
}
