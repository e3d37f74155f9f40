import { createHash, randomBytes } from 'node:crypto'
import { newId } from '../../../platform/ids.ts'
import type { Access, Deps } from '../../../platform/module.ts'
import { openConnections } from '../connections.ts'
import { fail } from '../errors.ts'
import { findChannel } from '../queries.ts'

const lifeMs = 3600_000

/**
 * A person begins to sign in at a provider. What brings them back is known to their browser and the provider only; here stands its digest, bound to the
 * person and the workspace, good once and for an hour.
 */
export async function beginGrant(
  deps: Deps,
  access: Access,
  { type, channelId = null }: { type: string; channelId?: string | null | undefined },
): Promise<{ id: string; url: string; expiresAt: string }> {
  if (access.actor.type !== 'user') throw fail('grant-needs-person')
  const signIn = openConnections(deps).adapters.get(type)?.signIn
  if (!signIn) throw fail('sign-in-missing')
  const id = newId()
  const state = randomBytes(32).toString('base64url')
  const expiresAt = new Date(deps.clock.now().getTime() + lifeMs)
  const { workspaceId, actor } = access
  const channel = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const found = channelId === null ? undefined : await findChannel(tx, workspaceId, channelId)
    if (channelId !== null && found?.type !== type) throw fail('channel-not-found')
    await tx
      .insertInto('channel_grants')
      .values({
        workspace_id: workspaceId,
        id,
        type,
        user_id: actor.id,
        state_digest: digestOf(state),
        accounts: null,
        channel_id: channelId,
        expires_at: expiresAt,
      })
      .execute()
    return found
  })
  return { id, url: signIn.address(state, returnAddress(deps), channel?.config), expiresAt: expiresAt.toISOString() }
}

/** The page of the dashboard to which providers send people back: to be named in the provider's app. */
export function returnAddress({ config }: Pick<Deps, 'config'>): string {
  return `${config.publicUrl}/channels/callback`
}

export function digestOf(state: string): Buffer {
  return createHash('sha256').update(state).digest()
}
