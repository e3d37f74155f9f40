import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'database-away': { status: 503, title: 'The database does not answer: nothing can be said of the installation but that.' },
})
