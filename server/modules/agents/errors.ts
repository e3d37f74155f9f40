import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'agent-not-found': { status: 404, title: 'There is no such agent.' },
  'cursor-invalid': { status: 400, title: 'This cursor is not from this list.' },
  'try-needs-question': { status: 422, title: 'The last message must be the customer’s.' },
  'agent-in-use': { status: 409, title: 'This agent answers on a channel. Give the channel another agent, or none, and delete it then.' },
  'disclosure-reason-missing': {
    status: 422,
    title: 'Say why customers are not told that an AI answers them: the reason is kept in the audit log.',
  },
  'time-zone-unknown': { status: 422, title: 'There is no such time zone. Write it like Asia/Almaty.' },
  'provider-unknown': { status: 422, title: 'There is no such model provider in this workspace.' },
  'knowledge-unknown': { status: 422, title: 'There is no such knowledge in this workspace.' },
  'provider-not-found': { status: 404, title: 'There is no such model provider.' },
  'provider-in-use': { status: 409, title: 'An agent uses this model provider. Choose another model for it and delete the provider then.' },
  'provider-address-missing': { status: 422, title: 'A compatible server needs its address, such as https://models.example.com/v1.' },
})
