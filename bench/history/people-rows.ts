import { line } from './copy-into.ts'
import { languageOf, messageId, placeOf, type RowSource, recipientOf } from './rows.ts'
import { idOf, mix } from './seeded.ts'
import { contactId, conversationId } from './timeline.ts'

const dayMs = 24 * 3600 * 1000
const iso = (ms: number): string => new Date(ms).toISOString()
/** 0 ≤ x < 1, the same for each conversation and question. */
const dice = (conversation: number, salt: number): number => mix(conversation, salt) / 4_294_967_296

export const contactColumns = 'workspace_id id name email phone language attributes created_at updated_at'.split(' ')

export function contactLine(source: RowSource, conversation: number): string {
  const { workspaceId } = placeOf(source, conversation)
  const language = languageOf(conversation)
  const began = source.timeline.startedAt[conversation] as number
  return line([
    ...[workspaceId, contactId(source.timeline, conversation), source.texts.name(language, conversation)],
    dice(conversation, 21) < 0.3 ? `person${conversation}@example.test` : null,
    dice(conversation, 22) < 0.7 ? `+${recipientOf(conversation).slice(0, 11)}` : null,
    ...[language, '{"city":"Almaty"}', iso(began), iso(began)],
  ])
}

export const identityColumns = 'workspace_id channel_id external_id contact_id username verified created_at'.split(' ')

export function identityLine(source: RowSource, conversation: number): string {
  const { workspaceId, channelId } = placeOf(source, conversation)
  const began = iso(source.timeline.startedAt[conversation] as number)
  const username = dice(conversation, 23) < 0.2 ? `user_${conversation.toString(36)}` : null
  return line([workspaceId, channelId, recipientOf(conversation), contactId(source.timeline, conversation), username, true, began])
}

export const conversationColumns =
  'workspace_id id channel_id contact_id recipient_id status handler handler_epoch assignee_id labels priority summary intent sentiment language unread_count last_message_id awaiting_person waiting_since snoozed_until last_inbound_at created_at last_activity_at'.split(
    ' ',
  )

const labels = ['delivery', 'payment', 'refund', 'vip', 'wholesale', 'complaint', 'size', 'question']

/**
 * As a team leaves them: what a person answered is resolved sooner or later, what the AI answered mostly stays pending because nobody closes it,
 * and the last days are busy.
 */
export function conversationLine(source: RowSource, conversation: number): string {
  const { timeline, now } = source
  const { workspaceId, channelId, memberIds } = placeOf(source, conversation)
  const at = (of: Float64Array): number => of[conversation] as number
  const unanswered = timeline.unanswered[conversation] as number
  const byPerson = timeline.answeredBy[conversation] === 2
  const fresh = now - at(timeline.lastAt) < 5 * dayMs
  const drawn = dice(conversation, 31)
  const status = statusOf({ byPerson, fresh, waits: unanswered > 0, drawn })
  const handler = byPerson ? 'user' : status === 'open' ? 'none' : 'agent'
  const isLive = status === 'open' || status === 'pending'
  const assigned = byPerson || (status === 'open' && dice(conversation, 32) < 0.4)
  const mine = labels.filter((_, index) => dice(conversation, 40 + index) < 0.08)
  return line([
    ...[workspaceId, conversationId(timeline, conversation), channelId, contactId(timeline, conversation), recipientOf(conversation)],
    ...[status, handler, byPerson ? 1 : 0],
    assigned ? (memberIds[conversation % memberIds.length] ?? null) : null,
    `{${mine.join(',')}}`,
    dice(conversation, 33) < 0.05 ? 'high' : 'none',
    ...(dice(conversation, 34) < 0.5 ? ['Asks when the order comes', 'delivery', 'neutral'] : [null, null, null]),
    languageOf(conversation),
    status === 'open' && unanswered > 0 ? Math.min(unanswered, 9) : 0,
    messageId(at(timeline.lastAt), timeline.lastMessage[conversation] as number),
    status === 'open' && !byPerson,
    isLive && unanswered > 0 ? iso(at(timeline.lastInboundAt)) : null,
    status === 'snoozed' ? iso(now + Math.ceil(dice(conversation, 35) * 30) * dayMs) : null,
    ...[iso(at(timeline.lastInboundAt)), iso(at(timeline.startedAt)), iso(at(timeline.lastAt))],
  ])
}

function statusOf({ byPerson, fresh, waits, drawn }: { byPerson: boolean; fresh: boolean; waits: boolean; drawn: number }): string {
  if (fresh) return byPerson || waits ? (drawn < 0.6 ? 'open' : drawn < 0.65 ? 'snoozed' : 'resolved') : 'pending'
  if (byPerson) return drawn < 0.02 ? 'open' : drawn < 0.03 ? 'snoozed' : 'resolved'
  return drawn < 0.02 ? 'open' : drawn < 0.75 ? 'pending' : 'resolved'
}

export const mailboxColumns = 'workspace_id conversation_id last_in done_in due_at'.split(' ')

/** Everything the AI has answered: the spine keeps the row for the next message. */
export function mailboxLine(source: RowSource, conversation: number): string {
  const { workspaceId } = placeOf(source, conversation)
  const last = idOf(source.timeline.lastInboundAt[conversation] as number, 41, conversation)
  return line([workspaceId, conversationId(source.timeline, conversation), last, last, 'infinity'])
}
