import { ProviderError } from '../../../platform/errors.ts'
import type { OutboundMessage } from '../outbound-message.ts'
import { isBusinessChat } from './business.ts'
import { messageNumber } from './ids.ts'
import type { Part } from './render-media.ts'

/**
 * A reaction of the bot. In the chats of a person's own account the Bot API knows none, and a tap on a button is no message that could have one: there the emoji
 * goes out in answer.
 * @throws ProviderError `invalid` for one that cannot be taken back
 */
export function reactionPart(recipientId: string, { targetExternalId, emoji }: NonNullable<OutboundMessage['reaction']>): Part {
  const number = messageNumber(targetExternalId)
  if (number !== null && !isBusinessChat(recipientId)) {
    // Telegram knows its reactions without the selector that makes them colourful.
    const reaction = emoji === null ? [] : [{ type: 'emoji', emoji: emoji.replaceAll('\ufe0f', '') }]
    return { method: 'setMessageReaction', body: { message_id: number, reaction } }
  }
  if (emoji === null) {
    const message = 'A reaction cannot be taken back here.'
    throw new ProviderError({ provider: 'telegram', code: 'invalid', retryable: false, message })
  }
  return spoken(emoji, number)
}

/** The same in words, for an emoji that Telegram does not have among its reactions too. */
export function spoken(emoji: string, number: number | null): Part {
  const reply = number === null ? {} : { reply_parameters: { message_id: number, allow_sending_without_reply: true } }
  return { method: 'sendMessage', body: { text: emoji, ...reply }, note: emoji }
}
