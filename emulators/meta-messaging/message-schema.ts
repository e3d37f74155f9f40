import { z } from 'zod'
import type { Product } from './platform.ts'
import { template } from './template-schema.ts'

/*
 * What `POST /{account}/messages` takes, with its limits. Sources: developers.facebook.com/docs/messenger-platform/reference/
 * send-api, …/messenger-platform/send-messages (pages of 2026), …/docs/instagram-platform/instagram-api-with-instagram-login/
 * messaging-api (2026-09). Lengths count UTF-16 units, those of Instagram's texts bytes. Unknown keys are refused, as there.
 */

const recipient = z.strictObject({ id: z.string().min(1) })
const link = z.url({ protocol: /^https?$/ })

const filePayload = z
  .strictObject({ url: link.optional(), attachment_id: z.string().optional(), is_reusable: z.boolean().optional() })
  .refine((payload) => (payload.url === undefined) !== (payload.attachment_id === undefined), {
    message: 'exactly one of url and attachment_id is needed',
  })

const fileOf = <T extends string>(type: T) => z.strictObject({ type: z.literal(type), payload: filePayload })
const files = [fileOf('image'), fileOf('audio'), fileOf('video'), fileOf('file')] as const

const messengerAttachment = z.discriminatedUnion('type', [
  ...files,
  z.strictObject({ type: z.literal('template'), payload: template.messenger }),
])

const instagramAttachment = z.discriminatedUnion('type', [
  ...files,
  z.strictObject({ type: z.literal('template'), payload: template.instagram }),
  z.strictObject({ type: z.literal('like_heart') }),
  z.strictObject({ type: z.literal('MEDIA_SHARE'), payload: z.strictObject({ id: z.string().min(1) }) }),
])

const textReply = z.strictObject({
  content_type: z.literal('text'),
  title: z.string().min(1).max(20),
  payload: z.string().min(1).max(1000),
  image_url: link.optional(),
})
const askingReply = z.strictObject({
  content_type: z.enum(['user_phone_number', 'user_email']),
  payload: z.string().max(1000).optional(),
  image_url: link.optional(),
})

const onlyOne = { message: 'exactly one of text and attachment is needed' }
const countOf = (...values: unknown[]) => values.filter((value) => value !== undefined).length

const messengerMessage = z
  .strictObject({
    text: z.string().min(1).max(2000).optional(),
    attachment: messengerAttachment.optional(),
    quick_replies: z
      .array(z.discriminatedUnion('content_type', [textReply, askingReply]))
      .min(1)
      .max(13)
      .optional(),
    metadata: z.string().max(1000).optional(),
  })
  .refine((message) => countOf(message.text, message.attachment) === 1, onlyOne)

const maxTextBytes = 1000

const instagramMessage = z
  .strictObject({
    text: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= maxTextBytes, { message: `must be at most ${maxTextBytes} bytes of UTF-8` })
      .optional(),
    attachment: instagramAttachment.optional(),
    attachments: z.array(fileOf('image')).min(1).max(10).optional(),
    quick_replies: z.array(textReply).min(1).max(13).optional(),
  })
  .refine((message) => countOf(message.text, message.attachment, message.attachments) === 1, onlyOne)
  .refine((message) => message.quick_replies === undefined || message.text !== undefined, { message: 'quick replies stand below a text' })

const envelope = {
  recipient: z.union([recipient, z.strictObject({ comment_id: z.string().min(1) })]),
  messaging_type: z.enum(['RESPONSE', 'UPDATE', 'MESSAGE_TAG']).optional(),
  /** The others ended on 2026-04-27 (…/messenger-platform/send-messages/message-tags). */
  tag: z.literal('HUMAN_AGENT').optional(),
  reply_to: z.strictObject({ mid: z.string().min(1) }).optional(),
  thread_control: z.strictObject({ app_id: z.string().optional(), control_type: z.enum(['pass', 'release']) }).optional(),
}
const tagFits = ({ messaging_type: type, tag }: { messaging_type?: string | undefined; tag?: string | undefined }) =>
  (type === 'MESSAGE_TAG') === (tag !== undefined)
const tagRule = { message: 'a tag goes with messaging_type MESSAGE_TAG, and that with a tag', path: ['tag'] }

const sendSchemas = {
  messenger: z
    .strictObject({
      ...envelope,
      message: messengerMessage,
      notification_type: z.enum(['REGULAR', 'SILENT_PUSH', 'NO_PUSH']).optional(),
    })
    // Asked for by pages alone (…/messenger-platform/reference/send-api), and not of what answers a comment.
    .refine(({ recipient, messaging_type: type }) => type !== undefined || 'comment_id' in recipient, {
      message: 'is missing',
      path: ['messaging_type'],
    })
    .refine(tagFits, tagRule),
  instagram: z.strictObject({ ...envelope, message: instagramMessage }).refine(tagFits, tagRule),
}

export const senderActionSchema = z
  .strictObject({
    recipient,
    sender_action: z.enum(['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact']),
    payload: z.strictObject({ message_id: z.string().min(1), reaction: z.string().min(1).max(32).optional() }).optional(),
  })
  .refine(({ sender_action: action, payload }) => action.endsWith('react') === (payload !== undefined), {
    message: 'react and unreact have a payload, the others none',
    path: ['payload'],
  })
  .refine(({ sender_action: action, payload }) => action !== 'react' || payload?.reaction !== undefined, {
    message: 'react needs a reaction',
    path: ['payload', 'reaction'],
  })

export type SenderAction = z.infer<typeof senderActionSchema>
export type SendBody = z.infer<typeof sendSchemas.messenger> | z.infer<typeof sendSchemas.instagram>
export type SentMessage = SendBody['message']
export type SentAttachment = z.infer<typeof messengerAttachment> | z.infer<typeof instagramAttachment>

/** `POST /{account}/message_attachments` (…/messenger-platform/reference/attachment-upload-api). */
export const uploadSchema = z.strictObject({
  message: z.strictObject({
    attachment: z.strictObject({
      type: z.enum(['image', 'audio', 'video', 'file']),
      payload: z.strictObject({ url: link, is_reusable: z.boolean().optional() }),
    }),
  }),
})

export const sendSchemaOf = (product: Product): z.ZodType<SendBody> => sendSchemas[product]
