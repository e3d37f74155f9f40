import { z } from 'zod'
import { captioned, documentReference, eitherIdOrLink, flowParameters, mediaFile, mediaReference, oneReference } from './message-parts.ts'
import { template } from './template-parameters.ts'

/*
 * What `POST /{phone number id}/messages` takes, with its limits. Sources: developers.facebook.com/documentation/
 * business-messaging/whatsapp/messages/* and /reference (pages of 2025-12 to 2026-08). Lengths count UTF-16 units,
 * the strictest reading. Unknown keys are refused: a misspelt key is a mistake here, and silently lost there.
 */

const documentBody = z
  .strictObject({ ...mediaReference, caption: z.string().max(1024).optional(), filename: z.string().max(240).optional() })
  .refine(eitherIdOrLink, oneReference)
const audioBody = z.strictObject({ ...mediaReference, voice: z.boolean().optional() }).refine(eitherIdOrLink, oneReference)

const coordinate = (limit: number) => z.number().min(-limit).max(limit)

const contactCard = z.strictObject({
  addresses: z.array(z.record(z.string(), z.string())).optional(),
  birthday: z.iso.date().optional(),
  emails: z.array(z.strictObject({ email: z.string(), type: z.string().optional() })).optional(),
  name: z
    .strictObject({
      formatted_name: z.string().min(1),
      first_name: z.string().optional(),
      last_name: z.string().optional(),
      middle_name: z.string().optional(),
      suffix: z.string().optional(),
      prefix: z.string().optional(),
    })
    .refine((name) => Object.keys(name).length > 1, { message: 'formatted_name needs at least one other part' }),
  org: z.strictObject({ company: z.string().optional(), department: z.string().optional(), title: z.string().optional() }).optional(),
  phones: z.array(z.strictObject({ phone: z.string(), type: z.string().optional(), wa_id: z.string().optional() })).optional(),
  urls: z.array(z.strictObject({ url: z.string(), type: z.string().optional() })).optional(),
})

const header = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(60) }),
  z.strictObject({ type: z.literal('image'), image: mediaFile }),
  z.strictObject({ type: z.literal('video'), video: mediaFile }),
  z.strictObject({
    type: z.literal('document'),
    document: documentReference,
  }),
])
const textHeader = z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(60) })
const body = (limit: number) => z.strictObject({ text: z.string().min(1).max(limit) })
const footer = z.strictObject({ text: z.string().min(1).max(60) }).optional()

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
})

const listRow = z.strictObject({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(24),
  description: z.string().max(72).optional(),
})
const listSection = z.strictObject({ title: z.string().max(24).optional(), rows: z.array(listRow).min(1).max(10) })

const productSection = z.strictObject({
  title: z.string().max(24).optional(),
  product_items: z.array(z.strictObject({ product_retailer_id: z.string().min(1) })).min(1),
})

const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    header: header.optional(),
    body: body(1024),
    footer,
    action: z
      .strictObject({ buttons: z.array(replyButton).min(1).max(3) })
      .refine(({ buttons }) => new Set(buttons.map((one) => one.reply.id)).size === buttons.length, { message: 'button ids must differ' })
      .refine(({ buttons }) => new Set(buttons.map((one) => one.reply.title)).size === buttons.length, {
        message: 'button titles must differ',
      }),
  }),
  z.strictObject({
    type: z.literal('list'),
    header: textHeader.optional(),
    body: body(4096),
    footer,
    action: z
      .strictObject({ button: z.string().min(1).max(20), sections: z.array(listSection).min(1).max(10) })
      .refine(({ sections }) => sections.flatMap((one) => one.rows).length <= 10, { message: 'at most 10 rows in all sections together' })
      .refine(({ sections }) => sections.length === 1 || sections.every((one) => one.title), { message: 'several sections need titles' })
      .refine(
        ({ sections }) => {
          const ids = sections.flatMap((one) => one.rows.map((row) => row.id))
          return new Set(ids).size === ids.length
        },
        { message: 'row ids must differ' },
      ),
  }),
  z.strictObject({
    type: z.literal('cta_url'),
    header: header.optional(),
    body: body(1024),
    footer,
    action: z.strictObject({
      name: z.literal('cta_url'),
      parameters: z.strictObject({ display_text: z.string().min(1).max(20), url: z.url({ protocol: /^https?$/ }) }),
    }),
  }),
  z.strictObject({
    type: z.literal('location_request_message'),
    body: body(1024),
    action: z.strictObject({ name: z.literal('send_location') }),
  }),
  z.strictObject({
    type: z.literal('request_contact_info'),
    body: body(1024),
    action: z.strictObject({ name: z.literal('request_contact_info') }),
  }),
  z.strictObject({
    type: z.literal('product'),
    body: body(1024).optional(),
    footer,
    action: z.strictObject({ catalog_id: z.string().min(1), product_retailer_id: z.string().min(1) }),
  }),
  z.strictObject({
    type: z.literal('product_list'),
    header: textHeader,
    body: body(1024),
    footer,
    action: z
      .strictObject({ catalog_id: z.string().min(1), sections: z.array(productSection).min(1).max(10) })
      .refine(({ sections }) => sections.flatMap((one) => one.product_items).length <= 30, { message: 'at most 30 products' }),
  }),
  z.strictObject({
    type: z.literal('catalog_message'),
    body: body(1024),
    footer,
    action: z.strictObject({
      name: z.literal('catalog_message'),
      parameters: z.strictObject({ thumbnail_product_retailer_id: z.string() }).optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('flow'),
    header: header.optional(),
    body: body(1024),
    footer,
    action: z.strictObject({ name: z.literal('flow'), parameters: flowParameters }),
  }),
])

const envelope = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: z.string().min(1).optional(),
  /** A business-scoped user id (2026). */
  recipient: z
    .string()
    .regex(/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/)
    .optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  recipient_identity_key_hash: z.string().optional(),
}

export const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...envelope,
    type: z.literal('text'),
    text: z.strictObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() }),
  }),
  z.strictObject({ ...envelope, type: z.literal('image'), image: captioned }),
  z.strictObject({ ...envelope, type: z.literal('video'), video: captioned }),
  z.strictObject({ ...envelope, type: z.literal('document'), document: documentBody }),
  z.strictObject({ ...envelope, type: z.literal('audio'), audio: audioBody }),
  z.strictObject({ ...envelope, type: z.literal('sticker'), sticker: mediaFile }),
  z.strictObject({
    ...envelope,
    type: z.literal('location'),
    location: z.strictObject({
      latitude: coordinate(90),
      longitude: coordinate(180),
      name: z.string().max(1000).optional(),
      address: z.string().max(1000).optional(),
    }),
  }),
  z.strictObject({ ...envelope, type: z.literal('contacts'), contacts: z.array(contactCard).min(1).max(257) }),
  z.strictObject({
    ...envelope,
    type: z.literal('reaction'),
    reaction: z.strictObject({ message_id: z.string().min(1), emoji: z.string().max(32) }),
  }),
  z.strictObject({ ...envelope, type: z.literal('interactive'), interactive }),
  z.strictObject({ ...envelope, type: z.literal('template'), template }),
])

export type SentMessage = z.infer<typeof messageSchema>

export const markReadSchema = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
})
