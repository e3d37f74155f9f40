import type { Card } from '../../../../../contract/rich-interactive.ts'
import type { OutboundMedia, ProviderCall } from '../../adapter.ts'
import { bareMimeType } from '../../choose-media-kind.ts'
import type { JsonObject } from '../../json-value.ts'
import { shorten } from '../../split-text.ts'
import type { MessagingProduct } from './product.ts'

const cardTitle = 80
const cardSubtitle = 80
const buttonTitle = 20

export interface Carousel {
  part: { message: JsonObject; files?: ProviderCall['files']; note: string }
  /** The files that stand on cards, and are not sent by themselves. */
  fileIds: ReadonlySet<string>
  /** Nothing had to be shortened: otherwise the text says it in full. */
  isComplete: boolean
}

/**
 * Cards side by side (generic template: …/messenger-platform/send-messages/template/generic, …/instagram-messaging/features/generic-template). Null when one of
 * them would be a title and nothing more, which is refused.
 */
export function renderCarousel(product: MessagingProduct, cards: readonly Card[], media: readonly OutboundMedia[]): Carousel | null {
  const pictures = cards.map((card) => media.find((file) => file.fileId === card.fileId && isPicture(product, file)))
  const elements = cards.map((card, index) => elementOf(card, pictures[index] !== undefined))
  if (elements.some((element) => element === null)) return null
  const files = pictures.flatMap((file, index) =>
    file ? [{ field: `message.attachment.payload.elements.${index}.image_url`, ...fileOf(file) }] : [],
  )
  const payload = { template_type: 'generic', elements }
  // As an echo of it is read: by the titles alone.
  const note = cards.map((card) => shorten(card.title, cardTitle)).join('\n')
  return {
    part: { message: { attachment: { type: 'template', payload } }, note, ...(files.length > 0 ? { files } : {}) },
    fileIds: new Set(files.map(({ fileId }) => fileId)),
    isComplete: cards.every(isComplete),
  }
}

function elementOf(card: Card, hasPicture: boolean): JsonObject | null {
  const subtitle = subtitleOf(card)
  if (subtitle === '' && !hasPicture && card.buttons.length === 0) return null
  return {
    title: shorten(card.title, cardTitle),
    ...(subtitle === '' ? {} : { subtitle: shorten(subtitle, cardSubtitle) }),
    ...(card.buttons.length === 0 ? {} : { buttons: card.buttons.map(buttonOf) }),
  }
}

function subtitleOf({ price, text }: Card): string {
  return [price, text].filter((words) => words).join(' — ')
}

function buttonOf(button: Card['buttons'][number]): JsonObject {
  const title = shorten(button.title, buttonTitle)
  return 'url' in button ? { type: 'web_url', title, url: button.url } : { type: 'postback', title, payload: button.id }
}

function isComplete(card: Card): boolean {
  const fits = card.title.length <= cardTitle && subtitleOf(card).length <= cardSubtitle
  return fits && card.buttons.every(({ title }) => title.length <= buttonTitle)
}

function isPicture({ capabilities }: MessagingProduct, { mimeType, size }: OutboundMedia): boolean {
  const { image } = capabilities.media
  if (!image || size > image.maxBytes) return false
  return image.mimeTypes.includes(bareMimeType(mimeType))
}

function fileOf({ fileId, name, mimeType }: OutboundMedia) {
  return { fileId, name: name ?? 'image', mimeType }
}
