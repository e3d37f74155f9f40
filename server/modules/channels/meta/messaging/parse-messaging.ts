import type { RawRequest } from '../../adapter.ts'
import { fail } from '../../errors.ts'
import type { InboundEvent } from '../../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../../json-value.ts'
import { readBody } from '../../read-body.ts'
import { digestId, readPiece, readTime } from '../../read-pieces.ts'
import { parseComments } from './parse-comments.ts'
import { parseMessageItem } from './parse-message-item.ts'
import { parseControl, parseOpening, parseProgress } from './parse-other-items.ts'

/** Whose webhook a body is read for. */
export interface MessagingAccount {
  /** What the body calls itself: `page` or `instagram`. */
  object: string
  /** Every id under which the account appears as sender or recipient. */
  ids: readonly string[]
  /** The app that we send by: what it echoes is our own. */
  appId: string | null
  /** Hosts of the provider's files, besides those that every product uses. */
  isFileUrl(url: string): boolean
  /** What is written below the account's posts comes in too. */
  takesComments?: boolean
}

/** What every reader of an item is given. */
export interface ItemContext {
  account: MessagingAccount
  at: number
  raw: unknown
  /** The conversation is another app's now: what is said there is stored and not answered. */
  isStandby: boolean
}

/**
 * A body holds entries (accounts), each with one or more items under `messaging`, or under `standby` while another app answers.
 * Sources: developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks, …/docs/instagram-platform/webhooks/examples, as of 2026-09.
 * @throws AppError `body-unreadable` when the body as a whole is none of this product
 */
export function parseMessaging(request: RawRequest, account: MessagingAccount, now: number): InboundEvent[] {
  const body = readBody(request.body)
  // Some of Meta's own samples wrap the body in an array.
  const root = asObject(Array.isArray(body) ? body[0] : body)
  if (root?.object !== account.object) throw fail('body-unreadable', { message: `Not a body of "${account.object}"` })
  return asList(root.entry).flatMap((piece) => readPiece(piece, now, () => parseEntry(piece, account, now)))
}

function parseEntry(piece: unknown, account: MessagingAccount, now: number): InboundEvent[] {
  const entry = requireObject(piece)
  const entryId = asId(entry.id)
  const read = (isStandby: boolean) => (item: unknown) =>
    readPiece(item, now, () => parseItem(item, { account, isStandby }, entryId, now), itemEventId(item))
  const items = [...asList(entry.messaging).flatMap(read(false)), ...asList(entry.standby).flatMap(read(true))]
  if ('messaging' in entry || 'standby' in entry) return items
  if (account.takesComments && entryId !== null && account.ids.includes(entryId)) return parseComments(entry, account, now)
  // Comments, feeds and whatever else the app is subscribed to.
  const name = asText(entry.field, 100) ?? asText(asObject(asList(entry.changes)[0])?.field, 100) ?? 'entry'
  const others = entryId !== null && !account.ids.includes(entryId) ? { concernsOthers: true as const } : {}
  const at = readTime(asNumber(entry.time), now)
  return [{ kind: 'ignored', name, eventId: digestId(name, piece), at, raw: { field: name }, ...others }]
}

function parseItem(
  piece: unknown,
  given: Pick<ItemContext, 'account' | 'isStandby'>,
  entryId: string | null,
  now: number,
): InboundEvent | InboundEvent[] {
  const item = requireObject(piece)
  const context: ItemContext = { ...given, at: readTime(asNumber(item.timestamp), now), raw: given.isStandby ? { standby: piece } : piece }
  if (isForeign(item, entryId, given.account)) {
    // What is said to another account may be another workspace's business: its own channel keeps it.
    return { kind: 'ignored', name: 'other-account', eventId: digestId('other', piece), at: context.at, raw: {}, concernsOthers: true }
  }
  const found =
    parseMessageItem(item, context) ?? parseProgress(item, context) ?? parseOpening(item, context) ?? parseControl(item, context)
  return found ?? { kind: 'ignored', name: nameOf(item), eventId: digestId('item', piece), at: context.at, raw: piece }
}

/** By who speaks to whom: the id of the entry is that of a customer, or 0, in some of Meta's postbacks and samples. */
function isForeign(item: JsonObject, entryId: string | null, { ids }: MessagingAccount): boolean {
  const parties = [asId(asObject(item.sender)?.id), asId(asObject(item.recipient)?.id)].filter((id) => id !== null)
  // News of the page itself has neither sender nor recipient, or only the page.
  if (parties.length === 0) return entryId === null || !ids.includes(entryId)
  return !parties.some((id) => ids.includes(id))
}

/** What the item is about: the first key that is no envelope. */
function nameOf(item: JsonObject): string {
  const envelope = ['sender', 'recipient', 'timestamp', 'object', 'id', 'time']
  return (Object.keys(item).find((key) => !envelope.includes(key)) ?? 'empty').slice(0, 60)
}

/** The id that a message's event has, as far as the piece shows it. */
function itemEventId(piece: unknown): string | null {
  const mid = asId(asObject(asObject(piece)?.message)?.mid)
  return mid === null ? null : `message:${mid}`
}

export function requireObject(piece: unknown): JsonObject {
  const object = asObject(piece)
  if (!object) throw new Error('not an object')
  return object
}
