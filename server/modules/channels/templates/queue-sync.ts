import type { Deps, Tx } from '../../../platform/module.ts'

export const syncJob = 'channels.sync-templates'

/** Asks for all templates of the channel, soon: in the transaction that gives the reason. */
export function queueTemplateSync({ jobs }: Pick<Deps, 'jobs'>, tx: Tx, workspaceId: string, channelId: string): Promise<void> {
  return jobs.enqueue(tx, syncJob, { workspaceId, channelId }, { key: `templates:${channelId}` })
}
