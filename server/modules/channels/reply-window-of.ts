import type { ChannelAdapter } from './adapter.ts'

/** How long after their last word this person may be answered freely, in milliseconds; null: for ever. */
export function replyWindowOf(adapter: Pick<ChannelAdapter, 'capabilities' | 'replyWindowMs'>, externalId: string): number | null {
  return adapter.replyWindowMs ? adapter.replyWindowMs(externalId) : adapter.capabilities.replyWindowMs
}
