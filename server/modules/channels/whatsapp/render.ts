import type { Connection, OutboundMedia, OutboundMessage, ProviderCall } from '../adapter.ts'
import { bareMimeType, chooseMediaKind } from '../choose-media-kind.ts'
import type { JsonObject } from '../json-value.ts'
import { writeCallbackData } from '../meta/index.ts'
import { joinTexts, plainInteractive } from '../plain-interactive.ts'
import { requireContent } from '../require-content.ts'
import { splitText } from '../split-text.ts'
import { whatsAppCapabilities as limits } from './capabilities.ts'
import { type FittedInteractive, fitInteractive } from './render-interactive.ts'
import { renderTemplate } from './render-template.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

type Part = { body: JsonObject; files?: ProviderCall['files']; note?: string }

/**
 * Our message as calls of `POST /{number}/messages`. Long texts become several messages, a caption that is too long a message of its own,
 * choices that do not fit buttons or a list a numbered text. The first call quotes what is replied to.
 */
export function renderWhatsApp(message: OutboundMessage, { settings }: Connection<WhatsAppSettings, WhatsAppCredentials>): ProviderCall[] {
  return requireContent('whatsapp', parts(message)).map((part, index) => ({
    method: 'POST',
    path: `/${settings.phoneNumberId}/messages`,
    body: {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...address(message.recipient.externalId),
      ...(index === 0 && message.replyToExternalId ? { context: { message_id: message.replyToExternalId } } : {}),
      biz_opaque_callback_data: writeCallbackData(message.id, index),
      ...part.body,
    },
    ...(part.files ? { files: part.files } : {}),
    ...(part.note ? { note: part.note } : {}),
  }))
}

/** A business-scoped id (`US.1349…`) goes into `recipient`; a number gets its plus, without which Meta may add a country code. */
function address(externalId: string): JsonObject {
  return /^\d+$/.test(externalId) ? { to: `+${externalId}` } : { recipient: externalId }
}

function parts(message: OutboundMessage): Part[] {
  if (message.template) return [{ body: renderTemplate(message.template) }, ...mediaParts(message.media, null), ...locationParts(message)]
  const fitted = message.interactive ? fitInteractive(message.interactive) : null
  const text =
    fitted === null && message.interactive ? joinTexts(message.text, plainInteractive(message.interactive)) : (message.text ?? '')
  const captioned = fitted === null ? captionFor(message.media, text) : null
  return [
    ...mediaParts(message.media, captioned),
    ...(captioned === null && fitted === null ? textParts(text) : []),
    ...locationParts(message),
    ...(fitted ? interactiveParts(text, fitted) : []),
  ]
}

function textParts(text: string): Part[] {
  return splitText(text, limits.maxTextLength).map((body) => ({
    body: { type: 'text', text: { body, preview_url: /https?:\/\//.test(body) } },
    note: body,
  }))
}

/** What is too long for the body of an interactive message goes before it as text. */
function interactiveParts(text: string, { interactive, maxBodyLength }: FittedInteractive): Part[] {
  const pieces = splitText(text, maxBodyLength)
  const before = pieces.slice(0, -1).join('\n\n')
  // The body may not be empty, and choices speak for themselves.
  const body = pieces.at(-1) ?? '⬇️'
  return [...textParts(before), { body: { type: 'interactive', interactive: { ...interactive, body: { text: body } } }, note: body }]
}

/** The text as the caption of the first file, if that kind has captions and the text fits. */
function captionFor(media: readonly OutboundMedia[], text: string): string | null {
  const [first] = media
  if (!first || text === '' || text.length > limits.maxCaptionLength) return null
  return ['image', 'video', 'document'].includes(chooseMediaKind('whatsapp', first, limits.media)) ? text : null
}

function mediaParts(media: readonly OutboundMedia[], caption: string | null): Part[] {
  return media.map((file, index) => {
    const kind = chooseMediaKind('whatsapp', file, limits.media)
    const isVoice = kind === 'audio' && file.voice && bareMimeType(file.mimeType) === 'audio/ogg'
    const content = {
      ...(index === 0 && caption !== null ? { caption } : {}),
      ...(kind === 'document' ? { filename: fileName(file) } : {}),
      ...(isVoice ? { voice: true } : {}),
    }
    // Ogg is taken as a voice note only with its codec named.
    const mimeType =
      kind === 'audio' && bareMimeType(file.mimeType) === 'audio/ogg' ? 'audio/ogg; codecs=opus' : bareMimeType(file.mimeType)
    return {
      body: { type: kind, [kind]: content },
      files: [{ field: kind, fileId: file.fileId, name: fileName(file), mimeType }],
      ...(index === 0 && caption !== null ? { note: caption } : {}),
    }
  })
}

function fileName(file: OutboundMedia): string {
  return (file.name ?? file.kind).slice(0, 240)
}

function locationParts({ location }: OutboundMessage): Part[] {
  if (!location) return []
  const { latitude, longitude, name, address } = location
  return [{ body: { type: 'location', location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) } } }]
}
