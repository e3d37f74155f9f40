import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'contact-not-found': { status: 404, title: 'There is no such contact.' },
  'contact-same': { status: 422, title: 'A contact cannot be merged into itself.' },
})
