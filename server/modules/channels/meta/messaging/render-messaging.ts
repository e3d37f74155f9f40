import type { Interactive } from '../../../../../contract/messages.ts'
import { ProviderError } from '../../../../platform/errors.ts'
import type { OutboundMedia, OutboundMessage, ProviderCall } from '../../adapter.ts'
import { chooseMediaKind } from '../../choose-media-kind.ts'
import type { JsonObject } from '../../json-value.ts'
import { joinTexts, plainInteractive } from '../../plain-interactive.ts'
import { requireContent } from '../../require-content.ts'
import { shorten, splitText } from '../../split-text.ts'
import { writeCallbackData } from '../callback-data.ts'
import type { MessagingProduct } from './product.ts'
import { renderCarousel } from './render-cards.ts'
import { reactionCall } from './render-reaction.ts'

interface Part {
  message: JsonObject
  files?: ProviderCall['files']
  note?: string
}

const buttonTitle = 20
const templateText = 640

/**
 * Our message as calls of `POST /{account}/messages`: files first, then the text, on whose last part the choices hang. Choices are quick replies
 * (up to 13), a link is a button, cards stand side by side below the text; what fits none of these is written out. The first call quotes what is replied to.
 */
export function renderMessaging(product: MessagingProduct, accountPath: string, message: OutboundMessage): ProviderCall[] {
  if (message.template) {
    throw new ProviderError({
      provider: product.provider,
      code: 'invalid',
      retryable: false,
      message: `${product.title} has no message templates.`,
    })
  }
  if (message.reaction) return [reactionCall(accountPath, message.recipient.externalId, message.reaction)]
  return requireContent(product.provider, parts(product, message)).map((part, index) => ({
    method: 'POST',
    path: `${accountPath}/messages`,
    body: {
      recipient: { id: message.recipient.externalId },
      ...permission(message),
      message: { ...part.message, ...(product.hasMetadata ? { metadata: writeCallbackData(message.id, index) } : {}) },
      ...(index === 0 && message.replyToExternalId ? { reply_to: { mid: message.replyToExternalId } } : {}),
    },
    ...(part.files ? { files: part.files } : {}),
    ...(part.note ? { note: part.note } : {}),
  }))
}

/** Within a day anybody answers; within seven, people only, and they say so by the tag. */
function permission({ byHuman, isLate }: OutboundMessage): JsonObject {
  return byHuman && isLate ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' }
}

function parts(product: MessagingProduct, message: OutboundMessage): Part[] {
  const { interactive } = message
  const choices = interactive ? choicesOf(interactive, product.maxQuickReplies) : null
  const link = interactive?.kind === 'link' && /^https?:\/\//.test(interactive.url) ? interactive : null
  const carousel = interactive?.kind === 'cards' ? renderCarousel(product, interactive.cards, message.media) : null
  const written = interactive && !link && !carousel?.isComplete ? detailsOf(interactive, choices !== null) : ''
  const text = joinTexts(message.text, written, mapLine(message))
  return [
    ...message.media.filter((file) => !carousel?.fileIds.has(file.fileId)).map((file) => mediaPart(product, file)),
    ...(link ? linkParts(product, text, link) : textParts(product, text, choices)),
    ...(carousel ? [carousel.part] : []),
  ]
}

interface Choice {
  id: string
  title: string
}

function textParts(product: MessagingProduct, text: string, choices: readonly Choice[] | null): Part[] {
  const { maxTextLength, textUnit } = product.capabilities
  const pieces = splitText(text, maxTextLength, textUnit)
  // Quick replies need a text to stand below.
  if (pieces.length === 0 && choices) pieces.push('⬇️')
  return pieces.map((piece, index) => ({
    message: { text: piece, ...(choices && index === pieces.length - 1 ? { quick_replies: choices.map(quickReply) } : {}) },
    note: piece,
  }))
}

function quickReply({ id, title }: Choice): JsonObject {
  return { content_type: 'text', title: shorten(title, buttonTitle), payload: id }
}

/** A button's text is short: what is longer goes before it. */
function linkParts(product: MessagingProduct, text: string, link: { title: string; url: string }): Part[] {
  const pieces = splitText(text, templateText, product.capabilities.textUnit)
  const last = pieces.at(-1) ?? link.title
  const button = { type: 'web_url', title: shorten(link.title, buttonTitle), url: link.url }
  const payload = { template_type: 'button', text: last, buttons: [button] }
  return [
    ...textParts(product, pieces.slice(0, -1).join('\n\n'), null),
    { message: { attachment: { type: 'template', payload } }, note: last },
  ]
}

/** What can be tapped, if there is room for all of it. */
function choicesOf(interactive: Interactive, most: number): Choice[] | null {
  const choices =
    interactive.kind === 'buttons'
      ? interactive.buttons
      : interactive.kind === 'list'
        ? interactive.sections.flatMap((section) => section.rows)
        : []
  const titles = new Set(choices.map((choice) => shorten(choice.title, buttonTitle)))
  return choices.length > 0 && choices.length <= most && titles.size === choices.length ? choices : null
}

/** What quick replies cannot show goes into the text: descriptions, sections, titles that were cut, or everything. */
function detailsOf(interactive: Interactive, canTap: boolean): string {
  if (!canTap) return plainInteractive(interactive)
  if (interactive.kind === 'buttons') return interactive.buttons.some(isCut) ? plainInteractive(interactive) : ''
  if (interactive.kind !== 'list') return ''
  const isDescribed = interactive.sections.some((section) => section.title || section.rows.some((row) => row.description || isCut(row)))
  return isDescribed ? plainInteractive(interactive) : ''
}

function isCut({ title }: Choice): boolean {
  return title.length > buttonTitle
}

/** No product takes a location: a place becomes its name, its address and a map. */
function mapLine({ location }: OutboundMessage): string {
  if (!location) return ''
  const { latitude, longitude, name, address } = location
  return [name, address, `https://www.google.com/maps?q=${latitude},${longitude}`].filter((line) => line).join('\n')
}

function mediaPart(product: MessagingProduct, file: OutboundMedia): Part {
  const kind = chooseMediaKind(product.provider, file, product.capabilities.media)
  const type = kind === 'document' ? 'file' : kind === 'sticker' ? 'image' : kind
  return {
    message: { attachment: { type, payload: { is_reusable: false } } },
    files: [{ field: 'message.attachment.payload.url', fileId: file.fileId, name: file.name ?? kind, mimeType: file.mimeType }],
  }
}
