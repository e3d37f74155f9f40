import { formAnswers } from '../../../contract/form-answers.ts'
import type {
  ContactCard,
  Forwarded,
  Interactive,
  LinkedFile,
  Location,
  MessageOrder,
  MessageType,
  Referral,
  ThreadEvent,
} from '../../../contract/messages.ts'
import type { MessageTemplate } from '../../../contract/new-message.ts'

/** The parts of a message that only some types have, as they lie in `messages.content`. */
export interface MessageContent {
  linkedFiles?: readonly LinkedFile[]
  location?: Location
  contactCards?: readonly ContactCard[]
  interactive?: Interactive
  order?: MessageOrder
  referral?: Referral
  forwarded?: Forwarded
  unsupported?: string
  reaction?: { messageId: string | null; externalMessageId: string; emoji: string | null }
  template?: MessageTemplate & { variables: Record<string, string> }
  event?: ThreadEvent
  album?: Album
}

/** Several messages of the provider that are one: what each of them said, so that any of them may come, change or go by itself. */
export interface Album {
  /** The number that `attachments.position` counts from: it may be negative for one that came late. */
  base: number
  parts: readonly AlbumPart[]
}

export interface AlbumPart {
  externalId: string
  part: number
  type: MessageType
  text: string | null
  /** The provider's time of the last change, Unix milliseconds. */
  editedAt?: number
}

/** One line of plain text for what is not text: what a list row, a model and a notification show. Null when the text says it all. */
export function summarise(
  type: string,
  content: MessageContent | null,
  attachments: readonly { kind: string; name: string | null }[] = [],
): string | null {
  if (content?.interactive?.kind === 'reply') return content.interactive.title
  if (content?.interactive?.kind === 'flow') return `📋 ${answersOf(content.interactive.response)}`
  if (content?.interactive?.kind === 'call-permission') return content.interactive.granted ? '📞 ✓' : '📞 ✗'
  if (content?.location) {
    const { name, address, latitude, longitude } = content.location
    return `📍 ${[name, address].filter(Boolean).join(', ') || `${latitude}, ${longitude}`}`
  }
  if (content?.contactCards?.length) return `👤 ${content.contactCards.map((card) => [card.name, ...card.phones].join(' ')).join('; ')}`
  if (content?.order)
    return `🛒 ${content.order.items.map((item) => `${item.quantity} × ${item.externalProductId} (${item.price} ${item.currency})`).join(', ')}`
  if (content?.reaction) return content.reaction.emoji
  const icons: Record<string, string> = { image: '🖼', audio: '🎤', video: '🎬', document: '📄', sticker: '🌟', call: '📞' }
  const files = [...attachments, ...(content?.linkedFiles ?? []).map(({ kind, name, url }) => ({ kind, name: name ?? url }))]
  if (files.length > 0) return files.map((file) => `${icons[file.kind] ?? '📎'} ${file.name ?? ''}`.trim()).join(' ')
  return icons[type] ?? null
}

function answersOf(response: Record<string, unknown>): string {
  return formAnswers(response)
    .map(({ question, answer }) => `${question}: ${answer}`)
    .join('; ')
}
