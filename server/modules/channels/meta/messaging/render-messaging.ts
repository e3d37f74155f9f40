import type { AttachmentKind, Interactive, LinkedFile } from '../../../../../contract/messages.ts'
import { ProviderError } from '../../../../platform/errors.ts'
import { chooseMediaKind } from '../../choose-media-kind.ts'
import type { JsonObject } from '../../json-value.ts'
import type { OutboundMedia, OutboundMessage, ProviderCall } from '../../outbound-message.ts'
import { joinTexts, plainInteractive } from '../../plain-interactive.ts'
import { requireContent } from '../../require-content.ts'
import { shorten, splitText } from '../../split-text.ts'
import { writeCallbackData } from '../callback-data.ts'
import { commentIn } from './comment-address.ts'
import type { MessagingProduct } from './product.ts'
import { reactionCall } from './render-reaction.ts'
import { buttonTitle, type FittedTemplate, fitTemplate, type Part, templateText } from './render-templates.ts'

/**
 * Our message as calls of `POST /{account}/messages`: files first, then the text, on whose last part the choices hang. Choices are quick replies
 * (up to 13); links, things to do, cards, receipts and products are templates (render-templates.ts); what fits none is written out. The first call quotes what is
 * replied to.
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
  if (message.reaction) return [reactionCall(product, accountPath, message.recipient.externalId, message.reaction)]
  // A quoted comment is answered, else whatever the conversation's answers go to now.
  const comment = commentIn(message.replyToExternalId) ?? commentIn(message.recipient.externalId)
  const own = comment === null ? parts(product, message) : privateReply(product, message)
  return requireContent(product.provider, own).map((part, index) => ({
    method: 'POST',
    path: `${accountPath}/messages`,
    body: {
      ...(comment === null
        ? { recipient: { id: message.recipient.externalId }, ...permission(message) }
        : { recipient: { comment_id: comment } }),
      message: { ...part.message, ...(product.hasMetadata ? { metadata: writeCallbackData(message.id, index) } : {}) },
      ...(comment === null && index === 0 && message.replyToExternalId ? { reply_to: { mid: message.replyToExternalId } } : {}),
    },
    ...(part.files ? { files: part.files } : {}),
    ...(part.note ? { note: part.note } : {}),
  }))
}

/**
 * A comment gets one message with words and no other, within seven days (…/instagram-platform/private-replies): choices are written out, and what would be more
 * than one message does not go out in part.
 */
function privateReply(product: MessagingProduct, message: OutboundMessage): Part[] {
  const { interactive, text, media, linkedFiles = [] } = message
  const { maxTextLength, textUnit } = product.capabilities
  const words = joinTexts(text, interactive && plainInteractive(interactive), mapLine(message))
  const pieces = splitText(words, maxTextLength, textUnit)
  if (media.length + linkedFiles.length === 0 && pieces.length <= 1)
    return pieces.map((piece) => ({ message: { text: piece }, note: piece }))
  const reason = `A comment is answered by one message of up to ${maxTextLength} ${textUnit}, without files. Send the rest when the person has answered.`
  throw new ProviderError({ provider: product.provider, code: 'invalid', retryable: false, message: reason })
}

/** Within a day anybody answers; within seven, people only, and they say so by the tag. */
function permission({ byHuman, isLate }: OutboundMessage): JsonObject {
  return byHuman && isLate ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' }
}

function parts(product: MessagingProduct, message: OutboundMessage): Part[] {
  const { interactive } = message
  const fitted = interactive ? fitTemplate(product, interactive, message.media) : null
  const choices = interactive && !fitted ? choicesOf(interactive, product.maxQuickReplies) : null
  const written = fitted ? fitted.written : interactive ? detailsOf(interactive, choices !== null) : ''
  const text = joinTexts(message.text, written, mapLine(message))
  const taken = new Set(fitted?.parts.flatMap(({ files }) => files?.map(({ fileId }) => fileId) ?? []))
  return [
    ...message.media.filter(({ fileId }) => !taken.has(fileId)).map((file) => mediaPart(product, file)),
    ...(message.linkedFiles ?? []).map(linkedPart),
    ...(fitted?.buttons ? buttonParts(product, text, fitted.buttons) : textParts(product, text, choices)),
    ...(fitted?.parts ?? []),
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

/** The text of a template with buttons is short: what is longer goes before it. Without any text the first button's words stand there. */
function buttonParts(product: MessagingProduct, text: string, { buttons, fallback }: NonNullable<FittedTemplate['buttons']>): Part[] {
  const pieces = splitText(text, templateText, product.capabilities.textUnit)
  const last = pieces.at(-1) ?? fallback
  const payload = { template_type: 'button', text: last, buttons }
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

/** A file elsewhere: Meta fetches it while the call waits, as it fetches ours. */
function linkedPart({ kind, url }: LinkedFile): Part {
  return { message: { attachment: { type: attachmentType(kind), payload: { url, is_reusable: false } } } }
}

function attachmentType(kind: AttachmentKind): string {
  return kind === 'document' ? 'file' : kind === 'sticker' ? 'image' : kind
}

function mediaPart(product: MessagingProduct, file: OutboundMedia): Part {
  const kind = chooseMediaKind(product.provider, file, product.capabilities.media)
  return {
    message: { attachment: { type: attachmentType(kind), payload: { is_reusable: false } } },
    files: [{ field: 'message.attachment.payload.url', fileId: file.fileId, name: file.name ?? kind, mimeType: file.mimeType }],
  }
}
