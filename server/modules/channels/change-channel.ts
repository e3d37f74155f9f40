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
import { type ChannelRow, deleteChannelRows, findChannel, hasAgent, updateChannelRow } from './queries.ts'
import { readFields, withoutEmpty } from './read-fields.ts'

export async function readChannel(deps: Deps, workspaceId: string, id: string): Promise<ChannelRow> {
  const row = await deps.db.withWorkspace(workspaceId, (tx) => findChannel(tx, workspaceId, id))
  if (!row) throw fail('channel-not-found')
  return row
}

/** Changes what is given and keeps the rest, field by field. New settings or credentials of a live channel connect it anew. */
export async function updateChannel(
  deps: Deps,
  access: Access,
  id: string,
  patch: z.output<typeof channelPatchSchema>,
): Promise<ChannelRow> {
  const { workspaceId } = access
  const row = await readChannel(deps, workspaceId, id)
  const fields = patch.config || patch.credentials ? await mergeFields(deps, row, patch) : null
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
              credentials: await sealCredentials(deps, tx, workspaceId, id, fields.credentials),
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
  return fields && changed.status !== 'disconnected' ? connectChannel(deps, workspaceId, id) : changed
}

async function mergeFields(
  deps: Deps,
  row: ChannelRow,
  patch: z.output<typeof channelPatchSchema>,
): Promise<{ settings: unknown; credentials: unknown; accountId: string | null }> {
  const adapter = openConnections(deps).adapters.get(row.type)
  if (!adapter) throw fail('channel-type-unknown')
  const { settings, credentials } = readFields(adapter, {
    // An emptied field is as it was before it was ever given.
    config: withoutEmpty({ ...row.config, ...patch.config }),
    credentials: { ...(await openCredentials(deps, row)), ...withoutEmpty(patch.credentials ?? {}) },
  })
  const accountId = adapter.accountId({
    channelId: row.id,
    workspaceId: row.workspace_id,
    settings,
    credentials,
    webhookUrl: webhookUrl(deps, row),
  })
  return { settings, credentials, accountId }
}

/** Ends here whether or not the provider can be told: what it still sends is refused. */
export async function disconnectChannel(deps: Deps, access: Access, id: string): Promise<ChannelRow> {
  const { workspaceId } = access
  const row = await readChannel(deps, workspaceId, id)
  const reason = row.status === 'disconnected' ? row.status_reason : await tellProvider(deps, row)
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const after = await updateChannelRow(tx, workspaceId, id, { status: 'disconnected', status_reason: reason })
    if (!after) throw fail('channel-not-found')
    await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: 'disconnected' })
    await recordAudit(tx, access, 'channel.disconnected', { type: 'channel', id, name: row.name })
    return after
  })
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
}

/** @returns why the provider could not be told, in words; null when it was */
async function tellProvider(deps: Deps, row: ChannelRow): Promise<string | null> {
  const open = await openRow(deps, openConnections(deps).adapters, row).catch(() => null)
  if (!open) return null
  try {
    await open.adapter.disconnect(open.connection)
    return null
  } catch (error) {
    deps.log.warn({ err: error, channelId: row.id }, 'provider could not be told of the disconnection')
    return `Disconnected here. ${error instanceof ProviderError ? error.message : `${open.adapter.title} could not be reached.`}`
  }
}
