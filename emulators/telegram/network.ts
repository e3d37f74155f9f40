import { randomBytes } from 'node:crypto'
import type { PhoneBook } from '../phone/phone-book.ts'

export interface Bot {
  id: number
  token: string
  username: string
  name: string
  webhook: { url: string; secret: string | undefined; maxConnections: number } | undefined
  /** Sticky: a later call without a list keeps it. Undefined is the default set. */
  allowedUpdates: string[] | undefined
  queue: PendingUpdate[]
  lastError: { date: number; message: string } | undefined
  /** By scope and language. */
  commands: Map<string, unknown[]>
  /** Wakes a waiting getUpdates; a second getUpdates ends the first. */
  waiting: ((outcome: 'updates' | 'conflict') => void) | undefined
  sending: number
}

export interface PendingUpdate {
  update: { update_id: number } & Record<string, unknown>
  attempts: number
  notBefore: number
  inFlight: boolean
  done: (() => void)[]
}

export interface TelegramPerson {
  id: number
  firstName: string
  lastName?: string | undefined
  username?: string | undefined
  languageCode?: string | undefined
  /** Bots that they have started, by bot id. */
  started: Set<number>
  blocked: Set<number>
  /** It is a group: its members write in it. `movedTo` once it has become a supergroup with another number; `topics` of a forum, by their thread. */
  group?: { title: string; type: 'group' | 'supergroup' | 'channel'; movedTo?: number; topics?: Map<number, Topic> }
}

export interface Topic {
  name: string
  isClosed: boolean
  /** The service message that opened it: it stands in the place of a quote. */
  opening: ChatMessage
}

/** A person's own account, in which a bot may answer. Made anew, the connection has another id. */
export interface BusinessConnection {
  id: string
  botId: number
  owner: TelegramPerson
  isEnabled: boolean
  /** Whether it may write, besides reading. */
  canReply: boolean
  /** When each customer wrote there last, in milliseconds: the bot may answer for a day. */
  heardAt: Map<number, number>
}

export interface StoredFile {
  id: string
  uniqueId: string
  path: string
  bytes: Buffer
  mimeType: string
  name: string | null
}

/** A message of a private chat as the Bot API shows it. */
export type ChatMessage = { message_id: number; date: number; chat: Record<string, unknown> } & Record<string, unknown>

export interface Network {
  clock: () => number
  book: PhoneBook
  bots: Map<number, Bot>
  people: Map<number, TelegramPerson>
  files: Map<string, StoredFile>
  /** By `botId/chatId/messageId`. */
  messages: Map<string, ChatMessage>
  nextMessageId: Map<string, number>
  nextUpdateId: number
  callbacks: Map<string, { botId: number; answered: boolean }>
  /** By their ids: the accounts of people for whom bots act. */
  businesses: Map<string, BusinessConnection>
}

export function createNetwork(clock: () => number, book: PhoneBook): Network {
  return {
    clock,
    book,
    bots: new Map(),
    people: new Map(),
    files: new Map(),
    messages: new Map(),
    nextMessageId: new Map(),
    nextUpdateId: 100_000_001,
    callbacks: new Map(),
    businesses: new Map(),
  }
}

export function userOf(person: TelegramPerson): Record<string, unknown> {
  return {
    id: person.id,
    is_bot: false,
    first_name: person.firstName,
    ...(person.lastName ? { last_name: person.lastName } : {}),
    ...(person.username ? { username: person.username } : {}),
    ...(person.languageCode ? { language_code: person.languageCode } : {}),
  }
}

export function chatOf(person: TelegramPerson): Record<string, unknown> {
  if (person.group) {
    const { title, type, topics } = person.group
    return { id: person.id, title, type, ...(topics ? { is_forum: true } : {}) }
  }
  const { is_bot, language_code, ...chat } = userOf(person)
  return { ...chat, type: 'private' }
}

/** What a message in a topic of a forum says of it. */
export function inTopic(thread: number): Record<string, unknown> {
  return { message_thread_id: thread, is_topic_message: true }
}

export function botUser(bot: Bot): Record<string, unknown> {
  return { id: bot.id, is_bot: true, first_name: bot.name, username: bot.username }
}

/** A new message in the chat of a bot and a person (or group), numbered as there: one series a chat. */
export function createMessage(
  network: Network,
  bot: Bot,
  person: TelegramPerson,
  from: 'bot' | 'person' | TelegramPerson,
  content: Record<string, unknown>,
): ChatMessage {
  const chat = `${bot.id}/${person.id}`
  const id = (network.nextMessageId.get(chat) ?? 0) + 1
  network.nextMessageId.set(chat, id)
  const message: ChatMessage = {
    message_id: id,
    from: from === 'bot' ? botUser(bot) : userOf(from === 'person' ? person : from),
    chat: chatOf(person),
    date: Math.floor(network.clock() / 1000),
    ...content,
  }
  network.messages.set(`${chat}/${id}`, message)
  if (network.messages.size > 200_000) {
    const [oldest] = network.messages.keys()
    if (oldest !== undefined) network.messages.delete(oldest)
  }
  return message
}

export function findMessage(network: Network, bot: Bot, chatId: number, messageId: number): ChatMessage | undefined {
  return network.messages.get(`${bot.id}/${chatId}/${messageId}`)
}

/** Keeps a file and gives it an id and a path like `voice/file_7.oga`. */
export function storeFile(network: Network, file: { bytes: Buffer; mimeType: string; name: string | null; folder: string }): StoredFile {
  const id = `AgAC${randomBytes(24).toString('base64url')}`
  const extension = extensionOf(file.mimeType, file.name, file.folder)
  const stored: StoredFile = {
    id,
    uniqueId: randomBytes(9).toString('base64url'),
    path: `${file.folder}/file_${network.files.size + 1}.${extension}`,
    bytes: file.bytes,
    mimeType: file.mimeType,
    name: file.name,
  }
  network.files.set(id, stored)
  return stored
}

function extensionOf(mimeType: string, name: string | null, folder: string): string {
  if (folder === 'voice') return 'oga'
  if (folder === 'photos') return 'jpg'
  return /\.([a-z0-9]{1,8})$/i.exec(name ?? '')?.[1] ?? mimeType.split(/[/;]/)[1] ?? 'bin'
}
