import type { Connection } from '../adapter.ts'
import type { InboundEvent, InboundSender } from '../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { customerKey } from './ids.ts'
import { type Base, parseCallback, parseEdit, parseMessage } from './parse-message.ts'
import { readCommand } from './read-command.ts'
import { nameOf } from './read-sender.ts'
import { openingOf, readTopic } from './read-topic.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

type TelegramConnection = Connection<TelegramSettings, TelegramCredentials>

export interface GroupUpdate {
  name: string
  value: JsonObject
  chat: JsonObject
  base: Base
  now: number
}

/**
 * Groups and channels. Either the bot leaves them (leave-group.ts), or it is one that answers when it is spoken to: then the group is the customer, and each
 * topic of a forum a customer of its own. What others say to each other there is kept nowhere, not even in the journal.
 */
export function parseGroupUpdate(update: GroupUpdate, connection: TelegramConnection): InboundEvent[] {
  const { name, value } = update
  const status = asText(asObject(value.new_chat_member)?.status, 40)
  const isInside = !['left', 'kicked'].includes(status ?? '')
  if (connection.settings.groups !== 'mention' || update.chat.type === 'channel') {
    const what = status === null ? name : isInside ? 'joined' : null
    return what === null ? [] : [{ ...bare(update), kind: 'ignored', name: `group:${what}` }]
  }
  if (name === 'my_chat_member') return [{ ...bare(update), kind: 'reachability', sender: groupOf(update.chat), blocked: !isInside }]
  if (name === 'callback_query') return [ofGroup(parseCallback(value, update.base, update.now), update)]
  if (name === 'edited_message') return isAddressed(value, connection) ? [ofGroup(parseEdit(value, update.base), update)] : []
  if (name !== 'message') return []
  return migration(update) ?? addressed(update, connection)
}

function addressed(update: GroupUpdate, connection: TelegramConnection): InboundEvent[] {
  if (!isAddressed(update.value, connection)) return []
  const event = ofGroup(parseMessage(update.value, update.base), update)
  const command = event.kind === 'message' ? readCommand(event.content.text ?? '') : null
  // What all have said is not for one of them to erase.
  if (command === 'forget-me') return []
  return [command === null ? event : ({ ...event, command } as InboundEvent)]
}

/** A group that grows has a new number from then on: told in the old chat and in the new one, as one event. */
function migration(update: GroupUpdate): InboundEvent[] | null {
  const here = requireId(update.chat.id, 'chat.id')
  const to = asId(update.value.migrate_to_chat_id)
  const from = asId(update.value.migrate_from_chat_id)
  if (to === null && from === null) return null
  const [previous, next] = [from ?? here, to ?? here]
  const sender = { ...groupOf(update.chat), externalId: next }
  return [{ ...bare(update), eventId: `migration:${previous}:${next}`, kind: 'identity', previousIds: [previous], sender, note: null }]
}

/** Spoken to by name, by a command that names it, or in answer to what it said. */
function isAddressed(message: JsonObject, { settings, credentials }: TelegramConnection): boolean {
  const botId = credentials.botToken.split(':')[0]
  const replied = asObject(message.reply_to_message)
  // Who opened the topic is not whom a message in it is for.
  if (asId(asObject(replied?.from)?.id) === botId && openingOf(message) === null) return true
  const text = asText(message.text) ?? asText(message.caption) ?? ''
  const handle = settings.username ? `@${settings.username.toLowerCase()}` : null
  return [...asList(message.entities), ...asList(message.caption_entities)].map(asObject).some((entity) => {
    if (entity?.type === 'text_mention') return asId(asObject(entity.user)?.id) === botId
    if (handle === null || (entity?.type !== 'mention' && entity?.type !== 'bot_command')) return false
    const offset = asNumber(entity.offset) ?? 0
    const named = text.slice(offset, offset + (asNumber(entity.length) ?? 0)).toLowerCase()
    return entity.type === 'mention' ? named === handle : named.endsWith(handle)
  })
}

function ofGroup(event: InboundEvent, { value, chat }: GroupUpdate): InboundEvent {
  // A tap happens where the message stands that it hangs on.
  const sender = groupOf(chat, asObject(value.message) ?? value)
  if (event.kind === 'edit') return { ...event, sender }
  if (event.kind !== 'message') return event
  const speaker = asText(asObject(value.sender_chat)?.title, 200) ?? nameOf(asObject(value.from)).name
  return { ...event, sender, speaker }
}

/** The group itself, or of a forum the topic in which the message stands: the answer goes there. */
function groupOf(chat: JsonObject, message: JsonObject | null = null): InboundSender {
  const chatId = requireId(chat.id, 'chat.id')
  const title = asText(chat.title, 200)
  const topic = readTopic(message)
  return {
    externalId: customerKey({ chatId, businessConnectionId: null, topicId: topic?.id ?? null }),
    name: topic === null ? title : [title, topic.name ?? `#${topic.id}`].filter((part) => part !== null).join(' · '),
    username: asText(chat.username, 100),
  }
}

/** Of what is about the group itself, only where it happened, and of a tap the number by which it is acknowledged. */
function bare({ name, value, chat, base }: GroupUpdate): Base {
  const kept = ['id', 'date', 'migrate_to_chat_id', 'migrate_from_chat_id'].filter((key) => value[key] !== undefined)
  const status = asObject(value.new_chat_member)?.status
  const language = asObject(value.from)?.language_code
  const raw = {
    update_id: asObject(base.raw)?.update_id,
    [name]: {
      chat: { id: chat.id, type: chat.type, title: chat.title },
      ...Object.fromEntries(kept.map((key) => [key, value[key]])),
      ...(status === undefined ? {} : { new_chat_member: { status } }),
      ...(language === undefined ? {} : { from: { language_code: language } }),
    },
  }
  return { ...base, raw }
}
