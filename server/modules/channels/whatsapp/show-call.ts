import type { AttachmentKind, Location } from '../../../../contract/messages.ts'
import type { ProviderCall } from '../outbound-message.ts'
import { type ShownCall, shownButton, shownCall } from '../shown-part.ts'

/** A body as `renderWhatsApp` writes it. */
interface SentBody {
  type: string
  context?: unknown
  text?: { body: string }
  location?: Location
  contacts?: { name: { formatted_name: string }; phones?: { phone: string }[]; emails?: { email: string }[] }[]
  reaction?: { emoji: string }
  interactive?: SentInteractive
}

interface SentInteractive {
  type: string
  header?: { text?: string }
  body?: { text: string }
  footer?: { text: string }
  action: SentAction
}

interface SentAction {
  button?: string
  buttons?: { reply: { title: string } }[]
  sections?: { title?: string; rows?: { title: string; description?: string }[]; product_items?: { product_retailer_id: string }[] }[]
  product_retailer_id?: string
  parameters?: { display_text?: string; url?: string; flow_cta?: string }
}

/** What the customer sees of a call. Of a template its variables alone are sent: the words are known here only. */
export function showWhatsAppCall({ body, files }: ProviderCall): ShownCall {
  const sent = body as unknown as SentBody
  const content = body[sent.type] as { caption?: string } | undefined
  return shownCall({
    text: sent.text?.body ?? content?.caption ?? null,
    files: (files ?? []).map(({ field, fileId, name }) => ({ id: fileId, kind: field.split('.').at(-1) as AttachmentKind, name })),
    location: sent.location ?? null,
    contactCards: (sent.contacts ?? []).map(({ name, phones, emails }) => ({
      name: name.formatted_name,
      phones: (phones ?? []).map(({ phone }) => phone),
      emails: (emails ?? []).map(({ email }) => email),
    })),
    reaction: sent.reaction?.emoji || null,
    quotes: sent.context !== undefined,
    ...(sent.interactive ? shownInteractive(sent.interactive) : {}),
  })
}

function shownInteractive({ type, header, body, footer, action }: SentInteractive): Partial<ShownCall> {
  return { header: header?.text ?? null, text: body?.text ?? null, footer: footer?.text ?? null, ...tapsOf(type, action) }
}

function tapsOf(type: string, { button, buttons, sections, parameters, ...action }: SentAction): Partial<ShownCall> {
  switch (type) {
    case 'button':
      return { buttons: (buttons ?? []).map(({ reply }) => shownButton('reply', reply.title)) }
    case 'list':
      return {
        list: {
          button: button ?? '',
          sections: (sections ?? []).map(({ title, rows }) => ({
            title: title ?? null,
            rows: (rows ?? []).map((row) => ({ title: row.title, description: row.description ?? null })),
          })),
        },
      }
    case 'cta_url':
      return { buttons: [shownButton('link', parameters?.display_text, parameters?.url)] }
    case 'flow':
      return { buttons: [shownButton('form', parameters?.flow_cta)] }
    case 'location_request_message':
      return { buttons: [shownButton('location')] }
    case 'request_contact_info':
      return { buttons: [shownButton('number')] }
    case 'catalog_message':
      return { buttons: [shownButton('catalog')] }
    case 'product':
      return { products: action.product_retailer_id ? [action.product_retailer_id] : [] }
    case 'product_list':
      return { products: (sections ?? []).flatMap((section) => (section.product_items ?? []).map((item) => item.product_retailer_id)) }
    default:
      return {}
  }
}
