import { ProviderError } from '../../../../platform/errors.ts'
import type { OutboundMessage, ProviderCall } from '../../outbound-message.ts'
import { commentIn } from './comment-address.ts'
import type { MessagingProduct } from './product.ts'

/**
 * A reaction is no message but something that the account does (…/messenger-platform/send-messages/sender-actions, …/instagram-platform/
 * instagram-api-with-instagram-login/messaging-api): it has no id of its own and takes no part in what a message may carry.
 * @throws ProviderError `invalid` at a comment below a post, which takes none
 */
export function reactionCall(
  { provider, title }: MessagingProduct,
  accountPath: string,
  recipientId: string,
  { targetExternalId, emoji }: NonNullable<OutboundMessage['reaction']>,
): ProviderCall {
  if (commentIn(targetExternalId) !== null || commentIn(recipientId) !== null) {
    const message = `${title} takes no reaction to a comment from here. Answer it in words.`
    throw new ProviderError({ provider, code: 'invalid', retryable: false, message })
  }
  const payload = { message_id: targetExternalId, ...(emoji === null ? {} : { reaction: nameOf(emoji) }) }
  const body = { recipient: { id: recipientId }, sender_action: emoji === null ? 'unreact' : 'react', payload }
  return { method: 'POST', path: `${accountPath}/messages`, body }
}

/** The one that the pages show goes by its name, all others are written as they are. */
function nameOf(emoji: string): string {
  return emoji.replaceAll('\ufe0f', '') === '❤' ? 'love' : emoji
}
