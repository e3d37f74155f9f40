import { z } from 'zod'
import { nameOfField } from './pre-chat-name.ts'

/** What an owner sets of a website chat beyond its looks: parts of the channel's `config`, each also shown to the visitor's browser. */
export const widgetLanguages = ['en', 'ru', 'kk', 'fa'] as const
export type WidgetLanguage = (typeof widgetLanguages)[number]

/** Names under which a website, or a form of its chat, tells something of a visitor: the contact's attributes. */
export const attributeNameSchema = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,49}$/u)

const webAddressSchema = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .nullable()
  .default(null)

/** With `required` nothing is stored of a visitor, here or in the browser, before they agree to `text`. */
export const consentSettingsSchema = z
  .object({
    required: z.boolean().default(false),
    text: z.string().trim().max(1000).default(''),
    link: webAddressSchema.meta({ description: 'where it is explained, for example the privacy policy' }),
  })
  .refine(({ required, text }) => !required || text !== '', { path: ['text'], message: 'Say what the visitor agrees to' })
export type ConsentSettings = z.output<typeof consentSettingsSchema>

const required = z.boolean().default(false)
export const preChatFieldSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['name', 'email', 'phone']), required }),
  z.object({
    kind: z.literal('question'),
    label: z.string().trim().min(1).max(120),
    attribute: attributeNameSchema.meta({ description: 'the name of the answer among the attributes of the contact' }),
    required,
  }),
])
export type PreChatField = z.output<typeof preChatFieldSchema>

/** What a visitor is asked before the first message; without fields: nothing. */
export const preChatSettingsSchema = z.object({
  intro: z.string().trim().max(300).default(''),
  fields: z
    .array(preChatFieldSchema)
    .max(10)
    .refine((fields) => new Set(fields.map(nameOfField)).size === fields.length, { message: 'Each may be asked once' })
    .default([]),
})
export type PreChatSettings = z.output<typeof preChatSettingsSchema>

/** What is asked of a visitor whose conversation the team has resolved. */
export const ratingSettingsSchema = z.object({ asks: z.boolean().default(false) })
export type RatingSettings = z.output<typeof ratingSettingsSchema>

const timeOfDaySchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'A time such as 09:00')

/** When people answer. Outside these hours the chat says so; an AI agent answers all the same. */
export const openingHoursSchema = z.object({
  timeZone: z.string().min(1).max(60).refine(isTimeZone, 'A time zone such as Asia/Almaty'),
  /** Monday first; an empty day is closed. Hours that end before they begin run past midnight. */
  days: z.array(z.array(z.object({ from: timeOfDaySchema, to: timeOfDaySchema })).max(4)).length(7),
  away: z
    .partialRecord(z.enum(widgetLanguages), z.string().trim().max(500))
    .default({})
    .meta({ description: 'said outside the hours, by language; without a text for the language: a sentence of the widget’s own' }),
  asksEmail: z.boolean().default(true).meta({ description: 'asks who writes outside the hours for an e-mail address' }),
  mailAfterMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(10)
    .meta({ description: 'how long an answer may wait to be seen in the chat before it goes to that address' }),
})
export type OpeningHoursSettings = z.output<typeof openingHoursSchema>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
