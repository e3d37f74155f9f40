import type { OutboundMessage, ProviderCall } from '../../adapter.ts'

/**
 * A reaction is no message but something that the account does (…/messenger-platform/send-messages/sender-actions, …/instagram-platform/
 * instagram-api-with-instagram-login/messaging-api): it has no id of its own and takes no part in what a message may carry.
 */
export function reactionCall(
  accountPath: string,
  recipientId: string,
  { targetExternalId, emoji }: NonNullable<OutboundMessage['reaction']>,
): ProviderCall {
  const payload = { message_id: targetExternalId, ...(emoji === null ? {} : { reaction: nameOf(emoji) }) }
  const body = { recipient: { id: recipientId }, sender_action: emoji === null ? 'unreact' : 'react', payload }
  return { method: 'POST', path: `${accountPath}/messages`, body }
}

/** The one that the pages show goes by its name, all others are written as they are. */
function nameOf(emoji: string): string {
  return emoji.replaceAll('\ufe0f', '') === '❤' ? 'love' : emoji
}
