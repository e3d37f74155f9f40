import type { MessagingProduct } from '../meta/index.ts'
import { messengerCapabilities } from './capabilities.ts'

export const messenger: MessagingProduct = {
  provider: 'messenger',
  title: 'Messenger',
  capabilities: messengerCapabilities,
  maxQuickReplies: 13,
  hasCalls: true,
  hasMediaTemplate: true,
  hasProducts: true,
  hasMetadata: true,
}

/** …/messenger-platform/webhooks/webhook-events. `messaging_policy_enforcement` tells when the page is warned or blocked. */
export const subscribedFields = [
  'messages',
  'messaging_postbacks',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_referrals',
  'messaging_optins',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'standby',
  'send_cart',
] as const

/** With comments also what happens below the page's posts. */
export const commentField = 'feed'
export const commentScope = 'pages_read_engagement'

/** Without these a conversation is not whole. An app of the installation may leave out others. */
export const neededFields = ['messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes'] as const

/** What the token has to allow. */
export const neededScopes = ['pages_messaging', 'pages_manage_metadata'] as const
