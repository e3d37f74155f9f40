import type { Interactive } from '../../../../../contract/messages.ts'
import type { Action, Actions, Card } from '../../../../../contract/rich-interactive.ts'
import { chooseMediaKind } from '../../choose-media-kind.ts'
import { actionLine } from '../../fit-actions.ts'
import { asList, asObject, asText, type JsonObject } from '../../json-value.ts'
import type { OutboundMedia, ProviderCall } from '../../outbound-message.ts'
import { shorten } from '../../split-text.ts'
import type { MessagingProduct } from './product.ts'
import { receiptPayload } from './render-receipt.ts'

export interface Part {
  message: JsonObject
  files?: ProviderCall['files']
  note?: string
}

/** What a template shows, and what of it has no place there. */
export interface FittedTemplate {
  /** Goes with the text. */
  written: string
  /** Hang on the last part of the text. `fallback`: what stands there where there is no text. */
  buttons: { buttons: JsonObject[]; fallback: string } | null
  /** Go after the text. */
  parts: Part[]
}

/** Limits of templates (…/messenger-platform/send-messages/templates, …/instagram-messaging/features). */
export const buttonTitle = 20
export const templateText = 640
const cardTitle = 80
const cardSubtitle = 80
const maxCards = 10

/** Null where there is no template for it, or not all of it fits: then it is written out. */
export function fitTemplate(product: MessagingProduct, interactive: Interactive, media: readonly OutboundMedia[]): FittedTemplate | null {
  switch (interactive.kind) {
    case 'link':
      return fitActions(product, { kind: 'actions', buttons: [{ title: interactive.title, url: interactive.url }] }, [])
    case 'actions':
      return fitActions(product, interactive, media)
    case 'cards':
      return fitCards(product, interactive.cards, media)
    case 'receipt':
      return product.capabilities.receipts
        ? { ...nothing, written: interactive.url ?? '', parts: [templatePart(receiptPayload(interactive))] }
        : null
    case 'products': {
      const { providerIds } = interactive
      if (!product.hasProducts || !providerIds?.length) return null
      return { ...nothing, parts: [templatePart({ template_type: 'product', elements: [...new Set(providerIds)].map((id) => ({ id })) })] }
    }
    default:
      return null
  }
}

const nothing = { written: '', buttons: null, parts: [] }

/** Below a single picture or video of ours where the product can, else below the text. */
function fitActions(product: MessagingProduct, { buttons }: Actions, media: readonly OutboundMedia[]): FittedTemplate | null {
  const fits = (action: Action) => ('url' in action ? /^https?:\/\//.test(action.url) : !('phone' in action) || product.hasCalls)
  const shown = buttons.filter(fits)
  const [first] = shown
  if (!first) return null
  const written = buttons
    .filter((action) => !fits(action))
    .map(actionLine)
    .join('\n')
  const [file] = media
  const type = file && media.length === 1 && product.hasMediaTemplate ? mediaType(product, file) : null
  if (!file || !type) return { written, buttons: { buttons: shown.map(buttonOf), fallback: first.title }, parts: [] }
  const payload = { template_type: 'media', elements: [{ media_type: type, buttons: shown.map(buttonOf) }] }
  return { written, buttons: null, parts: [templatePart(payload, [fileAt('elements.0.attachment_id', file)])] }
}

function buttonOf(action: Action): JsonObject {
  const title = shorten(action.title, buttonTitle)
  if ('url' in action) return { type: 'web_url', title, url: action.url }
  if ('phone' in action) return { type: 'phone_number', title, payload: action.phone }
  return { type: 'postback', title, payload: action.id }
}

function mediaType(product: MessagingProduct, file: OutboundMedia): 'image' | 'video' | null {
  const kind = chooseMediaKind(product.provider, file, product.capabilities.media)
  return kind === 'image' || kind === 'video' ? kind : null
}

/** Cards side by side. A card that has nothing but its title is none, and with it all are written out. */
function fitCards(product: MessagingProduct, cards: readonly Card[], media: readonly OutboundMedia[]): FittedTemplate | null {
  const pictures = new Map(media.filter((file) => mediaType(product, file) === 'image').map((file) => [file.fileId, file]))
  const isBare = ({ text, price, fileId, buttons }: Card) => !text && !price && !(fileId && pictures.has(fileId)) && buttons.length === 0
  if (cards.length > maxCards || cards.some(isBare)) return null
  const files = cards.flatMap(({ fileId }, index) => {
    const picture = fileId ? pictures.get(fileId) : undefined
    return picture ? [fileAt(`elements.${index}.image_url`, picture)] : []
  })
  const payload = { template_type: 'generic', elements: cards.map(elementOf) }
  return { written: cards.flatMap(cutWords).join('\n\n'), buttons: null, parts: [templatePart(payload, files)] }
}

function elementOf({ title, text, price, buttons }: Card): JsonObject {
  const subtitle = subtitleOf({ text, price })
  return {
    title: shorten(title, cardTitle),
    ...(subtitle === '' ? {} : { subtitle: shorten(subtitle, cardSubtitle) }),
    ...(buttons.length > 0 ? { buttons: buttons.map(buttonOf) } : {}),
  }
}

function subtitleOf({ text, price }: Pick<Card, 'text' | 'price'>): string {
  return [price, text].filter(Boolean).join(' — ')
}

/** What does not fit below a card's title stands in full in the text. */
function cutWords({ title, text, price }: Card): string[] {
  const subtitle = subtitleOf({ text, price })
  return subtitle.length > cardSubtitle ? [`${title}\n${subtitle}`] : []
}

function templatePart(payload: JsonObject, files: NonNullable<ProviderCall['files']> = []): Part {
  // As an echo of it is read: by the titles alone.
  const note = asList(payload.elements)
    .map((element) => asText(asObject(element)?.title, 1000))
    .filter((title) => title !== null)
    .join('\n')
  return {
    message: { attachment: { type: 'template', payload } },
    ...(note === '' ? {} : { note }),
    ...(files.length > 0 ? { files } : {}),
  }
}

function fileAt(place: string, { fileId, name, kind, mimeType }: OutboundMedia): NonNullable<ProviderCall['files']>[number] {
  return { field: `message.attachment.payload.${place}`, fileId, name: name ?? kind, mimeType }
}
