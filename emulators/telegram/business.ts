import { randomBytes } from 'node:crypto'
import {
  type Bot,
  type BusinessConnection,
  type ChatMessage,
  chatOf,
  createMessage,
  type Network,
  type TelegramPerson,
  userOf,
} from './network.ts'
import { showOnPhone } from './show-on-phone.ts'
import { badRequest, TelegramError } from './telegram-error.ts'
import type { Updates } from './updates.ts'

interface SentInBusiness {
  messageId: number
  /** Resolves when the bot has taken the update. */
  delivered: Promise<void>
}

/** The account of a person who lets a bot answer their customers (Telegram Business). */
export interface TelegramBusiness {
  /** As it is now. */
  readonly connection: BusinessConnection
  /** Resolves when the bot has heard of the connection. */
  readonly announced: Promise<void>
  /** A customer writes to the person. */
  receive(from: TelegramPerson, text: string): SentInBusiness
  /** The person writes to a customer by hand; `isAutomatic`: their account does so by itself, as when they are away. */
  write(to: TelegramPerson, text: string, options?: { isAutomatic?: boolean }): SentInBusiness
  /** Messages of a chat are taken back. */
  remove(chat: TelegramPerson, ...messageIds: number[]): Promise<void>
  /** The person changes what the bot may do there. */
  change(rights: { isEnabled?: boolean; canReply?: boolean }): Promise<void>
  /** The person takes the bot out of their account. */
  disable(): Promise<void>
  /** Takes the bot out and lets it in again: the connection has a new id. */
  reconnect(): Promise<void>
}

const day = 24 * 60 * 60 * 1000

export function createTelegramBusiness(parts: {
  network: Network
  bot: Bot
  updates: Updates
  connection: BusinessConnection
  announced: Promise<void>
}): TelegramBusiness {
  const { network, bot, updates, announced } = parts
  let { connection } = parts

  function say(from: TelegramPerson, customer: TelegramPerson, content: Record<string, unknown>): SentInBusiness {
    const message: ChatMessage = createMessage(network, bot, customer, from, { ...content, business_connection_id: connection.id })
    showOnPhone(network, bot, customer, message, 'text', message)
    return { messageId: message.message_id, delivered: updates.publish(bot, 'business_message', message) }
  }

  function change(rights: { isEnabled?: boolean; canReply?: boolean }): Promise<void> {
    Object.assign(connection, rights)
    return announceBusiness(network, updates, bot, connection)
  }

  return {
    get connection() {
      return connection
    },
    announced,
    receive(from, text) {
      connection.heardAt.set(from.id, network.clock())
      return say(from, from, { text })
    },
    write: (to, text, { isAutomatic = false } = {}) =>
      say(connection.owner, to, { text, ...(isAutomatic ? { is_from_offline: true } : {}) }),
    remove(chat, ...messageIds) {
      for (const id of messageIds) network.book.change(String(bot.id), String(chat.id), String(id), { deleted: true, text: '' })
      const deleted = { business_connection_id: connection.id, chat: chatOf(chat), message_ids: messageIds }
      return updates.publish(bot, 'deleted_business_messages', deleted)
    },
    change,
    disable: () => change({ isEnabled: false }),
    async reconnect() {
      const ended = change({ isEnabled: false })
      connection = { ...connection, id: randomBytes(12).toString('base64url'), isEnabled: true, heardAt: new Map(connection.heardAt) }
      network.businesses.set(connection.id, connection)
      await Promise.all([ended, announceBusiness(network, updates, bot, connection)])
    },
  }
}

/** Tells the bot of an account that it may act for, or may no longer. */
export function announceBusiness(
  network: Network,
  updates: Updates,
  bot: Bot,
  { id, owner, isEnabled, canReply }: BusinessConnection,
): Promise<void> {
  return updates.publish(bot, 'business_connection', {
    id,
    user: userOf(owner),
    user_chat_id: owner.id,
    date: Math.floor(network.clock() / 1000),
    ...(isEnabled ? { rights: { ...(canReply ? { can_reply: true } : {}), can_read_messages: true } } : {}),
    is_enabled: isEnabled,
  })
}

/** Whom a bot may write to in a person's own account: who wrote there within the last day. */
export function findBusinessCustomer(
  network: Network,
  bot: Bot,
  connectionId: string,
  chatId: number,
): { connection: BusinessConnection; person: TelegramPerson } {
  const connection = network.businesses.get(connectionId)
  if (!connection || connection.botId !== bot.id || !connection.isEnabled) throw badRequest('business connection not found')
  const person = network.people.get(chatId)
  if (!person) throw badRequest('chat not found')
  if (!connection.canReply) throw new TelegramError(403, 'Forbidden: not enough rights to send messages on behalf of the business account')
  if (network.clock() - (connection.heardAt.get(chatId) ?? 0) > day) throw badRequest('BUSINESS_PEER_USAGE_MISSING')
  return { connection, person }
}
