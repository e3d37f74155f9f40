import { z } from 'zod'
import { documentReference, mediaFile } from './message-parts.ts'

/*
 * What the placeholders of a template take (…/whatsapp/messages/template-messages and /reference). Whether they are the ones that this template
 * has is looked at in check-template-parameters.ts.
 */

const coordinate = z.union([z.string().regex(/^-?\d{1,3}(\.\d+)?$/), z.number()])

const text = z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(1024), parameter_name: z.string().optional() })
const media = [
  z.strictObject({ type: z.literal('image'), image: mediaFile }),
  z.strictObject({ type: z.literal('video'), video: mediaFile }),
  z.strictObject({ type: z.literal('document'), document: documentReference }),
] as const
const location = z.strictObject({
  type: z.literal('location'),
  location: z.strictObject({ latitude: coordinate, longitude: coordinate, name: z.string().optional(), address: z.string().optional() }),
})
const currency = z.strictObject({
  type: z.literal('currency'),
  currency: z.strictObject({ fallback_value: z.string(), code: z.string().length(3), amount_1000: z.int() }),
})
const dateTime = z.strictObject({ type: z.literal('date_time'), date_time: z.looseObject({ fallback_value: z.string() }) })

/** What each kind of button takes, under the name of its parameter. */
const buttonTakes = {
  quick_reply: z.strictObject({ type: z.literal('payload'), payload: z.string().min(1).max(256) }),
  url: z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(2000) }),
  copy_code: z.strictObject({ type: z.literal('coupon_code'), coupon_code: z.string().min(1).max(20) }),
  flow: z.strictObject({
    type: z.literal('action'),
    action: z.strictObject({ flow_token: z.string().optional(), flow_action_data: z.record(z.string(), z.unknown()).optional() }),
  }),
  catalog: z.strictObject({ type: z.literal('action'), action: z.strictObject({ thumbnail_product_retailer_id: z.string().min(1) }) }),
}
export type ButtonKind = keyof typeof buttonTakes

const index = z.union([z.string().regex(/^[0-9]$/), z.int().min(0).max(9)])
const button = <K extends ButtonKind>(kind: K) =>
  z.strictObject({ type: z.literal('button'), sub_type: z.literal(kind), index, parameters: z.array(buttonTakes[kind]).length(1) })

const component = z.union([
  z.strictObject({ type: z.literal('header'), parameters: z.array(z.discriminatedUnion('type', [text, ...media, location])).min(1) }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(z.discriminatedUnion('type', [text, currency, dateTime])).min(1) }),
  button('quick_reply'),
  button('url'),
  button('copy_code'),
  button('flow'),
  button('catalog'),
])
export type SentComponent = z.infer<typeof component>

export const template = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.strictObject({ code: z.string().min(2), policy: z.literal('deterministic').optional() }),
  components: z.array(component).optional(),
})
