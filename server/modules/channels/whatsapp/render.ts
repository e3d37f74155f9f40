import { ProviderError } from '../../../platform/errors.ts'
import type { Connection } from '../adapter.ts'
import type { JsonObject } from '../json-value.ts'
import { writeCallbackData } from '../meta/index.ts'
import type { OutboundMedia, OutboundMessage, OutboundTemplate, ProviderCall } from '../outbound-message.ts'
import { joinTexts, plainInteractive } from '../plain-interactive.ts'
import { requireContent } from '../require-content.ts'
import { splitText } from '../split-text.ts'
import { whatsAppCapabilities as limits } from './capabilities.ts'
import type { FittedInteractive } from './fitted-interactive.ts'
import { cardParts } from './render-cards.ts'
import { fitInteractive } from './render-interactive.ts'
import { fileOf, hasCaption, headerKind, linkedParts, mediaParts } from './render-media.ts'
import { headerFile, renderTemplate } from './render-template.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

export type Part = { body: JsonObject; files?: ProviderCall['files']; note?: string }

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
      ...address(message),
      ...(index === 0 && message.replyToExternalId ? { context: { message_id: message.replyToExternalId } } : {}),
      biz_opaque_callback_data: writeCallbackData(message.id, index),
      ...part.body,
    },
    ...(part.files ? { files: part.files } : {}),
    ...(part.note ? { note: part.note } : {}),
  }))
}

/**
 * A business-scoped id (`US.1349…`) goes into `recipient`; a number gets its plus, without which Meta may add a country code. One-time codes go to numbers only
 * (131062).
 */
function address({ recipient: { externalId, phone }, template }: OutboundMessage): JsonObject {
  if (/^\d+$/.test(externalId)) return { to: `+${externalId}` }
  if (template?.code === undefined) return { recipient: externalId }
  if (phone) return { to: phone }
  const message = 'A one-time code goes to a phone number only, and this person shows none.'
  throw new ProviderError({ provider: 'whatsapp', code: 'not-on-channel', retryable: false, message })
}

function parts(message: OutboundMessage): Part[] {
  if (message.reaction) return [reactionPart(message.reaction)]
  if (message.template) return templateParts(message, message.template)
  const fitted = message.interactive ? fitInteractive(message.interactive, message.id) : null
  const text = fitted === null ? writtenText(message) : joinTexts(message.text, fitted.inFull)
  const links = message.linkedFiles ?? []
  const rest = [...locationParts(message), ...cardParts(message.contactCards ?? [])]
  if (fitted) return interactiveParts(text, fitted, message.media, [...linkedParts(links, null), ...rest])
  const [first] = message.media
  const captioned = mayCaption(text, first ? hasCaption(first) : links[0] !== undefined && links[0].kind !== 'audio') ? text : null
  return [
    ...mediaParts(message.media, captioned),
    ...linkedParts(links, first ? null : captioned),
    ...(captioned === null ? textParts(text) : []),
    ...rest,
  ]
}

/** Choices that WhatsApp cannot show, with the lines that would have stood around them. */
function writtenText({ text, interactive }: OutboundMessage): string {
  if (!interactive) return text ?? ''
  const { header, footer } = { header: null, footer: null, ...interactive }
  return joinTexts(header, text, plainInteractive(interactive), footer)
}

function reactionPart({ targetExternalId, emoji }: NonNullable<OutboundMessage['reaction']>): Part {
  return { body: { type: 'reaction', reaction: { message_id: targetExternalId, emoji: emoji ?? '' } } }
}

/** What comes with a template goes after it, but the file that its header waits for. */
function templateParts(message: OutboundMessage, template: OutboundTemplate): Part[] {
  const place = headerFile(template)
  const [first, ...others] = message.media
  const body = renderTemplate(template)
  const rest = [...linkedParts(message.linkedFiles ?? [], null), ...locationParts(message), ...cardParts(message.contactCards ?? [])]
  if (!place) return [{ body }, ...mediaParts(message.media, null), ...rest]
  if (!first || headerKind(first) !== place.kind) {
    const reason = `The header of this template needs a file of the kind ${place.kind}.`
    throw new ProviderError({ provider: 'whatsapp', code: 'media', retryable: false, message: reason })
  }
  return [{ body, files: [fileOf(first, place.kind, place.field)] }, ...mediaParts(others, null), ...rest]
}

function textParts(text: string): Part[] {
  return splitText(text, limits.maxTextLength).map((body) => ({
    body: { type: 'text', text: { body, preview_url: /https?:\/\//.test(body) } },
    note: body,
  }))
}

/** What is too long for the body of an interactive message goes before it as text. A single file becomes its header, where it may. */
function interactiveParts(given: string, fitted: FittedInteractive, media: readonly OutboundMedia[], rest: readonly Part[]): Part[] {
  const { type, action, footer, maxBodyLength } = fitted
  const text = fitted.hasNoHeader ? joinTexts(fitted.header, given) : given
  const header = fitted.hasNoHeader ? null : fitted.header
  const pieces = splitText(text, maxBodyLength)
  const before = pieces.slice(0, -1).join('\n\n')
  // The body may not be empty, and choices speak for themselves.
  const body = pieces.at(-1) ?? (fitted.mayBeBodiless ? null : '⬇️')
  const [file] = media
  const kind = file && media.length === 1 && header === null && fitted.takesHeaderFile ? headerKind(file) : null
  const interactive = {
    type,
    ...(header === null ? {} : { header: { type: 'text', text: header } }),
    ...(kind === null ? {} : { header: { type: kind, [kind]: {} } }),
    ...(body === null ? {} : { body: { text: body } }),
    ...(footer === null ? {} : { footer: { text: footer } }),
    action,
  }
  return [
    ...(kind === null ? mediaParts(media, null) : []),
    ...rest,
    ...textParts(before),
    {
      body: { type: 'interactive', interactive },
      ...(file && kind ? { files: [fileOf(file, kind, `interactive.header.${kind}`)] } : {}),
      ...(body === null ? {} : { note: body }),
    },
  ]
}

/** Whether the text goes below the first file: if that kind has captions and the text fits. */
function mayCaption(text: string, hasRoom: boolean): boolean {
  return hasRoom && text !== '' && text.length <= limits.maxCaptionLength
}

function locationParts({ location }: OutboundMessage): Part[] {
  if (!location) return []
  const { latitude, longitude, name, address } = location
  return [{ body: { type: 'location', location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) } } }]
}
