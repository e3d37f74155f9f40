import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'conversation-not-found': { status: 404, title: 'There is no such conversation.' },
  'snooze-over': { status: 400, title: 'A conversation can only be snoozed until a time that is still to come.' },
  'message-not-found': { status: 404, title: 'There is no such message.' },
  'transcript-empty': { status: 409, title: 'Nothing has been said yet that could be sent.' },
  'transcript-no-address': { status: 409, title: 'No e-mail address of this person is known: enter one in the contact first.' },
  'transcript-too-many': { status: 429, title: 'This address has been sent enough for today.' },
  'file-not-found': { status: 404, title: 'There is no such file.' },
  'file-missing': { status: 400, title: 'Send one file as multipart/form-data.' },
  'file-refused': { status: 415, title: 'This kind of file is not accepted.' },
})
