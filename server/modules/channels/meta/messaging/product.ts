import type { Capabilities } from '../../../../../contract/channels.ts'

/** In what the products that share this interface differ. */
export interface MessagingProduct {
  provider: string
  /** For people. */
  title: string
  capabilities: Capabilities
  maxQuickReplies: number
  /** Takes `metadata` along and gives it back in the echo: how a lost receipt is proven. */
  hasMetadata: boolean
}
