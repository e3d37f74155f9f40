import { z } from 'zod'
import { composeKinds } from './compose-kinds.ts'
import { attachmentKinds, contactCardSchema, locationSchema, sendErrorSchema } from './messages.ts'

/**
 * How a channel that lacks something carries it all the same. `…-written`: in words within the text. That a message became several is told by the
 * number of its parts.
 */
export const previewNotices = [
  'choices-numbered',
  'buttons-as-list',
  'list-as-buttons',
  'titles-shortened',
  'choices-repeated',
  'link-written',
  'lines-written',
  'cards-written',
  'form-written',
  'products-written',
  'location-written',
  'contact-cards-written',
  'request-written',
  'reaction-as-answer',
  'file-as-document',
] as const
export type PreviewNotice = (typeof previewNotices)[number]

const shownButtonSchema = z.object({
  title: z.string().nullable().meta({ description: 'null where the provider’s app writes it in the person’s own language' }),
  does: z.enum(['reply', 'link', 'form', 'location', 'number', 'catalog']),
  url: z.string().nullable(),
})
export type ShownButton = z.infer<typeof shownButtonSchema>

/** One message as the customer sees it. */
export const shownPartSchema = z.object({
  header: z.string().nullable(),
  text: z.string().nullable(),
  footer: z.string().nullable(),
  buttons: z.array(shownButtonSchema),
  list: z
    .object({
      button: z.string(),
      sections: z.array(
        z.object({
          title: z.string().nullable(),
          rows: z.array(z.object({ title: z.string(), description: z.string().nullable() })),
        }),
      ),
    })
    .nullable()
    .meta({ description: 'opened by its own button' }),
  cards: z.array(
    z.object({
      title: z.string(),
      text: z.string().nullable(),
      price: z.string().nullable(),
      fileId: z.string().nullable(),
      buttons: z.array(shownButtonSchema),
    }),
  ),
  form: z
    .object({
      name: z.string(),
      fields: z.array(z.object({ label: z.string(), options: z.array(z.string()) })),
      submit: z.string().nullable(),
    })
    .nullable(),
  products: z.array(z.string()).meta({ description: 'ids in the shop’s catalogue' }),
  files: z.array(z.object({ id: z.string(), kind: z.enum(attachmentKinds), name: z.string().nullable() })),
  location: locationSchema.nullable(),
  contactCards: z.array(contactCardSchema),
  reaction: z.string().nullable(),
  quotes: z.boolean().meta({ description: 'stands as an answer to another message' }),
})
export type ShownPart = z.infer<typeof shownPartSchema>

/** Answer of `POST /conversations/{id}/messages/preview`. Nothing is stored or sent. */
export const messagePreviewSchema = z.object({
  parts: z.array(shownPartSchema).meta({ description: 'the messages that would go out, in their order; none for a private note' }),
  notices: z.array(z.enum(previewNotices)),
  refusal: sendErrorSchema.nullable().meta({ description: 'why sending would fail; the reply window is not looked at' }),
})
export type MessagePreview = z.infer<typeof messagePreviewSchema>

/** For each kind what becomes of a plain one on a channel: nothing where the channel has it. */
export const carriesSchema = z.record(z.enum(composeKinds), z.array(z.enum(previewNotices)))
export type Carries = z.infer<typeof carriesSchema>
