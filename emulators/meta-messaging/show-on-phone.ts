import type { PhoneButton, PhoneMessage } from '../phone/phone-book.ts'
import type { StoredFile } from './file-store.ts'
import type { SendBody, SentMessage } from './message-schema.ts'
import type { Platform, Thread } from './platform.ts'
import type { Template, TemplateButton } from './template-schema.ts'

/** Puts what the business sent on the person's phone. */
export function showOnPhone(platform: Platform, thread: Thread, mid: string, body: SendBody, files: StoredFile[]): void {
  const { message, reply_to: replyTo } = body
  const [file] = files
  platform.book.put(thread.account.id, thread.person.key, {
    id: mid,
    direction: 'in',
    kind: kindOf(message),
    text: textOf(message),
    at: platform.clock(),
    status: 'sent',
    raw: message,
    buttons: buttonsOf(message),
    ...(replyTo ? { replyTo: replyTo.mid } : {}),
    ...(file ? { media: mediaOf(file) } : {}),
  })
}

export function mediaOf(file: StoredFile): NonNullable<PhoneMessage['media']> {
  return { url: `/_phone/media/${file.id}`, mimeType: file.mimeType, name: file.name, size: file.bytes.length }
}

function templateIn(message: SentMessage): Template | undefined {
  return message.attachment?.type === 'template' ? message.attachment.payload : undefined
}

function kindOf(message: SentMessage): string {
  if ('attachments' in message && message.attachments) return 'image'
  return templateIn(message)?.template_type ?? message.attachment?.type ?? 'text'
}

function textOf(message: SentMessage): string {
  const template = templateIn(message)
  if (template?.template_type === 'button') return template.text
  if (template?.template_type === 'generic')
    return template.elements.map((one) => [one.title, one.subtitle].filter(Boolean).join('\n')).join('\n\n')
  if (template?.template_type === 'product') return template.elements.map((one) => `Product ${one.id}`).join('\n')
  if (template?.template_type === 'receipt') return receiptText(template)
  if (message.attachment?.type === 'like_heart') return '❤️'
  return message.text ?? ''
}

function receiptText(receipt: Extract<Template, { template_type: 'receipt' }>): string {
  const { order_number: number, currency, elements = [], summary, payment_method: payment } = receipt
  const lines = elements.map(({ quantity = 1, title, price }) => `${quantity} × ${title} — ${price} ${currency}`)
  return [`Order ${number}`, ...lines, `Total ${summary.total_cost} ${currency}`, payment].join('\n')
}

function buttonsOf(message: SentMessage): PhoneButton[] {
  const template = templateIn(message)
  const replies = (message.quick_replies ?? []).map((one): PhoneButton => {
    if (one.content_type === 'text') return { id: one.payload, title: one.title, kind: 'reply' }
    return { id: one.content_type, title: one.content_type === 'user_email' ? 'My e-mail' : 'My phone number', kind: 'reply' }
  })
  if (template?.template_type === 'button') return [...template.buttons.map((one) => templateButton(one)), ...replies]
  if (template?.template_type === 'media') return (template.elements[0]?.buttons ?? []).map((one) => templateButton(one))
  if (template?.template_type !== 'generic') return replies
  const cards = template.elements.flatMap((card) => (card.buttons ?? []).map((one) => templateButton(one, card.title)))
  return [...cards, ...replies]
}

function templateButton(button: TemplateButton, section?: string): PhoneButton {
  const below = section === undefined ? {} : { section }
  if (button.type === 'postback') return { id: button.payload, title: button.title, kind: 'reply', ...below }
  const url = button.type === 'web_url' ? button.url : `tel:${button.payload}`
  return { id: url, title: button.title, kind: 'link', url, ...below }
}

/** Whether a tap on it writes a message; of a template's button it is a postback. */
export function isQuickReply(raw: unknown, buttonId: string): boolean {
  const replies = (raw as SentMessage).quick_replies ?? []
  return replies.some((one) => (one.content_type === 'text' ? one.payload : one.content_type) === buttonId)
}
