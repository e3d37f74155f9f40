import type { z } from 'zod'
import type { channelPatchSchema } from '../../../contract/channels.ts'
import { ProviderError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { connectChannel } from './connect-channel.ts'
import { openConnections, openRow, webhookUrl } from './connections.ts'
import { openCredentials, sealCredentials } from './credentials.ts'
import { agentMissing, explainTaken, fail } from './errors.ts'
import { takeGranted } from './grants/complete-grant.ts'
import { surroundingsOf } from './open-surroundings.ts'
import { type ChannelRow, deleteChannelRows, findChannel, hasAgent, updateChannelRow } from './queries.ts'
import { queueReviews, reviewSharers } from './queue-reviews.ts'
import { readFields, withoutEmpty } from './read-fields.ts'
import type { GrantedAccount } from './sign-in.ts'

export async function readChannel(deps: Deps, workspaceId: string, id: string): Promise<ChannelRow> {
  const row = await deps.db.withWorkspace(workspaceId, (tx) => findChannel(tx, workspaceId, id))
  if (!row) throw fail('channel-not-found')
  return row
}

/**
 * Changes what is given and keeps the rest, field by field. New settings or credentials of a live channel connect it anew; so does signing in again, also where
 * access had been taken back.
 */
export async function updateChannel(
  deps: Deps,
  access: Access,
  id: string,
  patch: z.output<typeof channelPatchSchema>,
): Promise<ChannelRow> {
  const { workspaceId } = access
  const row = await readChannel(deps, workspaceId, id)
  const granted = patch.grant ? await takeGranted(deps, access, patch.grant, row.type) : null
  const fields = patch.config || patch.credentials || granted ? await mergeFields(deps, row, patch, granted) : null
  const isNewAccess = patch.credentials !== undefined || granted !== null
  const changed = await deps.db
    .withWorkspace(workspaceId, async (tx) => {
      if (patch.agentId && !(await hasAgent(tx, workspaceId, patch.agentId))) throw agentMissing()
      const after = await updateChannelRow(tx, workspaceId, id, {
        name: patch.name ?? row.name,
        agent_id: patch.agentId === undefined ? row.agent_id : patch.agentId,
        ...(fields
          ? {
              config: JSON.stringify(fields.settings),
              account_id: fields.accountId,
              credentials: await sealCredentials(deps, tx, workspaceId, id, fields.entered),
              ...(isNewAccess ? { credentials_at: deps.clock.now() } : {}),
            }
          : {}),
      })
      if (!after) throw fail('channel-not-found')
      await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: after.status })
      // Names of fields only: values may be secrets.
      const details = {
        fields: Object.keys(patch),
        config: Object.keys(patch.config ?? {}),
        credentials: Object.keys(patch.credentials ?? {}),
      }
      await recordAudit(tx, access, 'channel.updated', { type: 'channel', id, name: after.name }, details)
      return after
    })
    .catch(explainTaken)
  if (!fields || (!granted && changed.status === 'disconnected')) return changed
  const connected = await connectChannel(deps, workspaceId, id)
  // What is set now may need more than what was allowed.
  await queueReviews(deps, [{ workspaceId, channelId: id }])
  return connected
}

async function mergeFields(
  deps: Deps,
  row: ChannelRow,
  patch: z.output<typeof channelPatchSchema>,
  granted: GrantedAccount | null,
): Promise<{ settings: unknown; entered: Record<string, unknown>; accountId: string | null }> {
  const adapter = openConnections(deps).adapters.get(row.type)
  if (!adapter) throw fail('channel-type-unknown')
  const kept = (fields: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !granted?.replaces?.includes(name)))
  const { settings, credentials, entered } = readFields(adapter, {
    // An emptied field is as it was before it was ever given.
    config: withoutEmpty({ ...kept(row.config), ...emptiedLists(row.config, patch.config ?? {}), ...granted?.config }),
    credentials: {
      // What we make ourselves is made again where all was deleted, and else kept.
      ...(granted ? { ...adapter.generateCredentials?.(), ...granted.made } : {}),
      ...kept(await openCredentials(deps, row)),
      ...withoutEmpty(patch.credentials ?? {}),
      ...granted?.credentials,
    },
  })
  const accountId = adapter.accountId({
    channelId: row.id,
    workspaceId: row.workspace_id,
    settings,
    credentials,
    webhookUrl: webhookUrl(deps, row),
  })
  // Its conversations are with the people of one account: another one is another channel.
  if (granted && row.account_id !== null && accountId !== row.account_id) throw fail('grant-of-another-account')
  return { settings, entered, accountId }
}

/** An empty list takes away what was set here before. Where nothing was, it wishes for nothing: what was set elsewhere stays. */
function emptiedLists(before: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  const isNothing = (value: unknown) => Array.isArray(value) && value.length === 0
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => !(isNothing(value) && before[name] === undefined)))
}

/** Ends here whether or not the provider can be told: what it still sends is refused. */
export async function disconnectChannel(deps: Deps, access: Access, id: string): Promise<ChannelRow> {
  const { workspaceId } = access
  const row = await readChannel(deps, workspaceId, id)
  const reason = row.status === 'disconnected' ? row.status_reason : await tellProvider(deps, row)
  const ended = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const after = await updateChannelRow(tx, workspaceId, id, { status: 'disconnected', status_reason: reason })
    if (!after) throw fail('channel-not-found')
    await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: 'disconnected' })
    await recordAudit(tx, access, 'channel.disconnected', { type: 'channel', id, name: row.name })
    return after
  })
  await reviewSharers(deps, row)
  return ended
}

/** Conversations and contacts stay; the connection, its credentials and its journal go. */
export async function deleteChannel(deps: Deps, access: Access, id: string): Promise<void> {
  const { workspaceId } = access
  const row = await readChannel(deps, workspaceId, id)
  if (row.status !== 'disconnected') await tellProvider(deps, row)
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await deleteChannelRows(tx, row)
    await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: 'disconnected' })
    await recordAudit(tx, access, 'channel.deleted', { type: 'channel', id, name: row.name }, { channelType: row.type })
  })
  await reviewSharers(deps, row)
}

/** @returns why the provider could not be told, in words; null when it was */
async function tellProvider(deps: Deps, row: ChannelRow): Promise<string | null> {
  const open = await openRow(deps, openConnections(deps).adapters, row).catch(() => null)
  if (!open) return null
  try {
    await open.adapter.disconnect(open.connection, surroundingsOf(deps, openConnections(deps), open))
    return null
  } catch (error) {
    deps.log.warn({ err: error, channelId: row.id }, 'provider could not be told of the disconnection')
    return `Disconnected here. ${error instanceof ProviderError ? error.message : `${open.adapter.title} could not be reached.`}`
  }
}
