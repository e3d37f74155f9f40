import {
  type Bot,
  botUser,
  type ChatMessage,
  chatOf,
  createMessage,
  findMessage,
  type Network,
  type TelegramPerson,
  userOf,
} from './network.ts'
import { showOnPhone } from './show-on-phone.ts'
import type { Updates } from './updates.ts'

/** A group as its members see it. */
export interface TelegramGroup {
  readonly group: TelegramPerson
  /** Somebody brings the bot in. */
  invite(by: TelegramPerson): Promise<void>
  remove(): Promise<void>
  /** A member writes. `@names` and commands become entities, as the app makes them. */
  say(by: TelegramPerson, text: string, replyTo?: number): { messageId: number; delivered: Promise<void> }
  /** It becomes a supergroup with this number: told in the old chat and in the new one. */
  migrate(to: number): Promise<TelegramGroup>
  readonly hasBot: boolean
}

export function createTelegramGroup(parts: { network: Network; bot: Bot; updates: Updates; group: TelegramPerson }): TelegramGroup {
  const { network, bot, updates, group } = parts

  function service(content: Record<string, unknown>, chat = group): Promise<void> {
    return updates.publish(bot, 'message', createMessage(network, bot, chat, 'bot', content))
  }

  return {
    group,
    get hasBot() {
      return group.started.has(bot.id)
    },
    invite: (by) => changeMembership(network, updates, bot, group, 'member', by),
    remove: () => changeMembership(network, updates, bot, group, 'kicked'),
    say(by, text, replyTo) {
      const replied = replyTo === undefined ? undefined : findMessage(network, bot, group.id, replyTo)
      const entities = [...text.matchAll(/(?<!\S)(?:@\w+|\/\w+(?:@\w+)?)/g)].map((found) => ({
        type: found[0].startsWith('@') ? 'mention' : 'bot_command',
        offset: found.index,
        length: found[0].length,
      }))
      const content = { text, ...(entities.length > 0 ? { entities } : {}), ...(replied ? { reply_to_message: replied } : {}) }
      const message: ChatMessage = createMessage(network, bot, group, by, content)
      showOnPhone(network, bot, group, message, 'text', message)
      return { messageId: message.message_id, delivered: updates.publish(bot, 'message', message) }
    },
    async migrate(to) {
      const next: TelegramPerson = {
        ...group,
        id: to,
        started: new Set(group.started),
        blocked: new Set(),
        group: { title: group.group?.title ?? '', type: 'supergroup' },
      }
      network.people.set(to, next)
      const told = service({ migrate_to_chat_id: to })
      if (group.group) group.group.movedTo = to
      await Promise.all([told, service({ migrate_from_chat_id: group.id }, next)])
      return createTelegramGroup({ ...parts, group: next })
    },
  }
}

/** The bot comes into a group or goes from it, and is told. */
export function changeMembership(
  network: Network,
  updates: Updates,
  bot: Bot,
  group: TelegramPerson,
  status: 'member' | 'left' | 'kicked',
  by?: TelegramPerson,
): Promise<void> {
  const before = group.started.has(bot.id) ? 'member' : 'left'
  if (status === 'member') group.started.add(bot.id)
  else group.started.delete(bot.id)
  return updates.publish(bot, 'my_chat_member', {
    chat: chatOf(group),
    from: by ? userOf(by) : botUser(bot),
    date: Math.floor(network.clock() / 1000),
    old_chat_member: { user: botUser(bot), status: before },
    new_chat_member: { user: botUser(bot), status, ...(status === 'kicked' ? { until_date: 0 } : {}) },
  })
}
