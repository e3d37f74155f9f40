import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { newChannelSchema } from '../../../contract/channels.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import type { ChannelAdapter } from './adapter.ts'
import { connectChannel } from './connect-channel.ts'
import { openConnections, webhookUrl } from './connections.ts'
import { sealCredentials } from './credentials.ts'
import { agentMissing, explainTaken, fail } from './errors.ts'
import { takeGranted } from './grants/complete-grant.ts'
import { type ChannelRow, hasAgent, insertChannel } from './queries.ts'
import { readFields, withoutEmpty } from './read-fields.ts'

/**
 * Stores the channel first and connects then: the provider may ask our webhook for its verify token while we are still talking to it. A
 * connection that fails leaves the channel with status `error` and the reason, to be mended and tried again.
 */
export async function createChannel(deps: Deps, access: Access, given: z.output<typeof newChannelSchema>): Promise<ChannelRow> {
  const adapter = openConnections(deps).adapters.get(given.type)
  if (!adapter) throw fail('channel-type-unknown', { errors: [{ path: 'type', message: 'There is no channel of this type.' }] })
  const generated = adapter.generateCredentials?.() ?? {}
  const granted = given.grant ? await takeGranted(deps, access, given.grant, adapter.type) : null
  const { settings, credentials, entered } = readFields(adapter, {
    config: { ...given.config, ...granted?.config },
    credentials: { ...generated, ...granted?.made, ...withoutEmpty(given.credentials), ...granted?.credentials },
  })
  const { workspaceId } = access
  const id = newId()
  const connection = { channelId: id, workspaceId, settings, credentials, webhookUrl: webhookUrl(deps, { type: adapter.type, id }) }
  await deps.db
    .withWorkspace(workspaceId, async (tx) => {
      if (given.agentId && !(await hasAgent(tx, workspaceId, given.agentId))) throw agentMissing()
      await insertChannel(tx, workspaceId, {
        id,
        type: adapter.type,
        name: given.name,
        account_id: adapter.accountId(connection),
        status: 'connecting',
        status_reason: null,
        config: JSON.stringify(settings),
        credentials: await sealCredentials(deps, tx, workspaceId, id, entered),
        widget_key: newWidgetKey(adapter),
        agent_id: given.agentId ?? null,
      })
      await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: 'connecting' })
      await recordAudit(tx, access, 'channel.created', { type: 'channel', id, name: given.name }, { channelType: adapter.type })
    })
    .catch(explainTaken)
  return connectChannel(deps, workspaceId, id)
}

function newWidgetKey(adapter: ChannelAdapter): string | null {
  return adapter.embed ? `wk_${randomBytes(18).toString('base64url')}` : null
}
