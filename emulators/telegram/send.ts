import sharp from 'sharp'
import { findBusinessCustomer } from './business.ts'
import type { ReplyMarkup } from './method-schemas.ts'
import type { MethodContext } from './methods.ts'
import {
  type Bot,
  botUser,
  type ChatMessage,
  createMessage,
  findMessage,
  inTopic,
  type Network,
  type StoredFile,
  storeFile,
  type TelegramPerson,
} from './network.ts'
import { parseText } from './parse-text.ts'
import { showOnPhone } from './show-on-phone.ts'
import { badRequest, TelegramError } from './telegram-error.ts'

export const longestText = 4096
const longestCaption = 1024
const megabyte = 1024 * 1024

type MediaKind = 'photo' | 'voice' | 'audio' | 'video' | 'document' | 'sticker'

const folders: Record<MediaKind, string> = {
  photo: 'photos',
  voice: 'voice',
  audio: 'music',
  video: 'videos',
  document: 'documents',
  sticker: 'stickers',
}
const largestUpload: Record<MediaKind, number> = {
  photo: 10 * megabyte,
  voice: 50 * megabyte,
  audio: 50 * megabyte,
  video: 50 * megabyte,
  document: 50 * megabyte,
  sticker: 512 * 1024,
}
const largestByUrl: Record<MediaKind, number> = {
  ...largestUpload,
  photo: 5 * megabyte,
  voice: 20 * megabyte,
  audio: 20 * megabyte,
  video: 20 * megabyte,
  document: 20 * megabyte,
}

interface Sending {
  chat_id: number
  caption?: string | undefined
  parse_mode?: 'HTML' | 'MarkdownV2' | 'Markdown' | undefined
  reply_markup?: ReplyMarkup | undefined
  reply_parameters?: { message_id: number; allow_sending_without_reply?: boolean | undefined } | undefined
  duration?: number | undefined
  business_connection_id?: string | undefined
  message_thread_id?: number | undefined
  media_group_id?: string | undefined
}

interface Recipient {
  person: TelegramPerson
  from: 'bot' | TelegramPerson
  /** What the message says of the account or the topic that it stands in. */
  marks: Record<string, unknown>
}

/** To whom a call is, in whose name, and in which topic. */
export function findRecipient(
  network: Network,
  bot: Bot,
  { chat_id, business_connection_id, message_thread_id }: Pick<Sending, 'chat_id' | 'business_connection_id' | 'message_thread_id'>,
): Recipient {
  if (business_connection_id !== undefined) {
    const { connection, person } = findBusinessCustomer(network, bot, business_connection_id, chat_id)
    return { person, from: connection.owner, marks: { business_connection_id, sender_business_bot: botUser(bot) } }
  }
  const person = findPerson(network, bot, chat_id)
  if (message_thread_id === undefined) return { person, from: 'bot', marks: {} }
  const topic = person.group?.topics?.get(message_thread_id)
  // The general topic is written to without a number: there is no thread 1.
  if (!topic) throw badRequest('message thread not found')
  if (topic.isClosed) throw badRequest('TOPIC_CLOSED')
  return { person, from: 'bot', marks: { ...inTopic(message_thread_id), reply_to_message: topic.opening } }
}

/** The person behind a chat id, if they ever wrote to the bot and have not blocked it. */
export function findPerson(network: Network, bot: Bot, chatId: number): TelegramPerson {
  const person = network.people.get(chatId)
  if (!person) throw badRequest('chat not found')
  if (person.group) return findGroup(person, bot)
  if (person.blocked.has(bot.id)) throw new TelegramError(403, 'Forbidden: bot was blocked by the user')
  if (!person.started.has(bot.id)) throw new TelegramError(403, "Forbidden: bot can't initiate conversation with a user")
  return person
}

/** Keyboards that ask for a number or a place are for the private chat with the bot itself. */
function checkKeyboard(person: TelegramPerson, { reply_markup: markup, business_connection_id: business }: Sending): void {
  if (!markup || !('keyboard' in markup)) return
  if (business !== undefined) throw badRequest('reply keyboards are not supported on behalf of a business account')
  const asks = markup.keyboard.flat().some((button) => typeof button !== 'string' && (button.request_contact || button.request_location))
  if (asks && person.group) throw badRequest('phone number can be requested in private chats only')
}

function findGroup(group: TelegramPerson, bot: Bot): TelegramPerson {
  const { movedTo, type } = group.group ?? {}
  if (movedTo !== undefined)
    throw new TelegramError(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: movedTo })
  if (!group.started.has(bot.id)) throw new TelegramError(403, `Forbidden: bot is not a member of the ${type} chat`)
  return group
}

export function sendPlain(
  { network, bot, updates }: MethodContext,
  input: Sending,
  content: Record<string, unknown>,
  kind: string,
): ChatMessage {
  const { person, from, marks } = findRecipient(network, bot, input)
  checkKeyboard(person, input)
  const message = createMessage(network, bot, person, from, { ...marks, ...repliedTo(network, bot, input), ...content, ...markupOf(input) })
  showOnPhone(network, bot, person, message, kind, input)
  // In a person's account the bot hears of everything that is said there, of its own words as well.
  if (from !== 'bot') void updates.publish(bot, 'business_message', message)
  return message
}

