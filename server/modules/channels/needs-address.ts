import type { Deps } from '../../platform/module.ts'
import type { ChannelAdapter } from './adapter.ts'
import { isNearby } from './check-public-address.ts'
import { channelEgress } from './registry.ts'

type Known = Pick<Deps, 'config'>

/** Whether the provider has to reach us: not for a website's own window, and not where we fetch. */
export function isDeliveredTo({ config }: Known, adapter: ChannelAdapter): boolean {
  const isFetched = adapter.poll !== undefined && !config.publicUrl.startsWith('https:')
  return !adapter.embed && !isFetched
}

/** The provider is a stand-in on this machine or network, which reaches us by any address. */
export function hasStandIn({ config }: Known, adapter: ChannelAdapter): boolean {
  const setting = channelEgress.find(({ purpose }) => purpose === `channels.${adapter.type}`)?.setting
  const moved = setting ? config.providerUrls[setting] : null
  return moved !== null && isNearby(moved)
}

/** A channel of this type can be connected, and nothing would come in by it: said before anybody fills in a form. */
export function isOutOfReach(deps: Known, adapter: ChannelAdapter): boolean {
  const { publicUrl } = deps.config
  return isDeliveredTo(deps, adapter) && !hasStandIn(deps, adapter) && (isNearby(publicUrl) || !publicUrl.startsWith('https:'))
}
