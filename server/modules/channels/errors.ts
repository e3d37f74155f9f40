import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'channel-not-found': { status: 404, title: 'There is no such channel.' },
  'channel-type-unknown': { status: 400, title: 'There is no channel of this type.' },
  'channel-invalid': { status: 400, title: 'Some of the channel’s details are missing or not valid.' },
  'channel-account-taken': { status: 409, title: 'This account is already connected to a channel. Disconnect it there first.' },
  'agent-not-found': { status: 400, title: 'There is no such agent.' },
  'grant-needs-person': { status: 409, title: 'A person signs in at a provider, in the dashboard; a key cannot.' },
  'grant-unknown': { status: 404, title: 'This sign-in is not known any more. Begin again.' },
  'grant-of-another-account': {
    status: 409,
    title:
      'You signed in for another account than that of this channel. Open the account of this channel, or connect the other one as a new channel.',
  },
  'sign-in-missing': { status: 409, title: 'This installation has no app at the provider to sign in with. Enter the details by hand.' },
  'sign-in-refused': { status: 409, title: 'The provider did not give access.' },
  'body-unreadable': { status: 400, title: 'This is not a body that this channel’s provider sends.' },
  'signed-request-refused': { status: 401, title: 'This request is not signed by an app of this installation.' },
  'deletion-not-found': { status: 404, title: 'There is no request with this code.' },
  'templates-unsupported': { status: 409, title: 'This channel has no message templates.' },
  'templates-disconnected': { status: 409, title: 'This channel is disconnected. Connect it first.' },
  'template-not-found': { status: 404, title: 'There is no such template.' },
  'template-invalid': { status: 400, title: 'The template cannot be submitted like this.' },
  'example-missing': { status: 400, title: 'Send the example as a form (multipart/form-data) with one file.' },
  'example-type': { status: 415, title: 'The provider takes no file of this type as an example.' },
  'example-too-large': { status: 413, title: 'The example is too large.' },
  'template-fixed': { status: 409, title: 'The template cannot be changed in its present state.' },
  'template-refused': { status: 422, title: 'The provider refused this.' },
  'templates-unavailable': { status: 503, title: 'The provider cannot be reached at the moment. Try again in a minute.' },
  'cursor-invalid': { status: 400, title: 'This cursor is not one of ours: start from the first page.' },
})

export function agentMissing(): Error {
  return fail('agent-not-found', { errors: [{ path: 'agentId', message: 'There is no such agent.' }] })
}

/** PostgreSQL's refusal of a second live channel of the same account, in words; anything else as it is. */
export function explainTaken(error: unknown): never {
  throw isAccountTaken(error) ? fail('channel-account-taken', { cause: error }) : error
}

function isAccountTaken(error: unknown): boolean {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown }
  return code === '23505' && constraint === 'channels_account'
}
