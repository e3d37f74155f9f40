import type { CustomerEvent } from './customer-act.ts'
import type { Platform, Product, Thread } from './platform.ts'
import type { Topic } from './webhook-fields.ts'

/** Names of reactions by their emoji; what has none is `other` (…/webhook-events/message-reactions; …/instagram-platform/webhooks/examples). */
const reactionNames: Record<Product, Record<string, string>> = {
  messenger: { '😆': 'smile', '😠': 'angry', '😢': 'sad', '😮': 'wow', '❤': 'love', '👍': 'like', '👎': 'dislike' },
  instagram: { '😆': 'laugh', '😠': 'angry', '😢': 'sad', '😮': 'wow', '❤': 'love', '👍': 'like' },
}
const mostEdits = 5

/** What a person does besides writing, as events carry it. @throws Error for what the product has not, or what nobody could do */
export function buildEvent(
  platform: Platform,
  thread: Thread,
  mid: string,
  event: CustomerEvent,
): { topic: Topic; content: Record<string, unknown> } {
  const { product } = thread.account
  switch (event.type) {
    case 'postback': {
      const { title, payload, referral } = event
      return { topic: 'postback', content: { postback: { mid, title, payload, ...(referral ? { referral } : {}) } } }
    }
    case 'reaction': {
      knownMessage(platform, thread, event.messageId)
      return { topic: 'reaction', content: { reaction: reactionOf(product, event.messageId, event.emoji) } }
    }
    case 'edit': {
      const message = knownMessage(platform, thread, event.messageId)
      if (message.direction === 'outbound') throw new Error('a person edits their own messages')
      if (message.edits >= mostEdits) throw new Error(`a message can be edited ${mostEdits} times`)
      message.edits++
      message.text = event.text
      return { topic: 'edit', content: { message_edit: { mid: event.messageId, text: event.text, num_edit: message.edits } } }
    }
    case 'unsend': {
      if (product === 'messenger') throw new Error('Messenger tells nothing of messages that are taken back')
      knownMessage(platform, thread, event.messageId)
      return { topic: 'message', content: { message: { mid: event.messageId, is_deleted: true } } }
    }
    case 'referral': {
      if (thread.lastInboundAt === undefined) throw new Error('a new conversation begins with a postback, which carries the referral')
      return { topic: 'referral', content: { referral: event.referral } }
    }
    case 'optin':
      return { topic: 'optin', content: { optin: event.optin } }
    case 'order': {
      if (product === 'instagram') throw new Error('carts are sent on Messenger')
      const { products, note } = event
      return { topic: 'order', content: { order: { products, ...(note === undefined ? {} : { note }) } } }
    }
  }
}

function knownMessage(platform: Platform, thread: Thread, mid: string) {
  const message = platform.messages.get(mid)
  if (message?.thread !== thread) throw new Error('no such message in this conversation')
  return message
}

function reactionOf(product: Product, mid: string, emoji: string | null): Record<string, unknown> {
  if (emoji === null) return { mid, action: 'unreact' }
  // With or without the selector that makes it colourful.
  const reaction = reactionNames[product][emoji.replaceAll('\ufe0f', '')] ?? 'other'
  return { mid, action: 'react', reaction, emoji }
}
