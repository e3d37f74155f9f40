import { z } from 'zod'

/** That a person lets the bot act for their account (Telegram Business), as they have set it last. */
const businessConnectionSchema = z.object({
  connectionId: z.string().max(200),
  /** The person's own number, which stays when the connection is made anew. */
  ownerId: z.string().max(60),
  isEnabled: z.boolean(),
  canReply: z.boolean(),
})
export type BusinessConnection = z.infer<typeof businessConnectionSchema>

export const telegramSettingsSchema = z.object({
  /** Read from getMe when the bot is connected. */
  username: z.string().max(100).optional(),
  botName: z.string().max(200).optional(),
  /** `refuse` (also when nothing is set): says that it is for private chats and leaves. `mention`: answers when it is spoken to. */
  groups: z.enum(['refuse', 'mention']).optional(),
  /** Told by Telegram, the newest last. */
  businesses: z.array(businessConnectionSchema).optional(),
})
export type TelegramSettings = z.infer<typeof telegramSettingsSchema>

export const telegramCredentialsSchema = z.object({
  botToken: z
    .string()
    .trim()
    .regex(/^\d{3,20}:[A-Za-z0-9_-]{10,100}$/, 'The whole token, such as 123456789:AAE…'),
  /** Sent by Telegram with every webhook; made by the server. */
  webhookSecret: z.string().regex(/^[A-Za-z0-9_-]{16,256}$/),
})
export type TelegramCredentials = z.infer<typeof telegramCredentialsSchema>

export const telegramFields = {
  groups: {
    label: 'In groups',
    help: 'refuse (also when empty): the bot says that it answers in private chats only, and leaves. mention: it answers when somebody names it or replies to it, and keeps nothing else.',
  },
  botToken: {
    label: 'Bot token',
    help: 'Write /newbot to @BotFather in Telegram; it answers with the token.',
    placeholder: '123456789:AAE…',
    secret: true,
  },
}
