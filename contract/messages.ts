import { z } from 'zod'
import { messageLimits } from './message-limits.ts'
import { idSchema, timeSchema } from './paging.ts'
import { actionsSchema, cardsSchema, formSchema, receiptSchema } from './rich-interactive.ts'

export const messageTypes = [
  'text',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'reaction',
  'template',
  'product',
  'order',
  'call',
  'event',
  'unsupported',
] as const
export type MessageType = (typeof messageTypes)[number]

export const directionSchema = z.enum(['inbound', 'outbound'])
export type Direction = z.infer<typeof directionSchema>

export const authorTypes = ['contact', 'agent', 'user', 'workflow', 'system'] as const
export type AuthorType = (typeof authorTypes)[number]

export const messageStatuses = ['received', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed'] as const
export type MessageStatus = (typeof messageStatuses)[number]

export const sendErrorCodes = [
  'outside-window',
  'not-on-channel',
  'rate-limited',
  'blocked',
  'unauthorized',
  'invalid',
  'media',
  'provider',
] as const
export type SendErrorCode = (typeof sendErrorCodes)[number]

export const sendErrorSchema = z.object({
  code: z.enum(sendErrorCodes),
  providerCode: z.string().nullable(),
  title: z.string(),
  retryable: z.boolean(),
  inPart: z.boolean().optional().meta({ description: 'the first parts of a long message have reached the customer, and the rest has not' }),
})
export type SendError = z.infer<typeof sendErrorSchema>

export const attachmentKinds = ['image', 'audio', 'video', 'document', 'sticker'] as const
export type AttachmentKind = (typeof attachmentKinds)[number]

export const attachmentSchema = z.object({
  id: idSchema,
  kind: z.enum(attachmentKinds),
  mimeType: z.string(),
  name: z.string().nullable(),
  size: z.number().int().nullable(),
  url: z.string().nullable().meta({ description: 'null until the file has been fetched from the provider' }),
  status: z.enum(['pending', 'ready', 'failed']),
  failure: z.enum(['too-large', 'unavailable']).nullish().meta({ description: 'why it could not be fetched' }),
  transcript: z.string().nullable(),
  description: z.string().nullable(),
})
export type Attachment = z.infer<typeof attachmentSchema>

/** A file at an address of the business's own: whoever delivers the message fetches it there. Parley never does. */
export const linkedFileSchema = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  kind: z.enum(['image', 'audio', 'video', 'document']),
  name: z.string().min(1).max(240).nullish(),
})
export type LinkedFile = z.infer<typeof linkedFileSchema>

export const locationSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().max(1000).nullish(),
  address: z.string().max(1000).nullish(),
  url: z.string().max(2000).nullish().meta({ description: 'a page about the place' }),
})
export type Location = z.infer<typeof locationSchema>

