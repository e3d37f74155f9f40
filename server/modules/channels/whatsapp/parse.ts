import type { Connection, RawRequest } from '../adapter.ts'
import { fail } from '../errors.ts'
import type { InboundEvent } from '../inbound-event.ts'
import { asId, asList, asObject, asText, type JsonObject } from '../json-value.ts'
import { readBody } from '../read-body.ts'
import { digestId, readPiece, readTime } from '../read-pieces.ts'
import { accountBroken, isAccountField, phoneField, readAccountChange, readAccountErrors } from './parse-account.ts'
import { parseCall } from './parse-call.ts'
import { parseHistory } from './parse-history.ts'
import { messageEventId, parseEcho, parseMessage, requireObject } from './parse-message.ts'
import { parsePreferences } from './parse-preferences.ts'
import { parseStandby } from './parse-standby.ts'
import { parseStatus } from './parse-status.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

type WhatsAppConnection = Connection<WhatsAppSettings, WhatsAppCredentials>

/**
 * A body holds entries (accounts) × changes × messages and statuses, up to 1,000 of them, in no reliable order.
 * @throws AppError `body-unreadable` when the body as a whole is none of WhatsApp's
 */
export function parseWhatsApp(request: RawRequest, connection: WhatsAppConnection, now: number): InboundEvent[] {
  const body = readBody(request.body)
  // Some of Meta's own samples wrap the body in an array.
  const root = asObject(Array.isArray(body) ? body[0] : body)
  if (root?.object !== 'whatsapp_business_account') throw fail('body-unreadable', { message: 'Not a body of a WhatsApp business account' })
  return asList(root.entry).flatMap((piece) => readPiece(piece, now, () => parseEntry(piece, connection, now)))
}

function parseEntry(piece: unknown, connection: WhatsAppConnection, now: number): InboundEvent[] {
  const entry = requireObject(piece)
  const accountId = asId(entry.id)
  return asList(entry.changes).flatMap((change) => readPiece(change, now, () => parseChange(change, accountId, connection, now)))
}

function parseChange(piece: unknown, accountId: string | null, { settings }: WhatsAppConnection, now: number): InboundEvent[] {
  const change = requireObject(piece)
  const field = asText(change.field, 100) ?? 'unnamed'
  const value = requireObject(change.value)
  const number = asId(asObject(value.metadata)?.phone_number_id)
  const isForeign = number === null ? accountId !== settings.businessAccountId : number !== settings.phoneNumberId
  // Another number's event may be another workspace's: what it says is not kept here (meta/route-meta-body.ts brings it to its own channel).
  if (isForeign)
    return [{ kind: 'ignored', name: 'other-number', eventId: digestId('other', piece), at: now, raw: { field }, concernsOthers: true }]
  if (field === phoneField && !settings.isOnPhone) {
    const details = { isOnPhone: true }
    return [{ kind: 'account', name: field, details, eventId: digestId(field, piece), at: readTime(null, now), raw: piece }]
  }
  const events = [...parseValue(field, value, piece, now)]
  // What is about the account as a whole is about each of its numbers.
  return number === null ? events.map((event) => ({ ...event, concernsOthers: true as const })) : events
}

function* parseValue(field: string, value: JsonObject, piece: unknown, now: number): Generator<InboundEvent> {
  // Only what has no id of its own needs one made of its content.
  const own = () => ({ eventId: digestId(field, piece), at: readTime(null, now), raw: piece })
  const { contacts } = value
  switch (field) {
    case 'messages': {
      const messages = asList(value.messages)
      const statuses = asList(value.statuses)
      const isAlone = messages.length === 1
      for (const message of messages)
        yield* readPiece(message, now, () => parseMessage(message, contacts, now, isAlone), messageEventId(message))
      for (const status of statuses) yield* readPiece(status, now, () => readStatus(status, contacts, now))
      const errors = asList(value.errors)
      if (errors.length > 0) yield { ...own(), kind: 'account', ...readAccountErrors(errors) }
      else if (messages.length + statuses.length === 0) yield { ...own(), kind: 'ignored', name: field }
      return
    }
    case 'standby':
      yield* parseStandby(value, own(), now)
      return
    case 'calls': {
      const calls = asList(value.calls)
      const statuses = asList(value.statuses)
      for (const call of calls) yield* readPiece(call, now, () => parseCall(call, contacts, now))
      for (const status of statuses) yield* readPiece(status, now, () => parseStatus(status, contacts, now))
      if (calls.length + statuses.length === 0) yield { ...own(), kind: 'ignored', name: field }
      return
    }
    case 'smb_message_echoes':
      for (const echo of asList(value.message_echoes))
        yield* readPiece(echo, now, () => parseEcho(echo, contacts, now), messageEventId(echo))
      return
    case 'user_preferences':
      yield* parsePreferences(field, value, now)
      return
    case 'history':
      yield* parseHistory(value, own(), now)
      return
    default:
      if (isAccountField(field)) yield { ...own(), kind: 'account', ...readAccountChange(field, value) }
      else yield { ...own(), kind: 'ignored', name: field }
  }
}

/** A message that failed because of the account is news of the account too. */
function readStatus(piece: unknown, contacts: unknown, now: number): InboundEvent[] {
  const event = parseStatus(piece, contacts, now)
  return [event, ...accountBroken(event)]
}
