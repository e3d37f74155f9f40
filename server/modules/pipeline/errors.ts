import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'channel-not-found': { status: 404, title: 'There is no such channel.' },
  'conversation-not-found': { status: 404, title: 'There is no such conversation.' },
  'message-not-found': { status: 404, title: 'There is no such message.' },
  'message-not-failed': { status: 409, title: 'Only a message that failed can be sent again.' },
  'channel-deleted': { status: 409, title: 'The channel of this conversation was deleted: nothing can be sent there any more.' },
  'marketing-unwanted': {
    status: 409,
    title: 'This customer does not want marketing messages: a template of the category marketing is not sent to them.',
  },
  'reply-target-not-found': { status: 400, title: 'The message to reply to is not in this conversation.' },
  'reaction-target-not-found': { status: 400, title: 'Only a message of this conversation that the provider knows can be reacted to.' },
  'file-elsewhere': { status: 400, title: 'An attachment belongs to another conversation: upload it again.' },
  'event-not-found': { status: 404, title: 'There is no such event in the journal.' },
  'event-not-replayable': { status: 409, title: 'This event came with others and cannot be read again by itself.' },
  'file-not-found': { status: 400, title: 'An attachment is unknown: upload it first with POST /api/v1/files.' },
  'member-not-found': { status: 400, title: 'There is no such member of the team.' },
  'draft-not-found': { status: 404, title: 'There is no draft to approve.' },
  'unsupported-by-channel': { status: 422, title: 'This channel cannot carry that.' },
  'webhook-refused': { status: 401, title: 'The signature is missing or wrong.' },
  'handshake-refused': { status: 403, title: 'The verify token is missing or wrong.' },
})
