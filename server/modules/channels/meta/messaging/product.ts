import type { Capabilities } from '../../../../../contract/channels.ts'

/** In what the products that share this interface differ. */
export interface MessagingProduct {
  provider: string
  /** For people. */
  title: string
  capabilities: Capabilities
  maxQuickReplies: number
  /** Buttons that call, and a picture or video with buttons below. */
  hasCalls: boolean
  hasMediaTemplate: boolean
  /** Products of a catalogue by the provider's own ids. */
  hasProducts: boolean
  /** Takes `metadata` along and gives it back in the echo: how a lost receipt is proven. */
  hasMetadata: boolean
}
