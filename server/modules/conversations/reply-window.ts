import type { Deps } from '../../platform/module.ts'
import { openConnections, replyWindowOf } from '../channels/index.ts'
import type { ReplyWindow } from './queries-conversations.ts'

/** How long each channel type lets us answer somebody freely, from what its adapter declares. */
export function replyWindows(deps: Deps): ReplyWindow {
  const { adapters } = openConnections(deps)
  return (channelType, recipientId) => {
    const adapter = adapters.get(channelType)
    return adapter ? replyWindowOf(adapter, recipientId) : null
  }
}
