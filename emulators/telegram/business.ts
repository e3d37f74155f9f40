import { randomBytes } from 'node:crypto'
import { type Bot, type BusinessConnection, chatOf, createMessage, type Network, type TelegramPerson, userOf } from './network.ts'
import { showOnPhone } from './show-on-phone.ts'
import type { Updates } from './updates.ts'

/** A person with Telegram Business who lets the bot act for their account, and those who write to that person. */
export interface TelegramBusiness {
  /** Of the connection as it is now. */
  readonly connectionId: string
  /** A customer writes to the person. */
  hear(customer: TelegramPerson, text: string): Promise<void>
  /** The person writes to a customer. */
  say(customer: TelegramPerson, text: string): Promise<void>
  change(rights: { isEnabled?: boolean; canReply?: boolean }): Promise<void>
  /** Takes the bot out and lets it in again: the connection has a new id. */
  reconnect(): Promise<void>
}

export async function createTelegramBusiness(parts: {
  network: Network
  bot: Bot
  updates: Updates
  owner: TelegramPerson
}): Promise<TelegramBusiness> {
  const { network, bot, updates, owner } = parts
  let connection = await connect()

  async function connect(): Promise<BusinessConnection> {
    const id = randomBytes(12).toString('base64url')
    const made: BusinessConnection = { id, botId: bot.id, owner, isEnabled: true, canReply: true, lastInbound: new Map() }
    network.businesses.set(id, made)
    await tell(made)
    return made
  }

  /** Waits for nobody: a bot that does not ask for these updates has a business all the same. */
  function tell({ id, isEnabled, canReply }: BusinessConnection): Promise<void> {
    const date = Math.floor(network.clock() / 1000)
    const rights = canReply ? { can_reply: true, can_read_messages: true } : { can_read_messages: true }
    const value = { id, user: userOf(owner), user_chat_id: owner.id, date, rights, is_enabled: isEnabled }
    return updates.publish(bot, 'business_connection', value)
  }

  function write(customer: TelegramPerson, by: TelegramPerson, text: string): Promise<void> {
    const message = createMessage(network, bot, customer, by, { text, business_connection_id: connection.id })
    const seen = { ...message, chat: chatOf(customer) }
    showOnPhone(network, bot, customer, seen, 'text', seen)
    return updates.publish(bot, 'business_message', seen)
  }

  return {
    get connectionId() {
      return connection.id
    },
    hear(customer, text) {
      connection.lastInbound.set(customer.id, network.clock())
      return write(customer, customer, text)
    },
    say: (customer, text) => write(customer, owner, text),
    async change(rights) {
      Object.assign(connection, rights)
      await tell(connection)
    },
    async reconnect() {
      connection.isEnabled = false
      await tell(connection)
      connection = await connect()
    },
  }
}
