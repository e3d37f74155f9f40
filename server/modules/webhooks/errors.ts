import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'webhook-not-found': { status: 404, title: 'There is no such webhook.' },
  'delivery-not-found': { status: 404, title: 'There is no such delivery.' },
  'webhook-address': { status: 422, title: 'A webhook needs a public https address without a user name or password in it.' },
  'webhook-limit': { status: 422, title: 'A workspace has at most 50 webhooks: delete one first.' },
  'webhook-disabled': { status: 409, title: 'This webhook is switched off: switch it on first.' },
  'cursor-invalid': { status: 400, title: 'This cursor is not one of ours: start from the first page.' },
})
