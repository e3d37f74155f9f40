import type { AttachmentKind } from '../../../../../contract/messages.ts'
import type { ProviderCall } from '../../adapter.ts'
import { type ShownCall, shownButton, shownCall } from '../../shown-part.ts'

/** A body as `renderMessaging` writes it. */
interface SentBody {
  reply_to?: unknown
  message?: {
    text?: string
    quick_replies?: { title: string }[]
    attachment?: { type: string; payload: { text?: string; buttons?: { title: string; url?: string }[] } }
  }
}

/** What the customer sees of a call. */
export function showMessagingCall({ body, files }: ProviderCall): ShownCall {
  const { message, reply_to: replyTo } = body as SentBody
  const { text, quick_replies: replies, attachment } = message ?? {}
  return shownCall({
    text: text ?? attachment?.payload.text ?? null,
    buttons: [
      ...(replies ?? []).map(({ title }) => shownButton('reply', title)),
      ...(attachment?.payload.buttons ?? []).map(({ title, url }) =>
        url === undefined ? shownButton('reply', title) : shownButton('link', title, url),
      ),
    ],
    files: (files ?? []).map(({ fileId, name }) => ({ id: fileId, kind: kindOf(attachment?.type), name })),
    quotes: replyTo !== undefined,
  })
}

function kindOf(type: string | undefined): AttachmentKind | null {
  if (type === 'image' || type === 'audio' || type === 'video') return type
  return type === 'file' ? 'document' : null
}
