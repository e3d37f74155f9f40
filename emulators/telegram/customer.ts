import { randomBytes } from 'node:crypto'
import { type CustomerInbox, createCustomerInbox } from '../phone/customer-inbox.ts'
import { sampleByName } from '../samples/sample-media.ts'
import {
  type Bot,
  botUser,
  type ChatMessage,
  chatOf,
  createMessage,
  findMessage,
  type Network,
  storeFile,
  type TelegramPerson,
  userOf,
} from './network.ts'
import { editOnPhone, showOnPhone } from './show-on-phone.ts'
import type { Updates } from './updates.ts'

interface Media {
  file?: Buffer
  sample?: string
  mimeType?: string
  filename?: string
  caption?: string
  duration?: number
}

/** What a customer can write in the private chat with a bot. */
export type TelegramCustomerMessage = { replyTo?: number } & (
  | { type: 'text'; text: string; entities?: Record<string, unknown>[] }
  | ({ type: 'photo' | 'voice' | 'audio' | 'video' | 'document' | 'sticker' } & Media)
  | { type: 'location'; latitude: number; longitude: number }
  | { type: 'venue'; latitude: number; longitude: number; title: string; address: string }
  /** `userId`: of somebody on Telegram; their own when they were asked for it. */
  | { type: 'contact'; phoneNumber: string; firstName: string; lastName?: string; userId?: number }
)

export interface SentByTelegramCustomer {
  messageId: number
  /** Resolves when the bot has taken the update. */
  delivered: Promise<void>
}

export interface TelegramCustomer extends CustomerInbox {
  readonly person: TelegramPerson
  /** The first message is preceded by nothing: `start()` sends `/start`, with a payload if given. */
  start(payload?: string): SentByTelegramCustomer
  /** A command from the bot's menu, such as `/privacy`. */
  command(text: string): SentByTelegramCustomer
  send(message: TelegramCustomerMessage): SentByTelegramCustomer
  /** Several at once, which the app shows as one: so many messages with one number in common. */
  sendAlbum(messages: readonly TelegramCustomerMessage[]): SentByTelegramCustomer[]
  /** Presses an inline button by its data (a callback), or a reply keyboard's button by its text (a message). */
  tap(buttonId: string, messageId?: string): Promise<void>
  edit(messageId: number, text: string): Promise<void>
  react(messageId: number, emoji: string | null): Promise<void>
  block(): Promise<void>
  unblock(): Promise<void>
  open(): () => void
}

export function createTelegramCustomer(parts: { network: Network; bot: Bot; person: TelegramPerson; updates: Updates }): TelegramCustomer {
  const { network, bot, person, updates } = parts
  const account = String(bot.id)
  const customer = String(person.id)

  function sendAlbum(messages: readonly TelegramCustomerMessage[]): SentByTelegramCustomer[] {
    const media_group_id = randomBytes(8).readBigUInt64BE().toString()
    return messages.map((message) => send(message, { media_group_id }))
  }

  function send(message: TelegramCustomerMessage, more: { media_group_id?: string } = {}): SentByTelegramCustomer {
    person.started.add(bot.id)
    person.blocked.delete(bot.id)
    const original = message.replyTo === undefined ? undefined : findMessage(network, bot, person.id, message.replyTo)
    const content = contentOf(network, message)
    const sent = createMessage(network, bot, person, 'person', {
      ...(original ? { reply_to_message: original } : {}),
      ...content,
      ...more,
    })
    showOnPhone(network, bot, person, sent, message.type, sent)
    const delivered = updates.publish(bot, 'message', sent).then(() => {
      network.book.change(account, customer, String(sent.message_id), { status: 'delivered' })
    })
    return { messageId: sent.message_id, delivered }
  }

  async function tap(buttonId: string, messageId?: string): Promise<void> {
    const shown = network.book
      .thread(account, customer)
      .messages.findLast(
        (one) => (messageId === undefined || one.id === messageId) && one.buttons?.some((button) => button.id === buttonId),
      )
    const button = shown?.buttons?.find((one) => one.id === buttonId)
    if (!shown || !button) throw new Error(`the phone shows no button ${JSON.stringify(buttonId)}`)
    if (button.kind === 'link') throw new Error('a link opens a page and sends nothing')
    if (button.kind === 'row') {
      await send(answerOf(shown.raw, button.title)).delivered
      return
    }
    const id = randomBytes(8).readBigUInt64BE().toString()
    network.callbacks.set(id, { botId: bot.id, answered: false })
    const message = findMessage(network, bot, person.id, Number(shown.id)) ?? {
      chat: chatOf(person),
      message_id: Number(shown.id),
      date: 0,
    }
    await updates.publish(bot, 'callback_query', {
      id,
      from: userOf(person),
      message,
      chat_instance: String(person.id * 31),
      data: buttonId,
    })
  }

  /** A button that asks for the number or the place sends it, any other its words. */
  function answerOf(raw: unknown, title: string): TelegramCustomerMessage {
    const { reply_markup: markup } = (raw ?? {}) as {
      reply_markup?: { keyboard?: ({ text: string; request_contact?: boolean; request_location?: boolean } | string)[][] }
    }
    const pressed = markup?.keyboard?.flat().find((one) => typeof one !== 'string' && one.text === title)
    if (typeof pressed === 'object' && pressed.request_contact)
      return { type: 'contact', phoneNumber: `7${person.id}`, firstName: person.firstName, userId: person.id }
    if (typeof pressed === 'object' && pressed.request_location) return { type: 'location', latitude: 43.238, longitude: 76.889 }
    return { type: 'text', text: title }
  }

  async function edit(messageId: number, text: string): Promise<void> {
    const message = findMessage(network, bot, person.id, messageId)
    if (!message) throw new Error('no such message')
    const edited: ChatMessage = { ...message, text, edit_date: Math.floor(network.clock() / 1000) }
    network.messages.set(`${bot.id}/${person.id}/${messageId}`, edited)
    editOnPhone(network, bot, person, edited)
    await updates.publish(bot, 'edited_message', edited)
  }

  async function react(messageId: number, emoji: string | null): Promise<void> {
    const target = network.book.find(account, customer, String(messageId))
    const before = target?.reactions.customer
    if (target) {
      const { customer: _mine, ...others } = target.reactions
      network.book.change(account, customer, target.id, { reactions: emoji === null ? others : { ...others, customer: emoji } })
    }
    const list = (one: string | null | undefined) => (one ? [{ type: 'emoji', emoji: one }] : [])
    await updates.publish(bot, 'message_reaction', {
      chat: chatOf(person),
      message_id: messageId,
      user: userOf(person),
      date: Math.floor(network.clock() / 1000),
      old_reaction: list(before),
      new_reaction: list(emoji),
    })
  }

  async function changeMembership(blocked: boolean): Promise<void> {
    if (blocked) person.blocked.add(bot.id)
    else person.blocked.delete(bot.id)
    const member = (status: string) => ({ user: botUser(bot), status, ...(status === 'kicked' ? { until_date: 0 } : {}) })
    await updates.publish(bot, 'my_chat_member', {
      chat: chatOf(person),
      from: userOf(person),
      date: Math.floor(network.clock() / 1000),
      old_chat_member: member(blocked ? 'member' : 'kicked'),
      new_chat_member: member(blocked ? 'kicked' : 'member'),
    })
  }

  function command(text: string): SentByTelegramCustomer {
    return send({ type: 'text', text, entities: [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length ?? 0 }] })
  }

  const inbox = createCustomerInbox(network.book, account, () => customer)
  return {
    person,
    send: (message) => send(message),
    sendAlbum,
    tap,
    edit,
    react,
    command,
    start(payload) {
      const text = payload === undefined ? '/start' : `/start ${payload}`
      return command(text)
    },
    block: () => changeMembership(true),
    unblock: () => changeMembership(false),
    open: () => network.book.view(account, customer),
    get inbox() {
      return inbox.inbox
    },
    waitForMessage: inbox.waitForMessage,
  }
}