export async function sendMedia(context: MethodContext, input: Sending, kind: MediaKind, reference: string): Promise<ChatMessage> {
  findRecipient(context.network, context.bot, input)
  const caption = checkedCaption(input)
  const file = await resolveFile(context, kind, reference)
  const album = input.media_group_id === undefined ? {} : { media_group_id: input.media_group_id }
  return sendPlain(context, input, { ...contentOf(kind, file, input), ...caption, ...album }, kind)
}

export async function sendMediaGroup(
  context: MethodContext,
  input: {
    chat_id: number
    business_connection_id?: string | undefined
    message_thread_id?: number | undefined
    reply_parameters?: Sending['reply_parameters']
    media: {
      type: 'photo' | 'video' | 'audio' | 'document'
      media: string
      caption?: string | undefined
      parse_mode?: Sending['parse_mode']
    }[]
  },
): Promise<ChatMessage[]> {
  const kinds = new Set(input.media.map((one) => one.type))
  const mixed = kinds.size > 1 && (kinds.has('document') || kinds.has('audio'))
  if (mixed) throw badRequest("document and audio can't be mixed with other media types")
  const group = String(context.network.nextUpdateId * 7)
  const sent: ChatMessage[] = []
  for (const item of input.media) {
    const single = {
      chat_id: input.chat_id,
      business_connection_id: input.business_connection_id,
      message_thread_id: input.message_thread_id,
      caption: item.caption,
      parse_mode: item.parse_mode,
      reply_parameters: input.reply_parameters,
      media_group_id: group,
    }
    const message = await sendMedia(context, single, item.type, item.media)
    sent.push(message)
  }
  return sent
}

function checkedCaption(input: Sending): { caption?: string } {
  if (input.caption === undefined || input.caption === '') return {}
  const caption = parseText(input.caption, input.parse_mode)
  if (caption.length > longestCaption) throw badRequest('message caption is too long')
  return { caption }
}

function repliedTo(network: Network, bot: Bot, input: Sending): Record<string, unknown> {
  if (!input.reply_parameters) return {}
  const original = findMessage(network, bot, input.chat_id, input.reply_parameters.message_id)
  if (original) return { reply_to_message: original }
  if (input.reply_parameters.allow_sending_without_reply) return {}
  throw badRequest('message to be replied not found')
}

/** Only inline keyboards are part of the message that is returned. */
function markupOf(input: Sending): Record<string, unknown> {
  return input.reply_markup && 'inline_keyboard' in input.reply_markup ? { reply_markup: input.reply_markup } : {}
}

/** A file id, an address, or an upload by its own field or `attach://`. */
async function resolveFile({ network, exchange }: MethodContext, kind: MediaKind, reference: string): Promise<StoredFile> {
  const attached = /^attach:\/\/(.+)$/.exec(reference)?.[1]
  if (attached !== undefined) {
    const upload = exchange.body.files.find((one) => one.field === attached)
    if (!upload) throw badRequest('there is no file in the request that is attached')
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty')
    if (upload.bytes.length > largestUpload[kind]) throw new TelegramError(413, 'Request Entity Too Large')
    if (kind === 'photo') await checkPhoto(upload.bytes)
    return storeFile(network, { bytes: upload.bytes, mimeType: upload.mimeType, name: upload.filename, folder: folders[kind] })
  }
  if (/^https?:\/\//.test(reference)) return fetchFile(network, kind, reference)
  const known = network.files.get(reference)
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified')
  return known
}

/** "The photo's width and height must not exceed 10000 in total. Width and height ratio must be at most 20." (sendPhoto) */
async function checkPhoto(bytes: Buffer): Promise<void> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw badRequest('IMAGE_PROCESS_FAILED')
    })
  if (width + height > 10_000 || Math.max(width, height) > 20 * Math.min(width, height)) throw badRequest('PHOTO_INVALID_DIMENSIONS')
}

async function fetchFile(network: Network, kind: MediaKind, url: string): Promise<StoredFile> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
    const bytes = Buffer.from(await response.arrayBuffer())
    if (!response.ok || bytes.length === 0 || bytes.length > largestByUrl[kind]) throw new Error('unusable')
    const mimeType = response.headers.get('content-type') ?? 'application/octet-stream'
    return storeFile(network, { bytes, mimeType, name: new URL(url).pathname.split('/').at(-1) ?? null, folder: folders[kind] })
  } catch {
    throw badRequest('failed to get HTTP URL content')
  }
}

function contentOf(kind: MediaKind, file: StoredFile, input: Sending): Record<string, unknown> {
  const base = { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length }
  const named = { ...(file.name ? { file_name: file.name } : {}), mime_type: file.mimeType }
  switch (kind) {
    case 'photo':
      return { photo: [{ ...base, width: 320, height: 240 }] }
    case 'voice':
      return { voice: { ...base, duration: input.duration ?? 1, mime_type: file.mimeType } }
    case 'audio':
      return { audio: { ...base, ...named, duration: input.duration ?? 1 } }
    case 'video':
      return { video: { ...base, ...named, duration: input.duration ?? 1, width: 320, height: 240 } }
    case 'document':
      return { document: { ...base, ...named } }
    case 'sticker':
      return { sticker: { ...base, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false } }
  }
}
