import { z } from 'zod'
import { messageLimits } from './message-limits.ts'
import { idSchema, timeSchema } from './paging.ts'

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

const actionSchema = z.union([
  z.object({ title, url: z.url({ protocol: /^https?$/ }).max(2000) }),
  z.object({ title, phone: z.string().regex(/^\+\d{5,20}$/, 'A number with + and country code') }),
  z.object({ id: z.string().min(1).max(200), title }),
])
export type Action = z.infer<typeof actionSchema>

/** Up to three things to do: open an address, call a number, answer. Beside a single picture or video they stand below it. */
export const actionsSchema = z.object({ kind: z.literal('actions'), buttons: z.array(actionSchema).min(1).max(3) })
export type Actions = z.infer<typeof actionsSchema>

const amount = z.string().regex(/^\d{1,12}(\.\d{1,3})?$/, 'An amount such as 14900 or 49.90')
const line = z.string().trim().min(1).max(200)

/** What was ordered and paid. Amounts are in major units of the one currency. */
export const receiptSchema = z.object({
  kind: z.literal('receipt'),
  orderNumber: z.string().trim().min(1).max(100),
  recipientName: line,
  merchantName: line.nullish(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Three capitals, as in ISO 4217'),
  paymentMethod: line.meta({ description: 'as the customer knows it: `Visa 1234`' }),
  orderedAt: timeSchema.nullish(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullish()
    .meta({ description: 'where the order can be looked at' }),
  items: z
    .array(
      z.object({
        title: line,
        details: line.nullish(),
        quantity: z.number().int().min(1).max(1_000_000).default(1),
        price: amount.meta({ description: 'of the whole line, not of one piece' }),
        imageUrl: z
          .url({ protocol: /^https?$/ })
          .max(2000)
          .nullish(),
      }),
    )
    .max(100)
    .default([]),
  address: z
    .object({
      street: line,
      more: line.nullish(),
      city: line,
      postalCode: z.string().trim().min(1).max(20),
      region: line,
      country: z.string().regex(/^[A-Z]{2}$/, 'Two capitals, as in ISO 3166'),
    })
    .nullish(),
  adjustments: z
    .array(z.object({ name: line, amount }))
    .max(20)
    .default([])
    .meta({ description: 'what was taken off: a discount, a voucher' }),
  subtotal: amount.nullish(),
  shipping: amount.nullish(),
  tax: amount.nullish(),
  total: amount,
})
export type Receipt = z.infer<typeof receiptSchema>
