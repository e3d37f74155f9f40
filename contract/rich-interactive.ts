import { z } from 'zod'
import { messageLimits } from './message-limits.ts'
import { idSchema } from './paging.ts'

const title = z.string().min(1).max(messageLimits.title)

/** A button of a card: one that answers, or one that leads somewhere. */
const cardButtonSchema = z.union([
  z.object({ title, url: z.url({ protocol: /^https?$/ }).max(messageLimits.url) }),
  z.object({ id: z.string().min(1).max(200), title }),
])

/** One thing of several to look through: a product, an offer, a place. */
export const cardSchema = z.object({
  title,
  text: z.string().max(messageLimits.cardText).nullish(),
  price: z.string().max(messageLimits.cardPrice).nullish().meta({ description: 'as it is to be read: `14 900 ₸`' }),
  fileId: idSchema.nullish().meta({ description: 'its picture: one of the message’s attachments' }),
  buttons: z.array(cardButtonSchema).max(messageLimits.cardButtons).default([]),
})
export type Card = z.infer<typeof cardSchema>

export const formFieldTypes = ['text', 'long-text', 'email', 'phone', 'number', 'choice'] as const

const formFieldSchema = z
  .object({
    name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,49}$/u),
    label: z.string().min(1).max(messageLimits.fieldLabel),
    type: z.enum(formFieldTypes).default('text'),
    options: z.array(title).max(messageLimits.fieldOptions).nullish().meta({ description: 'of a `choice`' }),
    required: z.boolean().default(false),
  })
  .refine(({ type, options }) => type !== 'choice' || (options?.length ?? 0) > 1, {
    path: ['options'],
    message: 'A choice needs two options',
  })
export type FormField = z.infer<typeof formFieldSchema>

export const cardsSchema = z.object({ kind: z.literal('cards'), cards: z.array(cardSchema).min(1).max(messageLimits.cards) })

/** A form in the chat. What is filled in comes back as `flow` with the form's name and the answers by the fields' names. */
export const formSchema = z.object({
  kind: z.literal('form'),
  name: title,
  fields: z
    .array(formFieldSchema)
    .min(1)
    .max(messageLimits.fields)
    .refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, { message: 'Two fields have the same name' }),
  submit: z.string().min(1).max(messageLimits.submit).nullish(),
})
export type ChatForm = z.infer<typeof formSchema>