export const contactCardSchema = z.object({
  name: z.string(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  organization: z.string().max(300).nullish().meta({ description: 'company, department and title' }),
  addresses: z.array(z.string().max(1000)).max(20).nullish(),
  urls: z.array(z.string().max(2000)).max(20).nullish(),
  birthday: z.string().max(40).nullish().meta({ description: '2001-05-31' }),
})
export type ContactCard = z.infer<typeof contactCardSchema>

/** A short line above and below the text. A channel without room for them writes them into the text. */
const line = z.string().min(1).max(messageLimits.line).nullish()
const frame = { header: line, footer: line }
const title = z.string().min(1).max(messageLimits.title)

/**
 * What a person can tap. Outbound `buttons`, `list`, `link`, `actions`, `cards`, `receipt` (to read), `form`, `products`, `catalog`, `location-request`, `contact-request` and `flow`; inbound `reply`
 * says what was tapped, `flow` what was filled in, `call-permission` whether the person may be called.
 */
export const interactiveSchema = z.discriminatedUnion('kind', [
  z.object({
    ...frame,
    kind: z.literal('buttons'),
    buttons: z
      .array(z.object({ id: z.string().min(1).max(200), title }))
      .min(1)
      .max(messageLimits.buttons),
  }),
  z.object({
    ...frame,
    kind: z.literal('list'),
    button: title,
    sections: z
      .array(
        z.object({
          title: z.string().max(messageLimits.title).nullish(),
          rows: z
            .array(z.object({ id: z.string().min(1).max(200), title, description: z.string().max(messageLimits.rowDescription).nullish() }))
            .min(1)
            .max(messageLimits.rowsOfSection),
        }),
      )
      .min(1)
      .max(messageLimits.sections),
  }),
  z.object({ ...frame, kind: z.literal('link'), title, url: z.url() }),
  actionsSchema,
  cardsSchema,
  receiptSchema,
  formSchema,
  z.object({ kind: z.literal('reply'), id: z.string(), title: z.string(), description: z.string().nullish() }),
  /** Products of a catalogue, by the ids that the shop gave them. */
  z.object({
    ...frame,
    kind: z.literal('products'),
    catalogId: z.string().nullish(),
    productIds: z.array(z.string()).max(messageLimits.products),
    providerIds: z
      .array(z.string().min(1).max(100))
      .max(10)
      .nullish()
      .meta({ description: 'the same products by the ids that the provider gave them, for channels that know no others' }),
  }),
  /** The whole catalogue, with the picture of one product. */
  z.object({ kind: z.literal('catalog'), thumbnailProductId: z.string().nullish(), footer: frame.footer }),
  /** Asks where the person is, or for the number of one who hides it. The text says what for. */
  z.object({ kind: z.literal('location-request') }),
  z.object({ kind: z.literal('contact-request') }),
  /** A form: outbound its id and the button that opens it, inbound what was filled in. */
  z.object({
    ...frame,
    kind: z.literal('flow'),
    name: z.string().nullish(),
    response: z.record(z.string(), z.unknown()).default({}),
    flowId: z.string().min(1).max(100).nullish(),
    button: title.nullish(),
    screen: z.string().max(200).nullish().meta({ description: 'where the form begins; its first screen without' }),
    data: z.record(z.string(), z.unknown()).nullish().meta({ description: 'what that screen is filled with' }),
    token: z.string().max(200).nullish().meta({ description: 'comes back with the answers as `flow_token`' }),
    isDraft: z.boolean().nullish().meta({ description: 'a form that is not published yet, for testers' }),
  }),
  /** Inbound: whether the business may call this person. */
  z.object({
    kind: z.literal('call-permission'),
    granted: z.boolean(),
    permanent: z.boolean(),
    expiresAt: timeSchema.nullable(),
  }),
])
export type Interactive = z.infer<typeof interactiveSchema>

export const orderItemSchema = z.object({
  productId: z.string().nullable(),
  externalProductId: z.string(),
  quantity: z.number().int(),
  price: z.string(),
  currency: z.string(),
})
export const messageOrderSchema = z.object({
  items: z.array(orderItemSchema),
  note: z.string().nullable(),
  /** The catalogue that the products' external ids belong to, where the provider has several. */
  catalogId: z.string().nullish(),
})
export type MessageOrder = z.infer<typeof messageOrderSchema>

export const referralSchema = z.object({
  /** `comment`: it was written below a post, for all to read; an answer goes to the person alone. */
  source: z.enum(['ad', 'post', 'product', 'link', 'comment']),
  url: z.string().nullish(),
  headline: z.string().nullish(),
  /** The words that the link or the advertisement carried (`m.me/…?ref=`). */
  ref: z.string().nullish(),
  /** The post was a story: answered, or one in which the account was mentioned. */
  story: z.enum(['reply', 'mention']).nullish(),
  /** The provider's id of the advertisement, post or product, and of the product's catalogue. */
  externalId: z.string().nullish(),
  catalogId: z.string().nullish(),
  /** The advertisement's own words, and its picture or video at the provider's address. */
  body: z.string().nullish(),
  imageUrl: z.string().nullish(),
  videoUrl: z.string().nullish(),
  /** What the customer was greeted with before they wrote. */
  welcome: z.string().nullish(),
})
export type Referral = z.infer<typeof referralSchema>

/** `often`: passed on so many times that the provider says so. */
export const forwardedSchema = z.enum(['once', 'often'])
export type Forwarded = z.infer<typeof forwardedSchema>

export const reactionSchema = z.object({ messageId: idSchema.nullable(), externalMessageId: z.string(), emoji: z.string().nullable() })

/** A passage that an answer rests on: "why this answer". */
export const answerSourceSchema = z.object({ sourceId: idSchema, title: z.string(), text: z.string(), score: z.number() })
export type AnswerSource = z.infer<typeof answerSourceSchema>

/** A thin line in the thread: who took over, why the AI handed over. */
export const threadEventSchema = z.object({
  name: z.enum([
    'taken',
    'released',
    'assigned',
    'resolved',
    'reopened',
    'snoozed',
    'handed-over',
    'identity-changed',
    'marketing-stopped',
    'marketing-resumed',
    'agent-failed',
    'opened',
    'rated',
    /** Of several programs that serve the account, another one passed the conversation to Parley, or has it now. */
    'control-gained',
    'control-lost',
    'tracked',
  ]),
  reason: z.string().nullable(),
  actorName: z.string().nullable(),
})
export type ThreadEvent = z.infer<typeof threadEventSchema>

export const messageSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  channelId: idSchema,
  contactId: idSchema,
  direction: directionSchema,
  author: z.object({ type: z.enum(authorTypes), id: z.string().nullable(), name: z.string().nullable() }),
  type: z.enum(messageTypes),
  text: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  linkedFiles: z.array(linkedFileSchema).nullish(),
  location: locationSchema.nullish(),
  contactCards: z.array(contactCardSchema).nullish(),
  interactive: interactiveSchema.nullish(),
  reaction: reactionSchema.nullish(),
  order: messageOrderSchema.nullish(),
  referral: referralSchema.nullish(),
  forwarded: forwardedSchema.nullish(),
  unsupported: z.string().nullish().meta({ description: 'what an `unsupported` message was, in the provider’s own word: poll, edit, …' }),
  event: threadEventSchema.nullish(),
  replyTo: z.object({ messageId: idSchema.nullable(), externalMessageId: z.string().nullable() }).nullish(),
  reactions: z.array(z.object({ emoji: z.string(), authorType: z.enum(authorTypes) })).nullish(),
  externalId: z.string().nullable(),
  status: z.enum(messageStatuses),
  error: sendErrorSchema.nullable(),
  private: z.boolean(),
  hasSources: z.boolean().meta({ description: 'an AI answer whose run can be asked for: GET /messages/{id}/why' }),
  editedAt: timeSchema.nullable(),
  deletedAt: timeSchema.nullable(),
  createdAt: timeSchema,
  sentAt: timeSchema.nullable(),
  deliveredAt: timeSchema.nullable(),
  readAt: timeSchema.nullable(),
  playedAt: timeSchema.nullish().meta({ description: 'when a voice message was listened to, where the channel tells' }),
})
export type Message = z.infer<typeof messageSchema>
