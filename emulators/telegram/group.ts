import {
  type Bot,
  botUser,
  type ChatMessage,
  chatOf,
  createMessage,
  findMessage,
  inTopic,
  type Network,
  type TelegramPerson,
  type Topic,
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
  /** A member writes, in a forum in its general topic unless another is named. `@names` and commands become entities, as the app makes them. */
  say(by: TelegramPerson, text: string, where?: { replyTo?: number; topic?: number }): { messageId: number; delivered: Promise<void> }
  /** A member of a forum opens a topic. @returns the number of its thread */
  openTopic(by: TelegramPerson, name: string): number
  /** Only administrators may write in it from then on. */
  closeTopic(topic: number): void
  /** It becomes a supergroup with this number: told in the old chat and in the new one. */
  migrate(to: number): Promise<TelegramGroup>
  readonly hasBot: boolean
}

export function createTelegramGroup(parts: { network: Network; bot: Bot; updates: Updates; group: TelegramPerson }): TelegramGroup {
  const { network, bot, updates, group } = parts

  function topicOf(thread: number): Topic {
    const topic = group.group?.topics?.get(thread)
    if (!topic) throw new Error('the forum has no such topic')
    return topic
  }

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
    say(by, text, { replyTo, topic } = {}) {
      const opening = topic === undefined ? undefined : topicOf(topic).opening
      const replied = replyTo === undefined ? opening : findMessage(network, bot, group.id, replyTo)
      const entities = [...text.matchAll(/(?<!\S)(?:@\w+|\/\w+(?:@\w+)?)/g)].map((found) => ({
        type: found[0].startsWith('@') ? 'mention' : 'bot_command',
        offset: found.index,
        length: found[0].length,
      }))
      const content = {
        text,
        ...(topic === undefined ? {} : inTopic(topic)),
        ...(entities.length > 0 ? { entities } : {}),
        ...(replied ? { reply_to_message: replied } : {}),
      }
      const message: ChatMessage = createMessage(network, bot, group, by, content)
      showOnPhone(network, bot, group, message, 'text', message)
      return { messageId: message.message_id, delivered: updates.publish(bot, 'message', message) }
    },
    openTopic(by, name) {
      const topics = group.group?.topics
      if (!topics) throw new Error('only a forum has topics')
      const opening = createMessage(network, bot, group, by, { forum_topic_created: { name, icon_color: 7_322_096 } })
      Object.assign(opening, inTopic(opening.message_id))
      topics.set(opening.message_id, { name, isClosed: false, opening })
      void updates.publish(bot, 'message', opening)
      return opening.message_id
    },
    closeTopic(topic) {
      topicOf(topic).isClosed = true
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
