import { z } from 'zod'
import { AppError, ProviderError } from '../../../platform/errors.ts'
import { type JobHandlers, jobHandler, type Schedule } from '../../../platform/jobs.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Deps } from '../../../platform/module.ts'
import { openConnections } from '../connections.ts'
import { listConnectedOfTypes } from '../queries.ts'
import type { TemplateNews } from '../template-management.ts'
import { type OpenTemplates, openTemplates } from './open-templates.ts'
import { syncJob } from './queue-sync.ts'
import { refreshTemplate, syncTemplates } from './sync-templates.ts'

const refreshJob = 'channels.refresh-template'
const syncAllJob = 'channels.sync-all-templates'

const channel = z.object({ workspaceId: z.string(), channelId: z.string() })
const news = channel.extend({ externalId: z.string().nullable(), rejectionDetail: z.string().nullable() })

export const templateSchedules: readonly Schedule[] = [{ job: syncAllJob, cron: '20 4 * * *' }]

export function templateJobs(deps: Deps): JobHandlers {
  return {
    [syncJob]: jobHandler(channel, ({ workspaceId, channelId }, { signal, log }) =>
      ask(log, async () => {
        const open = await openIfThere(deps, workspaceId, channelId)
        if (open) await syncTemplates(deps, open, signal)
      }),
    ),
    [refreshJob]: jobHandler(news, ({ workspaceId, channelId, ...told }, { signal, log }) =>
      ask(log, async () => {
        const open = await openIfThere(deps, workspaceId, channelId)
        if (open) await refreshTemplate(deps, open, told, signal)
      }),
    ),
    // One account after the other: nobody waits for it.
    [syncAllJob]: async () => {
      const adapters = [...openConnections(deps).adapters.values()]
      const types = adapters.filter(({ templates }) => templates).map(({ type }) => type)
      const channels = await listConnectedOfTypes(deps.db, types)
      await deps.jobs.enqueueMany(
        deps.db.spine,
        syncJob,
        channels.map(({ id, workspace_id: workspaceId }) => ({ workspaceId, channelId: id })),
        { queue: 'templates' },
      )
    },
  }
}

/** What a provider refuses once and for all (a token that was revoked) is refused again: the next connection asks anew. */
async function ask(log: Logger, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof ProviderError) || error.retryable) throw error
    log.warn({ err: error }, 'the provider does not tell of its templates')
  }
}

/** Disconnected or deleted meanwhile: then there is nothing more to ask. */
async function openIfThere(deps: Deps, workspaceId: string, channelId: string): Promise<OpenTemplates | null> {
  try {
    return await openTemplates(deps, workspaceId, channelId)
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return null
    throw error
  }
}

/**
 * The job that an event about a template leads to, as `parley_enqueue` takes it. Several events about one template within a second are one
 * question.
 */
export function templateNewsJob(
  { workspaceId, id: channelId }: { workspaceId: string; id: string },
  { externalId, rejectionDetail }: TemplateNews,
  now: number,
): Record<string, unknown> {
  return {
    identifier: refreshJob,
    payload: { workspaceId, channelId, externalId, rejectionDetail },
    // What was said of a rejection must not be lost to the next event's silence.
    job_key: `template:${channelId}:${externalId ?? 'all'}${rejectionDetail === null ? '' : ':rejection'}`,
    run_at: new Date(now + 1000).toISOString(),
  }
}
