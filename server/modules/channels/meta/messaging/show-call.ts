import type { AttachmentKind } from '../../../../../contract/messages.ts'
import type { ProviderCall } from '../../outbound-message.ts'
import { type ShownCall, shownButton, shownCall } from '../../shown-part.ts'

interface SentButton {
  title: string
  url?: string
}

interface SentElement {
  id?: string
  title?: string
  subtitle?: string
  quantity?: number
  media_type?: string
  buttons?: SentButton[]
}

interface SentPayload {
  template_type?: string
  text?: string
  buttons?: SentButton[]
  elements?: SentElement[]
  order_number?: string
  currency?: string
  summary?: { total_cost: number }
}

/** A body as `renderMessaging` writes it. */
interface SentBody {
  reply_to?: unknown
  sender_action?: string
  payload?: { reaction?: string }
  message?: { text?: string; quick_replies?: { title: string }[]; attachment?: { type: string; payload: SentPayload } }
}

/** What the customer sees of a call. */
export function showMessagingCall({ body, files = [] }: ProviderCall): ShownCall {
  const { message, reply_to: replyTo, sender_action: action, payload: acted } = body as SentBody
  if (action === 'react') return shownCall({ reaction: acted?.reaction === 'love' ? '❤' : (acted?.reaction ?? null) })
  const { text, quick_replies: replies, attachment } = message ?? {}
  const payload: SentPayload = attachment?.payload ?? {}
  const { template_type: template, elements = [] } = payload
  const [first] = elements
  return shownCall({
    text: text ?? payload.text ?? (template === 'receipt' ? receiptText(elements, payload) : null),
    buttons: [
      ...(replies ?? []).map(({ title }) => shownButton('reply', title)),
      ...[...(payload.buttons ?? []), ...((template === 'media' && first?.buttons) || [])].map(buttonOf),
    ],
    cards: template === 'generic' ? elements.map((element, index) => cardOf(element, pictureAt(files, index))) : [],
    products: template === 'product' ? elements.map(({ id }) => id ?? '') : [],
    files:
      template === 'generic'
        ? []
        : files.map(({ fileId, name }) => ({ id: fileId, kind: kindOf(first?.media_type ?? attachment?.type), name })),
    quotes: replyTo !== undefined,
  })
}

function buttonOf({ title, url }: SentButton): ShownCall['buttons'][number] {
  return url === undefined ? shownButton('reply', title) : shownButton('link', title, url)
}

/** The price stands at the beginning of the line below the title. */
function cardOf(
  { title = '', subtitle = null, buttons = [] }: { title?: string; subtitle?: string | null; buttons?: SentButton[] },
  fileId: string | null,
) {
  return { title, text: subtitle, price: null, fileId, buttons: buttons.map(buttonOf) }
}

function pictureAt(files: NonNullable<ProviderCall['files']>, index: number): string | null {
  return files.find(({ field }) => field.endsWith(`.elements.${index}.image_url`))?.fileId ?? null
}

function receiptText(elements: readonly SentElement[], { order_number: number, currency, summary }: SentPayload): string {
  const lines = elements.map(({ title, quantity }) => `${quantity} × ${title}`)
  return [`🧾 ${number}`, ...lines, `= ${summary?.total_cost} ${currency}`].join('\n')
}

function kindOf(type: string | undefined): AttachmentKind | null {
  if (type === 'image' || type === 'audio' || type === 'video') return type
  return type === 'file' ? 'document' : null
}
