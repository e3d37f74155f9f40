import { ProviderError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import type { JobContext } from '../../platform/jobs.ts'
import type { Deps } from '../../platform/module.ts'
import type { ChannelConnections } from '../channels/index.ts'
import { cleanText } from './clean-text.ts'

/**
 * Asks the provider for the name of somebody whose events carry none. Fills what is empty and never overwrites what the team wrote; that a provider tells
 * nothing is no failure.
 */
export async function fetchProfile(
  deps: Deps,
  connections: ChannelConnections,
  { workspaceId, channelId, externalId }: { workspaceId: string; channelId: string; externalId: string },
  job: JobContext,
): Promise<void> {
  const open = await connections.get(workspaceId, channelId)
  if (!open?.adapter.profile) return
  const profile = await open.adapter.profile(externalId, open.connection).catch((error: unknown) => {
    if (!job.isLastAttempt && !(error instanceof ProviderError && !error.retryable)) throw error
    deps.log.warn({ err: error, channelId }, 'a name could not be read from the provider')
    return null
  })
  if (!profile?.name && !profile?.username) return
  const { name, username } = profile
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const identity = await tx
      .updateTable('contact_identities')
      .set((eb) => ({ username: eb.fn.coalesce(eb.val(username === null ? null : cleanText(username)), 'username') }))
      .where('workspace_id', '=', workspaceId)
      .where('channel_id', '=', channelId)
      .where('external_id', '=', externalId)
      .returning('contact_id')
      .executeTakeFirst()
    if (!identity) return
    await tx
      .updateTable('contacts')
      .set({ name: cleanText(name ?? `@${username}`), updated_at: deps.clock.now() })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', identity.contact_id)
      .where('name', 'is', null)
      .execute()
    await publish(tx, workspaceId, 'contact.updated', { contactId: identity.contact_id })
  })
}
