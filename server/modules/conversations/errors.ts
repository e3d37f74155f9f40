import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'conversation-not-found': { status: 404, title: 'There is no such conversation.' },
  'message-not-found': { status: 404, title: 'There is no such message.' },
  'file-not-found': { status: 404, title: 'There is no such file.' },
  'file-missing': { status: 400, title: 'Send one file as multipart/form-data.' },
  'file-refused': { status: 415, title: 'This kind of file is not accepted.' },
})
