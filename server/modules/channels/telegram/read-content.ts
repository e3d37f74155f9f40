import type { AttachmentKind } from '../../../../contract/messages.ts'
import type { InboundContent, InboundMedia } from '../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'
import { albumKey, type Chat, messageKey } from './ids.ts'
import { readText } from './read-text.ts'
import { openingOf } from './read-topic.ts'
import { readWebApp } from './read-web-app.ts'

/** Notices of the client about a chat, no messages of a person. */
const notices = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'chat_background_set',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'write_access_allowed',
  'proximity_alert_triggered',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
  'boost_added',
] as const

export function noticeIn(message: JsonObject): string | null {
  return notices.find((name) => message[name] !== undefined) ?? null
}

/** What a message says, by which of its many optional fields is there. One that we do not know is `unsupported`, never dropped. */
export function readContent(message: JsonObject): InboundContent {
  const content = contentOf(message)
  const chatId = asId(asObject(message.chat)?.id)
  if (chatId === null) return content
  const chat = { chatId, businessConnectionId: asId(message.business_connection_id) }
  const repliedId = openingOf(message) === null ? asId(asObject(message.reply_to_message)?.message_id) : null
  return {
    ...content,
    ...(asObject(message.forward_origin) ? { forwarded: 'once' as const } : {}),
    replyToExternalId: repliedId === null ? null : messageKey(chat, repliedId),
    ...(content.media ? albumOf(message, chat) : {}),
  }
}

/** Pictures that were sent together come as so many messages, which only this number holds together. */
function albumOf(message: JsonObject, chat: Chat): Pick<InboundContent, 'album'> {
  const groupId = asId(message.media_group_id)
  const part = asNumber(message.message_id)
  return groupId === null || part === null ? {} : { album: { key: albumKey(chat, groupId), part } }
}

function contentOf(message: JsonObject): InboundContent {
  const text = readText(message)
  if (asText(message.text) !== null && text !== null) return { type: 'text', ...startedBy(text) }
  const media = readMedia(message)
  if (media) return { type: media.kind, text: text ?? asText(asObject(message.sticker)?.emoji, 20), media: [media] }
  return readPlace(message) ?? readCard(message) ?? readWebApp(message) ?? readLines(message) ?? { type: 'unsupported', text }
}

/** `t.me/bot?start=payload` arrives as the text `/start payload`: a link that was followed, and no word of the person beyond that. */
function startedBy(text: string): Pick<InboundContent, 'text' | 'referral'> {
  const payload = /^\/start ([A-Za-z0-9_-]{1,64})$/.exec(text)?.[1]
  return payload === undefined ? { text } : { text: '/start', referral: { source: 'link', url: null, headline: payload } }
}

/** Field of the message → our kind. Order matters: an animation comes with a `document` for older clients. */
const mediaFields: readonly [field: string, kind: AttachmentKind, mimeType: string | null][] = [
  ['animation', 'video', 'video/mp4'],
  ['photo', 'image', 'image/jpeg'],
  ['voice', 'audio', 'audio/ogg'],
  ['audio', 'audio', 'audio/mpeg'],
  ['video_note', 'video', 'video/mp4'],
  ['video', 'video', 'video/mp4'],
  ['sticker', 'sticker', null],
  ['document', 'document', null],
]

export function readMedia(message: JsonObject): InboundMedia | null {
  for (const [field, kind, usualType] of mediaFields) {
    const value = message[field]
    // Of a photo several sizes are given, the largest last.
    const given = asObject(Array.isArray(value) ? value.at(-1) : value)
    const still = field === 'sticker' ? stillOf(given) : null
    const file = still ?? given
    const id = asId(file?.file_id)
    if (!file || id === null) continue
    return {
      kind,
      mimeType: asText(file.mime_type, 200) ?? (field === 'sticker' ? stickerType(file) : usualType),
      name: asText(file.file_name, 300),
      size: asNumber(file.file_size),
      reference: { fileId: id },
      ...(field === 'voice' ? { voice: true } : {}),
    }
  }
  return null
}

