import type { Product } from './platform.ts'

export type WebhookObject = 'page' | 'instagram'
export const objectOf: Record<Product, WebhookObject> = { messenger: 'page', instagram: 'instagram' }

/** Kinds of events, by the fields that an app subscribes to for them: any one of the names is enough. */
export type Topic =
  | 'message'
  | 'echo'
  | 'postback'
  | 'reaction'
  | 'edit'
  | 'read'
  | 'delivery'
  | 'referral'
  | 'optin'
  | 'handover'
  | 'policy'
  | 'order'
  | 'comment'

const pageFields: Record<Topic, string[]> = {
  message: ['messages'],
  echo: ['message_echoes'],
  postback: ['messaging_postbacks'],
  reaction: ['message_reactions'],
  edit: ['message_edits'],
  read: ['message_reads'],
  delivery: ['message_deliveries'],
  referral: ['messaging_referrals'],
  optin: ['messaging_optins'],
  handover: ['messaging_handovers'],
  policy: ['messaging_policy_enforcement'],
  order: ['send_cart'],
  comment: ['feed'],
}

/** Echoes have no field of their own, deliveries are not told, and the pages spell several in two ways (…/instagram-platform/webhooks). */
const instagramFields: Record<Topic, string[]> = {
  message: ['messages'],
  echo: ['messages'],
  postback: ['messaging_postbacks'],
  reaction: ['message_reactions', 'messaging_reactions'],
  edit: ['message_edit', 'message_edits'],
  read: ['messaging_seen'],
  delivery: [],
  referral: ['messaging_referral', 'messaging_referrals'],
  optin: ['messaging_optins'],
  handover: ['messaging_handover', 'messaging_handovers'],
  policy: ['messaging_policy_enforcement'],
  order: [],
  comment: ['comments'],
}

export function fieldsOf(product: Product, topic: Topic): string[] {
  return (product === 'messenger' ? pageFields : instagramFields)[topic]
}

/** What else each may be subscribed to; the emulator sends nothing of it. */
const otherPageFields = [
  'standby',
  'messaging_account_linking',
  'messaging_customer_information',
  'messaging_feedback',
  'messenger_template_status_update',
  'response_feedback',
  'inbox_labels',
  'mention',
  'leadgen',
]
const otherInstagramFields = ['standby', 'live_comments', 'mentions', 'story_insights']

/**
 * Names that may be subscribed to. A page's own edge knows the page's names only, also for the Instagram account behind it:
 * `messaging_seen` is refused there (github.com/restfb/restfb/issues/1210).
 */
export const knownFields: Record<WebhookObject, ReadonlySet<string>> = {
  page: new Set([...Object.values(pageFields).flat(), ...otherPageFields]),
  instagram: new Set([...Object.values(instagramFields).flat(), ...otherInstagramFields]),
}
