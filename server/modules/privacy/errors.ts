import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'contact-not-found': { status: 404, title: 'There is no such contact.' },
})
