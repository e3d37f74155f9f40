import type { InboundEvent } from '../inbound-event.ts'
import { asList, type JsonObject } from '../json-value.ts'
import { readPiece } from '../read-pieces.ts'
import { messageEventId, parseEcho, parseMessage } from './parse-message.ts'
import { parseStatus } from './parse-status.ts'

/**
 * The field `standby` (2026-08-04): what happens on a number while Meta's Business Agent answers there, in the shape of `messages`. It is kept as the
 * conversation that it is; nobody here answers, and what the other program says takes nothing over.
 */
export function* parseStandby(value: JsonObject, own: { eventId: string; at: number; raw: unknown }, now: number): Generator<InboundEvent> {
  const { contacts } = value
  const pieces = { messages: asList(value.messages), echoes: asList(value.message_echoes), statuses: asList(value.statuses) }
  const isAlone = pieces.messages.length === 1
  for (const piece of pieces.messages)
    yield* readPiece(piece, now, () => onStandby(piece, parseMessage(piece, contacts, now, isAlone)), messageEventId(piece))
  for (const piece of pieces.echoes)
    yield* readPiece(piece, now, () => onStandby(piece, parseEcho(piece, contacts, now)), messageEventId(piece))
  for (const piece of pieces.statuses) yield* readPiece(piece, now, () => parseStatus(piece, contacts, now))
  if (Object.values(pieces).every((list) => list.length === 0)) yield { ...own, kind: 'ignored', name: 'standby' }
}

/** Its entry of the journal says that it came by this field: read again, it must not be answered either. */
function onStandby(piece: unknown, event: InboundEvent): InboundEvent {
  if (event.kind !== 'message' && event.kind !== 'echo') return event
  return { ...event, raw: { standby: piece }, historical: true, standby: true }
}
