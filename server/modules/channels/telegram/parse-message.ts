import type { InboundEvent } from '../inbound-event.ts'
import { asId, asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { buttonTitle, noticeIn, readContent, readMedia } from './read-content.ts'
import { keyOf, readSender } from './read-sender.ts'
import { readText } from './read-text.ts'

export type Base = Pick<InboundEvent, 'eventId' | 'at' | 'raw'>

export function parseMessage(message: JsonObject, base: Base): InboundEvent {
  const notice = noticeIn(message)
  if (notice !== null) return { ...base, kind: 'ignored', name: notice }
  return { ...base, kind: 'message', sender: readSender(message), externalId: keyOf(message), content: readContent(message) }
}

/** A live location "edits" its message every few seconds, without words. */
export function parseEdit(message: JsonObject, base: Base): InboundEvent {
  const text = readText(message)
  if (text === null && message.location !== undefined) return { ...base, kind: 'ignored', name: 'edited_message:location' }
  const media = readMedia(message)
  return {
    ...base,
    kind: 'edit',
    sender: readSender(message),
    targetExternalId: keyOf(message),
    text,
    ...(media ? { media: [media] } : {}),
  }
}

/** A tap on a button. What it carries comes from the client and may name a button that never was: it is no more than an id. */
export function parseCallback(query: JsonObject, base: Base, now: number): InboundEvent {
  const id = requireId(query.id, 'callback_query.id')
  const data = asText(query.data, 200)
  const message = asObject(query.message)
  const sender = readSender(query)
  if (data === null) return { ...base, kind: 'ignored', name: 'callback_query' }
  const title = buttonTitle(message, data) ?? data
  return {
    ...base,
    // A query has no time of its own, and that of its message is when the buttons were sent.
    at: now,
    kind: 'message',
    sender,
    externalId: `callback:${id}`,
    content: {
      type: 'interactive',
      text: title,
      interactive: { kind: 'reply', id: data, title },
      replyToExternalId: message && asId(message.message_id) !== null ? keyOf(message) : null,
    },
  }
}
