import type { Deps } from '../../platform/module.ts'
import { type Concern, type InboundEvent, learnDetails, lookJob, markChannel, noteConcern, templateNewsJob } from '../channels/index.ts'
import type { Entry, Recording } from './recording.ts'

/** What a provider has said of an account: written down after the commit, for it locks the channel's row. */
export interface AccountNews {
  workspaceId: string
  channelId: string
  status?: 'connected' | 'error' | 'disconnected'
  reason?: string
  concern?: Concern
  details?: Record<string, unknown>
}

export async function noteAccountNews(
  recording: Recording,
  { channel }: Entry,
  event: Extract<InboundEvent, { kind: 'account' }>,
): Promise<void> {
  const { status, reason, concern, details, template, look } = event
  if (status || concern || details) {
    recording.accounts.push({
      workspaceId: channel.workspaceId,
      channelId: channel.id,
      ...(status && { status }),
      ...(reason && { reason }),
      ...(concern && { concern }),
      ...(details && { details }),
    })
  }
  const jobs = [
    ...(template ? [templateNewsJob(channel, template, recording.now)] : []),
    ...(look ? [lookJob(channel, recording.now)] : []),
  ]
  if (jobs.length > 0) await recording.client.query('select parley_enqueue($1::jsonb, false)', [JSON.stringify(jobs)])
}

/** The same news of many messages that failed for one reason is told once. */
export async function applyAccountNews(deps: Deps, all: readonly AccountNews[]): Promise<void> {
  for (const news of new Map(all.map((one) => [JSON.stringify(one), one])).values()) {
    const { workspaceId, channelId, status, reason, concern, details } = news
    if (status) await markChannel(deps, workspaceId, channelId, status, reason ?? null)
    if (concern) await noteConcern(deps, workspaceId, channelId, concern)
    if (details) await learnDetails(deps, workspaceId, channelId, details)
  }
}
