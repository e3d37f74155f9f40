import { asId, asObject, asText, type JsonObject } from '../json-value.ts'

export interface Topic {
  id: string
  /** Only where the message tells it: as the topic was called when it was opened. */
  name: string | null
}

/**
 * The topic of a group's forum in which a message stands. Null in a group without topics, where the number of a thread only names the message that began the
 * replies, and in the general topic, which has the number 1 but is written to without any: sendMessage knows no thread 1.
 */
export function readTopic(message: JsonObject | null): Topic | null {
  const id = message?.is_topic_message === true ? asId(message.message_thread_id) : null
  if (id === null || id === '1') return null
  return { id, name: asText(asObject(openingOf(message)?.forum_topic_created)?.name, 128) }
}

/** In a forum the message that opened the topic stands where a quote would, unless another is quoted. */
export function openingOf(message: JsonObject | null): JsonObject | null {
  const replied = asObject(message?.reply_to_message)
  return replied?.forum_topic_created === undefined ? null : replied
}
