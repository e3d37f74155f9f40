export type { Fault } from './faults.ts'
export type { LedgerEntry } from './ledger.ts'
export {
  type MailEmulator,
  type MailEmulatorOptions,
  type MailStage,
  type ReceivedMail,
  startMailEmulator,
} from './mail/start-mail-emulator.ts'
export type { MetaCustomer } from './meta-messaging/customer.ts'
export {
  type MetaMessagingEmulator,
  type MetaMessagingEmulatorOptions,
  startMetaMessagingEmulator,
} from './meta-messaging/start-meta-messaging-emulator.ts'
export type { Conversation, Reply } from './openai/conversation.ts'
export { echoReply } from './openai/conversation.ts'
export { type OpenAiEmulator, type OpenAiEmulatorOptions, startOpenAiEmulator } from './openai/start-openai-emulator.ts'
export type { PhoneMessage } from './phone/phone-book.ts'
export { sampleByName, sampleMedia } from './samples/sample-media.ts'
export type { TelegramCustomer } from './telegram/customer.ts'
export { startTelegramEmulator, type TelegramEmulator, type TelegramEmulatorOptions } from './telegram/start-telegram-emulator.ts'
export type { WhatsAppCustomer } from './whatsapp/customer.ts'
export { startWhatsAppEmulator, type WhatsAppEmulator, type WhatsAppEmulatorOptions } from './whatsapp/start-whatsapp-emulator.ts'
