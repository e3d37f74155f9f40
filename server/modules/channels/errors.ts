import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'channel-not-found': { status: 404, title: 'There is no such channel.' },
  'channel-type-unknown': { status: 422, title: 'There is no channel of this type.' },
  'channel-invalid': { status: 422, title: 'Some of the channel’s details are missing or not valid.' },
  'channel-account-taken': { status: 409, title: 'This account is already connected to a channel. Disconnect it there first.' },
  'agent-not-found': { status: 422, title: 'There is no such agent.' },
  'cursor-invalid': { status: 400, title: 'This cursor is not one of ours: start from the first page.' },
})
