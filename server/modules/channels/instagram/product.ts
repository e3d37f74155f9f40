import { type MessagingProduct, takesComments } from '../meta/index.ts'
import { instagramCapabilities } from './capabilities.ts'

export const instagram: MessagingProduct = {
  provider: 'instagram',
  title: 'Instagram',
  capabilities: instagramCapabilities,
  maxQuickReplies: 13,
  hasCalls: false,
  hasMediaTemplate: false,
  // By a page only: see the adapter.
  hasProducts: false,
  hasMetadata: false,
}

/** Without these an account is of no use. */
export const neededFields = ['messages', 'messaging_postbacks', 'messaging_seen', 'message_reactions'] as const

/** …/docs/instagram-platform/webhooks. There is no field for echoes: they come among the messages. */
export const wantedFields = [
  ...neededFields,
  'message_edit',
  'messaging_referral',
  'messaging_optins',
  'messaging_handover',
  'standby',
] as const

/** Through a page the page is subscribed, which knows the page's own names; the account's are set at the app. */
export const pageFields = ['messages', 'messaging_postbacks'] as const

export const commentField = 'comments'
export const commentScope = 'instagram_manage_comments'

const loginScopes = ['instagram_business_basic', 'instagram_business_manage_messages'] as const

/** What an account that is connected by itself has to allow (…/docs/instagram-platform/instagram-api-with-instagram-login/business-login). */
export function loginScopesFor(settings: { comments?: 'ignore' | 'answer' | undefined }): readonly string[] {
  return takesComments(settings) ? [...loginScopes, 'instagram_business_manage_comments'] : loginScopes
}

/** What the token has to allow where the account is reached through a page. */
export const neededScopes = ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'] as const
