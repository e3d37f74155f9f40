import type { SendError } from '../../../../contract/messages.ts'
import type { InboundEvent } from '../adapter.ts'
import { asId, asList, asNumber, asObject, asText, requireId } from '../json-value.ts'
import { readCallbackData } from '../meta/index.ts'
import { explainCode } from './explain.ts'
import { messageTime, requireObject } from './parse-message.ts'

const states: Readonly<Record<string, 'sent' | 'delivered' | 'read' | 'failed'>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // The first play of a voice message.
  played: 'read',
  failed: 'failed',
}

/** One entry of `value.statuses`: how far a message of ours has come. */
export function parseStatus(piece: unknown, now: number): InboundEvent {
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
  return { ...base, kind: 'status', externalId: id, ...readCallbackData(status.biz_opaque_callback_data), status: state, ...error }
}

function readError(errors: unknown): SendError {
  const error = asObject(asList(errors)[0])
  const code = asNumber(error?.code)
  const { code: ours, retryable, title } = explainCode(code)
  // Without a meaning of our own, Meta's title says more than "could not send".
  const theirs = ours === 'provider' ? asText(error?.title, 300) : null
  return { code: ours, providerCode: code === null ? null : String(code), title: theirs ?? title, retryable }
}