function contentOf(network: Network, message: TelegramCustomerMessage): Record<string, unknown> {
  switch (message.type) {
    case 'text':
      return { text: message.text, ...(message.entities ? { entities: message.entities } : {}) }
    case 'location':
      return { location: { latitude: message.latitude, longitude: message.longitude } }
    case 'venue': {
      const location = { latitude: message.latitude, longitude: message.longitude }
      return { location, venue: { location, title: message.title, address: message.address } }
    }
    case 'contact':
      return {
        contact: {
          phone_number: message.phoneNumber,
          first_name: message.firstName,
          ...(message.lastName ? { last_name: message.lastName } : {}),
          ...(message.userId === undefined ? {} : { user_id: message.userId }),
        },
      }
    default:
      return mediaContent(network, message)
  }
}

const folders = { photo: 'photos', voice: 'voice', audio: 'music', video: 'videos', document: 'documents', sticker: 'stickers' } as const

function mediaContent(network: Network, message: { type: keyof typeof folders } & Media): Record<string, unknown> {
  const sample = message.sample === undefined ? undefined : sampleByName(message.sample)
  const bytes = message.file ?? sample?.bytes
  const given = message.mimeType ?? sample?.mimeType
  if (!bytes || !given) throw new Error('media needs a sample, or a file with its mimeType')
  // Telegram names the container only.
  const mimeType = message.type === 'voice' ? 'audio/ogg' : given
  const name = message.filename ?? sample?.filename ?? null
  const file = storeFile(network, { bytes, mimeType, name, folder: folders[message.type] })
  const base = { file_id: file.id, file_unique_id: file.uniqueId, file_size: bytes.length }
  const named = { ...(name ? { file_name: name } : {}), mime_type: mimeType }
  const duration = message.duration ?? 3
  const caption = message.caption ? { caption: message.caption } : {}
  switch (message.type) {
    case 'photo': {
      // The same picture in several sizes, the largest last.
      const small = storeFile(network, { bytes, mimeType, name, folder: 'photos' })
      const thumb = { file_id: small.id, file_unique_id: small.uniqueId, file_size: bytes.length, width: 90, height: 68 }
      return { photo: [thumb, { ...base, width: 320, height: 240 }], ...caption }
    }
    case 'voice':
      return { voice: { ...base, duration, mime_type: mimeType }, ...caption }
    case 'audio':
      return { audio: { ...base, ...named, duration }, ...caption }
    case 'video':
      return { video: { ...base, ...named, duration, width: 320, height: 240 }, ...caption }
    case 'document':
      return { document: { ...base, ...named }, ...caption }
    case 'sticker':
      return { sticker: { ...base, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, emoji: '👍' } }
  }
}
