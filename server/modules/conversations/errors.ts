import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'conversation-not-found': { status: 404, title: 'There is no such conversation.' },
  'snooze-over': { status: 400, title: 'A conversation can only be snoozed until a time that is still to come.' },
  'message-not-found': { status: 404, title: 'There is no such message.' },
  'file-not-found': { status: 404, title: 'There is no such file.' },
  'file-missing': { status: 400, title: 'Send one file as multipart/form-data.' },
  'file-refused': { status: 415, title: 'This kind of file is not accepted.' },
})
