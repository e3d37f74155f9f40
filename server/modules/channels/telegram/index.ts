export { createTelegramAdapter } from './create-telegram-adapter.ts'
export { telegramEgress } from './egress.ts'
