import type { Interactive } from '../../../../contract/messages.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { JsonObject } from '../json-value.ts'
import type { OutboundMessage, ProviderCall } from '../outbound-message.ts'
import { joinTexts, plainInteractive } from '../plain-interactive.ts'
import { requireContent } from '../require-content.ts'
import { shorten, splitText } from '../split-text.ts'
import { openChat } from './business.ts'
import { callbackDataFor } from './callback-data.ts'
import type { TelegramLimits } from './capabilities.ts'
import { addressOf, messageNumber, type Place } from './ids.ts'
import { mediaParts, type Part, takesCaption } from './render-media.ts'
import { reactionPart } from './render-reaction.ts'
import type { BusinessConnection } from './settings.ts'

/**
 * Our message as calls of the Bot API, as plain text without markup. The buttons hang on the last text, the quote on the first call.
 * @throws ProviderError where it cannot be sent at all
 */
export function renderTelegram(
  message: OutboundMessage,
  limits: TelegramLimits,
  businesses: readonly BusinessConnection[] = [],
): ProviderCall[] {
  if (message.template) {
    throw new ProviderError({ provider: 'telegram', code: 'invalid', retryable: false, message: 'Telegram has no message templates.' })
  }
  const replyTo = message.replyToExternalId === null ? null : messageNumber(message.replyToExternalId)
  const chat = openChat(message.recipient.externalId, businesses)
  return requireContent('telegram', parts(message, chat, limits)).map((part, index) => ({
    method: 'POST',
    path: `/${part.method}`,
    body: {
      ...addressOf(chat),
      // A quoted message that is gone must not keep the answer from arriving.
      ...(index === 0 && replyTo !== null ? { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } } : {}),
      ...part.body,
    },
    ...(part.files ? { files: part.files } : {}),
    ...(part.note ? { note: part.note } : {}),
  }))
}

function parts(message: OutboundMessage, chat: Place, limits: TelegramLimits): Part[] {
  if (message.reaction) return [reactionPart(message.recipient.externalId, message.reaction)]
  const keyboard = message.interactive ? keyboardFor(message.interactive, chat) : null
  const written = message.interactive ? detailsOf(message.interactive, keyboard !== null) : ''
  const text = joinTexts(message.text, written)
  const caption =
    keyboard === null && text !== '' && text.length <= limits.maxCaptionLength && takesCaption(message.media[0], limits) ? text : null
  return [
    ...mediaParts(message.media, caption, limits),
    ...locationParts(message),
    ...(caption === null ? textParts(text, keyboard, limits) : []),
  ]
}

function textParts(text: string, keyboard: JsonObject | null, limits: TelegramLimits): Part[] {
  const pieces = splitText(text, limits.maxTextLength)
  // A keyboard needs a text to hang on.
  if (pieces.length === 0 && keyboard !== null) pieces.push('⬇️')
  return pieces.map((piece, index) => ({
    method: 'sendMessage',
    body: { text: piece, ...(keyboard !== null && index === pieces.length - 1 ? { reply_markup: keyboard } : {}) },
    note: piece,
  }))
}

interface Choice {
  id: string
  title: string
}

function keyboardFor(interactive: Interactive, chat: Place): JsonObject | null {
  if (interactive.kind === 'contact-request' || interactive.kind === 'location-request') return requestKeyboard(interactive.kind, chat)
  if (interactive.kind === 'buttons') return choiceKeyboard(interactive.buttons)
  if (interactive.kind === 'list') return choiceKeyboard(interactive.sections.flatMap((section) => section.rows))
  if (interactive.kind === 'link' && /^(https?|tg):\/\//.test(interactive.url)) {
    return { inline_keyboard: [[{ text: shorten(interactive.title, 64), url: interactive.url }]] }
  }
  return null
}

/**
 * Takes the place of the customer's keyboard until it is pressed, and sends their number or place. The text says what for, and the signs are understood in any
 * language. Only in the private chat with the bot itself: groups and the chats of a person's account have none.
 */
function requestKeyboard(kind: 'contact-request' | 'location-request', { chatId, businessConnectionId }: Place): JsonObject | null {
  if (businessConnectionId !== null || chatId.startsWith('-')) return null
  const button = kind === 'contact-request' ? { text: '☎️', request_contact: true } : { text: '📍', request_location: true }
  return { keyboard: [[button]], resize_keyboard: true, one_time_keyboard: true }
}

/** One button a row: titles stay readable on a phone. */
function choiceKeyboard(choices: readonly Choice[]): JsonObject | null {
  if (choices.length > 100) return null
  return { inline_keyboard: choices.map(({ id, title }) => [{ text: shorten(title, 64), callback_data: callbackDataFor(id) }]) }
}

/** What buttons cannot show goes into the text: descriptions of a list's rows, titles that were cut, or everything. */
function detailsOf(interactive: Interactive, hasKeyboard: boolean): string {
  if (!hasKeyboard) return plainInteractive(interactive)
  const choices =
    interactive.kind === 'list'
      ? interactive.sections.flatMap((section) => section.rows)
      : interactive.kind === 'buttons'
        ? interactive.buttons
        : []
  const isCut = choices.some((choice) => choice.title.length > 64)
  const isDescribed =
    interactive.kind === 'list' && interactive.sections.some((section) => section.title || section.rows.some((row) => row.description))
  return isCut || isDescribed ? plainInteractive(interactive) : ''
}

function locationParts({ location }: OutboundMessage): Part[] {
  if (!location) return []
  const { latitude, longitude } = location
  const title = location.name || location.address
  if (!title) return [{ method: 'sendLocation', body: { latitude, longitude } }]
  return [{ method: 'sendVenue', body: { latitude, longitude, title, address: location.address || title } }]
}
