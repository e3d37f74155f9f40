import { z } from 'zod'
import { type JobHandlers, jobHandler, type Schedule } from '../../../platform/jobs.ts'
import { isMailSetUp } from '../../../platform/mail/index.ts'
import type { Deps } from '../../../platform/module.ts'
import { listChannelsWithNews } from './queries.ts'
import { tellOwners } from './tell-owners.ts'

const channelSchema = z.object({ workspaceId: z.string(), channelId: z.string() })

/** Every few minutes: what broke and was mended in between is not worth a mail. */
export const noticeSchedules: readonly Schedule[] = [{ job: 'channels.find-news', cron: '*/5 * * * *' }]

export function noticeJobs(deps: Deps): JobHandlers {
  return {
    'channels.find-news': async () => {
      if (!isMailSetUp(deps)) return
      const channels = await listChannelsWithNews(deps.db, deps.clock.now())
      await deps.jobs.enqueueMany(deps.db.spine, 'channels.tell-owners', channels)
    },
    'channels.tell-owners': jobHandler(channelSchema, ({ workspaceId, channelId }) => tellOwners(deps, workspaceId, channelId)),
  }
}
