import type { AttachmentKind } from '../../../../contract/messages.ts'
import type { ProviderCall } from '../outbound-message.ts'
import { type ShownCall, shownButton, shownCall } from '../shown-part.ts'

/** A body as `renderTelegram` writes it. */
interface SentBody {
  text?: string
  caption?: string
  /** Of an album. */
  media?: { type: string; caption?: string }[]
  latitude?: number
  longitude?: number
  title?: string
  address?: string
  reply_parameters?: unknown
  reply_markup?: {
    inline_keyboard?: { text: string; url?: string }[][]
    keyboard?: { text: string; request_contact?: boolean; request_location?: boolean }[][]
  }
  reaction?: { emoji: string }[]
}

const kinds: Readonly<Record<string, AttachmentKind>> = {
  photo: 'image',
  voice: 'audio',
  audio: 'audio',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
}

/** What the customer sees of a call. */
export function showTelegramCall({ body, files }: ProviderCall): ShownCall {
  const sent = body as SentBody
  const { latitude, longitude, title, address } = sent
  return shownCall({
    text: sent.text ?? sent.caption ?? sent.media?.find((item) => item.caption)?.caption ?? null,
    buttons: [
      ...(sent.reply_markup?.inline_keyboard ?? [])
        .flat()
        .map(({ text, url }) => (url === undefined ? shownButton('reply', text) : shownButton('link', text, url))),
      ...(sent.reply_markup?.keyboard ?? [])
        .flat()
        .map(({ text, request_contact: asksNumber }) => shownButton(asksNumber ? 'number' : 'location', text)),
    ],
    files: (files ?? []).map(({ field, fileId, name }, index) => ({
      id: fileId,
      kind: kinds[sent.media?.[index]?.type ?? field] ?? null,
      name,
    })),
    location: latitude === undefined || longitude === undefined ? null : { latitude, longitude, name: title, address },
    reaction: sent.reaction?.[0]?.emoji ?? null,
    quotes: sent.reply_parameters !== undefined,
  })
}
