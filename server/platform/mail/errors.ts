import { defineErrors } from '../errors.ts'

export const fail = defineErrors({
  'mail-off': { status: 409, title: 'Mail is not set up: SMTP_URL and MAIL_FROM are missing.' },
  'mail-address-invalid': { status: 422, title: 'This is not an e-mail address.' },
})
