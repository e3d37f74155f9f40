import { z } from 'zod'

/*
 * Templates (…/messenger-platform/send-messages/templates, …/instagram-messaging/features): button with a text up to 640 and
 * 1 to 3 buttons, generic with 1 to 10 cards, product with up to 10 products of the catalogue; on Messenger also media (one picture or video
 * that was uploaded, or one of Facebook's own addresses, with up to 3 buttons) and receipt. Coupons and the flight templates of Messenger are
 * not known here and therefore refused.
 */

const link = z.url({ protocol: /^https?$/ })
const title = z.string().min(1).max(20)

const webUrl = z.strictObject({
  type: z.literal('web_url'),
  title,
  url: link,
  webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
  messenger_extensions: z.boolean().optional(),
  fallback_url: link.optional(),
})
const postback = z.strictObject({ type: z.literal('postback'), title, payload: z.string().min(1).max(1000) })
const call = z.strictObject({
  type: z.literal('phone_number'),
  title,
  payload: z.string().regex(/^\+\d{5,20}$/, 'must be +, country code and number'),
})

const buttons = {
  messenger: z.discriminatedUnion('type', [webUrl, postback, call]),
  instagram: z.discriminatedUnion('type', [webUrl, postback]),
}
export type TemplateButton = z.infer<typeof buttons.messenger>

const defaultAction = webUrl.omit({ title: true })

function templatesWith<T extends z.ZodType<TemplateButton>>(button: T) {
  const card = z
    .strictObject({
      title: z.string().min(1).max(80),
      subtitle: z.string().max(80).optional(),
      image_url: link.optional(),
      default_action: defaultAction.optional(),
      buttons: z.array(button).min(1).max(3).optional(),
    })
    .refine((one) => Object.keys(one).length > 1, { message: 'a card needs more than its title' })
  return z.discriminatedUnion('template_type', [
    z.strictObject({
      template_type: z.literal('button'),
      text: z.string().min(1).max(640),
      buttons: z.array(button).min(1).max(3),
      sharable: z.boolean().optional(),
    }),
    z.strictObject({
      template_type: z.literal('generic'),
      elements: z.array(card).min(1).max(10),
      image_aspect_ratio: z.enum(['horizontal', 'square']).optional(),
      sharable: z.boolean().optional(),
    }),
    z.strictObject({
      template_type: z.literal('product'),
      elements: z
        .array(z.strictObject({ id: z.string().min(1) }))
        .min(1)
        .max(10),
    }),
  ])
}

const facebookFile = z.url().regex(/^https:\/\/(www|business)\.facebook\.com\/\S+$/, 'an address of Facebook itself: upload any other file')

const media = z.strictObject({
  template_type: z.literal('media'),
  elements: z
    .array(
      z
        .strictObject({
          media_type: z.enum(['image', 'video']),
          attachment_id: z.string().min(1).optional(),
          url: facebookFile.optional(),
          buttons: z.array(buttons.messenger).min(1).max(3).optional(),
        })
        .refine((one) => (one.attachment_id === undefined) !== (one.url === undefined), {
          message: 'exactly one of attachment_id and url is needed',
        }),
    )
    .length(1),
  sharable: z.boolean().optional(),
})

const amount = z.number().min(0)
const currency = z.string().regex(/^[A-Z]{3}$/)

const receipt = z.strictObject({
  template_type: z.literal('receipt'),
  sharable: z.boolean().optional(),
  recipient_name: z.string().min(1),
  merchant_name: z.string().min(1).optional(),
  /** Of each order its own: see send-message.ts. */
  order_number: z.string().min(1),
  currency,
  payment_method: z.string().min(1),
  timestamp: z
    .string()
    .regex(/^\d{9,11}$/, 'seconds as a text')
    .optional(),
  elements: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        subtitle: z.string().min(1).optional(),
        quantity: z.int().min(1).optional(),
        price: amount,
        currency: currency.optional(),
        image_url: link.optional(),
      }),
    )
    .max(100)
    .optional(),
  address: z
    .strictObject({
      street_1: z.string().min(1),
      street_2: z.string().optional(),
      city: z.string().min(1),
      postal_code: z.string().min(1),
      state: z.string().min(1),
      country: z.string().regex(/^[A-Z]{2}$/),
    })
    .optional(),
  summary: z.strictObject({
    subtotal: amount.optional(),
    shipping_cost: amount.optional(),
    total_tax: amount.optional(),
    total_cost: amount,
  }),
  adjustments: z.array(z.strictObject({ name: z.string().min(1), amount })).optional(),
})

export const template = {
  messenger: z.discriminatedUnion('template_type', [templatesWith(buttons.messenger), media, receipt]),
  instagram: templatesWith(buttons.instagram),
}
export type Template = z.infer<typeof template.messenger> | z.infer<typeof template.instagram>
