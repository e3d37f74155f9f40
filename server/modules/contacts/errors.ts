import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'contact-not-found': { status: 404, title: 'There is no such contact.' },
  'contact-same': { status: 422, title: 'A contact cannot be merged into itself.' },
  'import-not-found': { status: 404, title: 'There is no such import.' },
  'import-missing': { status: 400, title: 'Send a list as JSON, a file as text/csv, or a form with one file.' },
  'import-empty': { status: 422, title: 'The file is empty.' },
  'import-unreadable': { status: 422, title: 'The file cannot be read as a table.' },
  'import-columns-unknown': {
    status: 422,
    title: 'No column with a name, a phone number or an e-mail address was found. Say with `columns` what the columns hold.',
  },
  'import-too-long': { status: 422, title: 'The file has more than a million rows: split it.' },
})
