import type { Interactive } from '../../../../contract/messages.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { OutboundMessage, ProviderCall } from '../adapter.ts'
import type { JsonObject } from '../json-value.ts'
import { joinTexts, plainInteractive } from '../plain-interactive.ts'
import { requireContent } from '../require-content.ts'
import { shorten, splitText } from '../split-text.ts'
import { callbackDataFor } from './callback-data.ts'
import type { TelegramLimits } from './capabilities.ts'
import { addressOf, messageNumber } from './ids.ts'
import { mediaParts, type Part, takesCaption } from './render-media.ts'

/**
 * Our message as calls of the Bot API, as plain text without markup. The buttons hang on the last text, the quote on the first call.
 */
export function renderTelegram(message: OutboundMessage, limits: TelegramLimits): ProviderCall[] {
  if (message.template) {
    throw new ProviderError({ provider: 'telegram', code: 'invalid', retryable: false, message: 'Telegram has no message templates.' })
  }
  const replyTo = message.replyToExternalId === null ? null : messageNumber(message.replyToExternalId)
  return requireContent('telegram', parts(message, limits)).map((part, index) => ({
    method: 'POST',
    path: `/${part.method}`,
    body: {
      ...addressOf(message.recipient.externalId),
      // A quoted message that is gone must not keep the answer from arriving.
      ...(index === 0 && replyTo !== null ? { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } } : {}),
      ...part.body,
    },
    ...(part.files ? { files: part.files } : {}),
    ...(part.note ? { note: part.note } : {}),
  }))
}

function parts(message: OutboundMessage, limits: TelegramLimits): Part[] {
  const keyboard = message.interactive ? keyboardFor(message.interactive) : null
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

function keyboardFor(interactive: Interactive): JsonObject | null {
  if (interactive.kind === 'buttons') return choiceKeyboard(interactive.buttons)
  if (interactive.kind === 'list') return choiceKeyboard(interactive.sections.flatMap((section) => section.rows))
  if (interactive.kind === 'link' && /^(https?|tg):\/\//.test(interactive.url)) {
    return { inline_keyboard: [[{ text: shorten(interactive.title, 64), url: interactive.url }]] }
  }
  return null
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
