import type { SendError } from '../../../../contract/messages.ts'
import type { InboundEvent, InboundSender } from '../inbound-event.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { readCallbackData } from '../meta/index.ts'
import { explainCode } from './explain.ts'
import { messageTime, requireObject } from './parse-message.ts'
import { readPerson } from './read-person.ts'

const states: Readonly<Record<string, 'sent' | 'delivered' | 'read' | 'failed'>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // The first play of a voice message.
  played: 'read',
  failed: 'failed',
}

/**
 * One entry of `value.statuses`: how far a message of ours has come, and under which ids the person is known: somebody to whom only a template was sent may
 * answer under another one than it went to.
 */
export function parseStatus(piece: unknown, contacts: unknown, now: number): InboundEvent {
  const status = requireObject(piece)
  const id = requireId(status.id, 'id')
  const name = requireId(status.status, 'status')
  const participant = asId(status.recipient_participant_id) ?? asId(status.recipient_participant_user_id)
  const base = {
    eventId: ['status', id, name, participant].filter((part) => part !== null).join(':'),
    at: messageTime(status, now),
    raw: piece,
  }
  const state = Object.hasOwn(states, name) ? states[name] : undefined
  if (!state || status.type === 'call') return { ...base, kind: 'ignored', name: `status-${name}` }
  const error = state === 'failed' ? { error: readError(status.errors) } : {}
  return {
    ...base,
    kind: 'status',
    externalId: id,
    ...readCallbackData(status.biz_opaque_callback_data),
    status: state,
    ...error,
    ...(name === 'played' ? { played: true } : {}),
    ...(participant === null ? readRecipient(status, contacts) : {}),
  }
}

/** Of a message to a person; with one id alone there is nothing to learn. */
function readRecipient(status: JsonObject, contacts: unknown): { recipient?: InboundSender } {
  const phoneId = asId(status.recipient_id)
  const userId = asId(status.recipient_user_id)
  if (status.recipient_type === 'group' || (phoneId === null && userId === null)) return {}
  // By one of the ids and nothing else: in a batch the only contact may be somebody else's.
  const contact = asList(contacts)
    .map(asObject)
    .find((one) => (phoneId !== null && one?.wa_id === phoneId) || (userId !== null && one?.user_id === userId))
  const parentUserId = asId(status.parent_recipient_user_id)
  const { externalId, alternateIds } = readPerson({ phoneId, userId, parentUserId }, contact ?? null)
  return alternateIds && alternateIds.length > 0 ? { recipient: { externalId, alternateIds } } : {}
}

function readError(errors: unknown): SendError {
  const error = asObject(asList(errors)[0])
  const code = asNumber(error?.code)
  const { code: ours, retryable, title } = explainCode(code)
  // Without a meaning of our own, Meta's title says more than "could not send".
  const theirs = ours === 'provider' ? asText(error?.title, 300) : null
  return { code: ours, providerCode: code === null ? null : String(code), title: theirs ?? title, retryable }
}
