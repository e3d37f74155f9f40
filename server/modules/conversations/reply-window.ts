import type { Deps } from '../../platform/module.ts'
import { openConnections } from '../channels/index.ts'
import type { ReplyWindow } from './queries-conversations.ts'

/** How long each channel type lets us answer freely, from the capabilities that its adapter declares. */
export function replyWindows(deps: Deps): ReplyWindow {
  const { adapters } = openConnections(deps)
  return (channelType) => adapters.get(channelType)?.capabilities.replyWindowMs ?? null
}