/** A sticker that moves is in a form that few programs show: its picture at rest says the same. */
function stillOf(sticker: JsonObject | null): JsonObject | null {
  const moves = sticker?.is_animated === true || sticker?.is_video === true
  return moves ? asObject(sticker?.thumbnail) : null
}

function stickerType(sticker: JsonObject): string {
  if (sticker.is_video === true) return 'video/webm'
  return sticker.is_animated === true ? 'application/x-tgsticker' : 'image/webp'
}

function readPlace(message: JsonObject): InboundContent | null {
  const venue = asObject(message.venue)
  const location = asObject(venue?.location) ?? asObject(message.location)
  const latitude = asNumber(location?.latitude)
  const longitude = asNumber(location?.longitude)
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null
  return { type: 'location', location: { latitude, longitude, name: asText(venue?.title, 1000), address: asText(venue?.address, 1000) } }
}

function readCard(message: JsonObject): InboundContent | null {
  const contact = asObject(message.contact)
  if (!contact) return null
  const name = [asText(contact.first_name, 200), asText(contact.last_name, 200)].filter((part) => part !== null).join(' ')
  const phone = asText(contact.phone_number, 60)
  return { type: 'contacts', contactCards: [{ name, phones: phone === null ? [] : [phone], emails: [] }] }
}

/** What has no kind of its own here is told in words. */
function readLines(message: JsonObject): InboundContent | null {
  const lines =
    diceLines(message) ??
    pollLines(message) ??
    invoiceLines(message) ??
    paymentLines(message) ??
    titleLines(message, 'game', '🎮') ??
    titleLines(message, 'checklist', '☑️')
  return lines === null ? null : { type: 'text', text: lines.join('\n') }
}

function diceLines(message: JsonObject): string[] | null {
  const dice = asObject(message.dice)
  const value = asNumber(dice?.value)
  return value === null ? null : [`${asText(dice?.emoji, 20) ?? '🎲'} ${value}`]
}

function pollLines(message: JsonObject): string[] | null {
  const poll = asObject(message.poll)
  const question = asText(poll?.question, 1000)
  if (question === null) return null
  const options = asList(poll?.options).map((option) => asText(asObject(option)?.text, 300))
  return [`📊 ${question}`, ...options.filter((option) => option !== null).map((option) => `• ${option}`)]
}

function invoiceLines(message: JsonObject): string[] | null {
  const invoice = asObject(message.invoice)
  const title = asText(invoice?.title, 300)
  if (title === null) return null
  const description = asText(invoice?.description, 1000)
  const amount = amountIn(invoice)
  return [amount === null ? `🧾 ${title}` : `🧾 ${title}: ${amount}`, ...(description === null ? [] : [description])]
}

function paymentLines(message: JsonObject): string[] | null {
  const paid = amountIn(asObject(message.successful_payment))
  if (paid !== null) return [`✅ ${paid}`]
  const refunded = amountIn(asObject(message.refunded_payment))
  return refunded === null ? null : [`↩️ ${refunded}`]
}

/** Amounts are in the smallest unit of the currency; how many of them make one is no part of the message. */
function amountIn(payment: JsonObject | null): string | null {
  const units = asNumber(payment?.total_amount)
  const currency = asText(payment?.currency, 3)
  if (units === null || currency === null || !/^[A-Z]{3}$/.test(currency)) return null
  // Telegram's own Stars are not divided.
  const digits =
    currency === 'XTR' ? 0 : (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
  return `${(units / 10 ** digits).toFixed(digits)} ${currency}`
}

function titleLines(message: JsonObject, field: 'game' | 'checklist', mark: string): string[] | null {
  const value = asObject(message[field])
  const title = asText(value?.title, 300)
  if (title === null) return null
  const tasks = asList(value?.tasks).map((task) => asText(asObject(task)?.text, 300))
  return [`${mark} ${title}`, ...tasks.filter((task) => task !== null).map((task) => `• ${task}`)]
}

/** The title of the button that was tapped, from the keyboard of the message it hung on. */
export function buttonTitle(message: JsonObject | null, data: string): string | null {
  const rows = asList(asObject(message?.reply_markup)?.inline_keyboard).flatMap(asList).map(asObject)
  return asText(rows.find((button) => button?.callback_data === data)?.text, 1000)
}
