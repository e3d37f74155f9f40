import type { ChannelStatus } from '../../../contract/channels.ts'
import type { Deps } from '../../platform/module.ts'
import type { ChannelAdapter, Connection, SharedTarget } from './adapter.ts'
import { openCredentials } from './credentials.ts'
import { measureSends } from './measure-sends.ts'
import { type ChannelRow, findChannelAnywhere, findChannelByAccount, findChannelsBySetting } from './queries.ts'
import { createAdapters } from './registry.ts'

/** A channel ready for work: its adapter, and the connection that every call of the adapter is given. */
export interface OpenConnection {
  workspaceId: string
  adapter: ChannelAdapter
  connection: Connection<unknown, unknown>
  channel: {
    id: string
    workspaceId: string
    type: string
    name: string
    status: ChannelStatus
    agentId: string | null
    accountId: string | null
  }
}

export interface ChannelConnections {
  adapters: ReadonlyMap<string, ChannelAdapter>
  /** Null where there is no such channel in the workspace, its adapter is gone, or its credentials cannot be read. */
  get(workspaceId: string, channelId: string): Promise<OpenConnection | null>
  /** The same for whoever has only the id: a webhook's address. */
  byId(channelId: string): Promise<OpenConnection | null>
  /** The live channel of a provider's account. */
  byAccount(type: string, accountId: string): Promise<OpenConnection | null>
  /** Every live channel that a piece of a shared webhook's body concerns. */
  byTarget(target: SharedTarget): Promise<OpenConnection[]>
}

const freshMs = 10_000
/** Ids that do not exist are remembered too, or guessing them would be a way to load the database. */
const maxRemembered = 10_000
/** Woken in every process whenever a channel was changed. */
export const channelsChangedTopic = 'channels-changed'

const opened = new WeakMap<Deps, ChannelConnections>()

/**
 * One set of open connections a process. Kept ten seconds, forgotten at once when a channel changes here, within some 30 ms when it changes
 * in another process.
 */
export function openConnections(deps: Deps): ChannelConnections {
  const known = opened.get(deps)
  if (known) return known
  const connections = createConnections(deps)
  opened.set(deps, connections)
  return connections
}

function createConnections(deps: Deps): ChannelConnections {
  const adapters = measureSends(deps.metrics, createAdapters(deps))
  const remembered = new Map<string, { until: number; open: Promise<OpenConnection | null> }>()

  deps.db.onCommitted((events) => {
    const changed = events.filter((event) => event.type === 'channel.updated')
    for (const { payload } of changed) remembered.delete(payload.channelId)
    if (changed.length > 0) deps.live.wake(channelsChangedTopic)
  })
  deps.live.onWake(channelsChangedTopic, () => remembered.clear())

  const byId: ChannelConnections['byId'] = (channelId) => {
    const now = performance.now()
    const found = remembered.get(channelId)
    if (found && found.until > now) return found.open
    const open = findChannelAnywhere(deps.db, channelId).then((row) => (row ? openRow(deps, adapters, row) : null))
    if (remembered.size >= maxRemembered) remembered.clear()
    remembered.set(channelId, { until: now + freshMs, open })
    open.catch(() => remembered.delete(channelId))
    return open
  }

  const byAccount: ChannelConnections['byAccount'] = async (type, accountId) => {
    const row = await findChannelByAccount(deps.db, type, accountId)
    return row ? byId(row.id) : null
  }

  return {
    adapters,
    byId,
    byAccount,
    get: async (workspaceId, channelId) => {
      try {
        const open = await byId(channelId)
        return open?.workspaceId === workspaceId ? open : null
      } catch (error) {
        // That another workspace's channel cannot be opened is nothing that this one should hear of.
        if ((await findChannelAnywhere(deps.db, channelId))?.workspace_id !== workspaceId) return null
        throw error
      }
    },
    byTarget: async (target) => {
      if ('accountId' in target) return [await byAccount(target.type, target.accountId)].filter((open) => open !== null)
      const rows = await findChannelsBySetting(deps.db, target.type, target.setting, target.value)
      return (await Promise.all(rows.map((row) => byId(row.id)))).filter((open) => open !== null)
    },
  }
}

/** Reads settings and credentials of a row with its adapter's own schemas. */
export async function openRow(deps: Deps, adapters: ReadonlyMap<string, ChannelAdapter>, row: ChannelRow): Promise<OpenConnection | null> {
  const adapter = adapters.get(row.type)
  if (!adapter) return null
  const settings = adapter.settings.safeParse(row.config)
  const credentials = adapter.credentials.safeParse(await openCredentials(deps, row))
  if (!settings.success || !credentials.success) {
    deps.log.error({ channelId: row.id, workspaceId: row.workspace_id }, 'stored channel does not fit its schema')
    return null
  }
  const { id, workspace_id: workspaceId, type, name, status, agent_id: agentId, account_id: accountId } = row
  const connection = {
    channelId: id,
    workspaceId,
    settings: settings.data,
    credentials: credentials.data,
    webhookUrl: webhookUrl(deps, row),
  }
  return { workspaceId, adapter, connection, channel: { id, workspaceId, type, name, status, agentId, accountId } }
}

export function webhookUrl({ config }: Pick<Deps, 'config'>, { type, id }: { type: string; id: string }): string {
  return `${config.publicUrl}/webhooks/${type}/${id}`
}
