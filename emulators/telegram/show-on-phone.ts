import type { PhoneButton, PhoneMessage } from '../phone/phone-book.ts'
import type { ReplyMarkup } from './method-schemas.ts'
import type { Bot, ChatMessage, Network, TelegramPerson } from './network.ts'

interface FileFacts {
  file_id: string
  file_size: number
  mime_type?: string
  file_name?: string
}

/** Puts a message of either side on the customer's phone. */
export function showOnPhone(network: Network, bot: Bot, person: TelegramPerson, message: ChatMessage, kind: string, raw: unknown): void {
  const fromId = (message.from as { id: number }).id
  // In a person's own account everybody but the customer is the business.
  const fromBot = fromId === bot.id || (message.business_connection_id !== undefined && fromId !== person.id)
  const quoted = message.reply_to_message as ChatMessage | undefined
  const replied = quoted?.forum_topic_created === undefined ? quoted : undefined
  network.book.put(String(bot.id), String(person.id), {
    id: String(message.message_id),
    direction: fromBot ? 'in' : 'out',
    kind: kind === 'photo' ? 'image' : kind === 'voice' ? 'audio' : kind,
    text: textOf(message),
    at: network.clock(),
    status: fromBot ? 'read' : 'sent',
    raw,
    ...(replied ? { replyTo: String(replied.message_id) } : {}),
    ...mediaOf(network, message),
    ...(message.location ? { location: placeOf(message) } : {}),
    ...(fromBot ? { buttons: buttonsOf(raw as { reply_markup?: ReplyMarkup }) } : {}),
  })
}

export function editOnPhone(network: Network, bot: Bot, person: TelegramPerson, message: ChatMessage): void {
  const change = { text: textOf(message), edited: true, buttons: buttonsOf(message as { reply_markup?: ReplyMarkup }) }
  network.book.change(String(bot.id), String(person.id), String(message.message_id), change)
}

export function reactOnPhone(network: Network, bot: Bot, person: TelegramPerson, messageId: number, emoji: string | undefined): void {
  const target = network.book.find(String(bot.id), String(person.id), String(messageId))
  if (!target) return
  const { business, ...others } = target.reactions
  network.book.change(String(bot.id), String(person.id), target.id, {
    reactions: emoji === undefined ? others : { ...others, business: emoji },
  })
}

export function textOf(message: ChatMessage): string {
  const contact = message.contact as { first_name: string; phone_number: string } | undefined
  const venue = message.venue as { title: string } | undefined
  if (contact) return `${contact.first_name} ${contact.phone_number}`
  return String(message.text ?? message.caption ?? venue?.title ?? '')
}

function placeOf(message: ChatMessage): NonNullable<PhoneMessage['location']> {
  const { latitude, longitude } = message.location as { latitude: number; longitude: number }
  const venue = message.venue as { title: string; address: string } | undefined
  return { latitude, longitude, name: venue?.title, address: venue?.address }
}

function mediaOf(network: Network, message: ChatMessage): Pick<PhoneMessage, 'media'> {
  const photos = message.photo as FileFacts[] | undefined
  const facts =
    photos?.at(-1) ??
    ['voice', 'audio', 'video', 'document', 'sticker']
      .map((kind) => message[kind] as FileFacts | undefined)
      .find((one) => one !== undefined)
  if (!facts) return {}
  const file = network.files.get(facts.file_id)
  const mimeType = photos ? (file?.mimeType ?? 'image/jpeg') : (facts.mime_type ?? file?.mimeType ?? 'application/octet-stream')
  return { media: { url: `/_phone/media/${facts.file_id}`, mimeType, name: facts.file_name ?? null, size: facts.file_size } }
}

function buttonsOf({ reply_markup: markup }: { reply_markup?: ReplyMarkup | undefined }): PhoneButton[] {
  if (!markup) return []
  if ('inline_keyboard' in markup) {
    return markup.inline_keyboard.flat().map((button) => {
      if (button.callback_data !== undefined) return { id: button.callback_data, title: button.text, kind: 'reply' as const }
      const url = button.url ?? button.web_app?.url ?? ''
      return { id: url, title: button.text, kind: 'link' as const, url }
    })
  }
  if ('keyboard' in markup) {
    return markup.keyboard.flat().map((button) => {
      const title = typeof button === 'string' ? button : button.text
      return { id: title, title, kind: 'row' as const }
    })
  }
  return []
}
