import { isId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import type { ChannelConnections, OpenConnection } from './connections.ts'
import { sharedWebhooks } from './registry.ts'
import type { Surroundings } from './surroundings.ts'

export function surroundingsOf(
  { config }: Pick<Deps, 'config'>,
  connections: Pick<ChannelConnections, 'byId' | 'byTarget'>,
  { adapter, connection, channel }: OpenConnection,
): Surroundings {
  const doors = `${config.publicUrl}/webhooks/`
  return {
    whereTo: async (address) => {
      if (address === connection.webhookUrl) return 'here'
      // Only where one address may stand for several accounts does a channel hand on.
      if (!adapter.route || !address.startsWith(doors)) return 'elsewhere'
      const [type = '', id] = address.slice(doors.length).split('/')
      if (id === undefined) return sharedWebhooks.has(type) ? 'here' : 'nowhere'
      const other = isId(id) ? await connections.byId(id).catch(() => null) : null
      const isOpen = other !== null && other.channel.type === channel.type && other.channel.status !== 'disconnected'
      return isOpen && type === channel.type ? 'here' : 'nowhere'
    },
    isConnected: async (target) => (await connections.byTarget(target)).some((open) => open.channel.id !== channel.id),
  }
}
