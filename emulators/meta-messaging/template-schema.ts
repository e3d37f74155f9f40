import { z } from 'zod'

/*
 * Templates (…/messenger-platform/send-messages/templates, …/instagram-messaging/features): button with a text up to 640 and
 * 1 to 3 buttons, generic with 1 to 10 cards, product with up to 10 products of the catalogue. Receipts, media, coupons and the
 * flight templates of Messenger are not known here and therefore refused.
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

export const template = { messenger: templatesWith(buttons.messenger), instagram: templatesWith(buttons.instagram) }
export type Template = z.infer<typeof template.messenger> | z.infer<typeof template.instagram>
