import type { EgressDeclaration } from '../../../platform/egress.ts'

export const telegramEgress: EgressDeclaration = {
  purpose: 'channels.telegram',
  recipient: 'Telegram (Bot API)',
  reason: 'Receives and delivers the messages of connected bots.',
  fields: ['message text', 'files', 'Telegram user id', 'token of the bot'],
  hosts: ['api.telegram.org'],
  setting: 'TELEGRAM_API_URL',
}
