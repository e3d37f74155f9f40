import type { InboundEvent } from '../inbound-event.ts'
import { asId, asList, asObject, type JsonObject } from '../json-value.ts'
import { readPiece } from '../read-pieces.ts'
import { readAccountErrors } from './parse-account.ts'
import { messageEventId, parseEcho, parseMessage, requireObject } from './parse-message.ts'

/**
 * Chats from the business's phone app, sent once after connecting: `history[].threads[].messages[]`. A thread's id is the customer's;
 * a message with a `to` was written by the business. All of it is stored and none of it answered.
 */
export function* parseHistory(value: JsonObject, own: { eventId: string; at: number; raw: unknown }, now: number): Generator<InboundEvent> {
  const chunks = asList(value.history)
    .map(asObject)
    .filter((chunk) => chunk !== null)
  const refused = chunks.find((chunk) => asList(chunk.errors).length > 0)
  if (refused) yield { ...own, kind: 'account', ...readAccountErrors(refused.errors) }
  const threads = chunks.flatMap((chunk) => asList(chunk.threads))
  if (threads.length === 0 && !refused) yield { ...own, kind: 'ignored', name: 'history' }
  for (const thread of threads) yield* readPiece(thread, now, () => parseThread(thread, now))
}

function parseThread(piece: unknown, now: number): InboundEvent[] {
  const thread = requireObject(piece)
  const customer = asId(thread.id)
  return asList(thread.messages).flatMap((message) =>
    readPiece(message, now, () => parseOld(message, customer, now), messageEventId(message)),
  )
}

function parseOld(piece: unknown, customer: string | null, now: number): InboundEvent {
  const message = requireObject(piece)
  const isOurs = asId(message.to) !== null || (customer !== null && asId(message.from) !== customer)
  const event = isOurs ? parseEcho({ to: customer, ...message }, null, now) : parseMessage(message, null, now)
  return event.kind === 'message' || event.kind === 'echo' ? { ...event, raw: piece, historical: true } : event
}
