import { z } from 'zod'
import { conversationHandlers } from './conversations.ts'
import { attachmentKinds, locationSchema, messageStatuses } from './messages.ts'
import { idSchema, timeSchema } from './paging.ts'
import { cardsSchema, formSchema } from './rich-interactive.ts'
import { greetingSchema, launcherSettingsSchema, pageRulesSchema } from './widget-appearance.ts'
import { attributeNameSchema, openingHoursSchema, preChatFieldSchema, widgetLanguages } from './widget-settings.ts'

/**
 * What the website widget and the server say to each other, under `/widget/v1`. Everything but `config` and `session` needs
 * `Authorization: Bearer <visitor token>`: the token is the only proof, ids and the widget's key prove nothing.
 */
export const widgetKeySchema = z.string().regex(/^wk_[A-Za-z0-9_-]{16,64}$/)
/** Made by the widget, one for each message: sending it again changes nothing. */
export const clientIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/)

const shortText = z.string().trim().min(1).max(200)

export const widgetConfigSchema = z.object({
  name: z.string(),
  title: z.string(),
  greeting: z.string().nullable(),
  color: z.string(),
  language: z.enum(widgetLanguages).nullable().meta({ description: "null: the visitor's own" }),
  position: z.enum(['auto', 'left', 'right']),
  theme: z.enum(['auto', 'light', 'dark']),
  launcher: launcherSettingsSchema,
  pages: pageRulesSchema.nullable().meta({ description: 'null: on every page' }),
  greetings: z.array(greetingSchema.extend({ id: z.string() })),
  assistant: z.object({ name: z.string() }).nullable().meta({ description: 'the AI agent that answers here; null: people only' }),
  files: z.object({ maxBytes: z.number().int(), maxCount: z.number().int() }),
  consent: z
    .object({ text: z.string(), link: z.string().nullable(), version: z.string() })
    .nullable()
    .meta({ description: 'what a visitor has to agree to before anything is stored' }),
  preChat: z.object({ intro: z.string(), fields: z.array(preChatFieldSchema) }).nullable(),
  hours: z
    .object({
      open: z.boolean(),
      changesAt: timeSchema.nullable().meta({ description: 'when the team is back, or, where it is there, until when' }),
      away: openingHoursSchema.shape.away,
      asksEmail: z.boolean(),
    })
    .nullable()
    .meta({ description: 'null: no hours are set' }),
  mail: z.boolean().meta({ description: 'the installation can send mail: transcripts, and answers that are not seen in the chat' }),
})
export type WidgetConfig = z.infer<typeof widgetConfigSchema>

/** Believed only with `hash`: hex HMAC-SHA256 of `id` under the channel's identity secret. */
export const claimedIdentitySchema = z.object({
  id: shortText,
  name: shortText.nullish(),
  email: z.email().max(320).nullish(),
  phone: z.string().trim().min(3).max(40).nullish(),
  hash: z.string().max(128).nullish(),
})

/** A JSON Web Token signed by the website's server with one of the channel's identity keys: all that it says is believed. */
const signedIdentitySchema = z.object({ token: z.string().min(1).max(4096) })

/** Who the website says the visitor is. */
export const widgetIdentitySchema = z.union([signedIdentitySchema, claimedIdentitySchema])
export type WidgetIdentity = z.infer<typeof widgetIdentitySchema>

export const widgetAttributesSchema = z
  .record(attributeNameSchema, z.union([z.string().max(500), z.number(), z.boolean(), z.null()]))
  .refine((attributes) => Object.keys(attributes).length <= 30, { message: 'At most 30 attributes' })
export type WidgetAttributes = z.infer<typeof widgetAttributesSchema>

export const widgetSessionRequestSchema = z.object({
  key: widgetKeySchema,
  token: z.string().max(200).nullish(),
  identity: widgetIdentitySchema.nullish(),
  locale: z.string().max(35).nullish(),
  page: z.object({ url: z.string().max(2000), title: z.string().max(300).nullish() }).nullish(),
  consent: z
    .object({ version: z.string().max(64), given: z.enum(['chat', 'page']) })
    .nullish()
    .meta({ description: 'the visitor agrees to the wording of this version, in the chat or by a banner of the page' }),
})
export type WidgetSessionRequest = z.infer<typeof widgetSessionRequestSchema>

export const widgetStateSchema = z.object({
  handler: z.enum(conversationHandlers),
  handlerName: z.string().nullable().meta({ description: 'the person or the AI agent who answers now' }),
  unread: z.number().int(),
  started: z.boolean().meta({ description: 'the visitor has written before' }),
  asksRating: z.boolean().meta({ description: 'the conversation was resolved and the visitor may say how it was' }),
})
export type WidgetState = z.infer<typeof widgetStateSchema>

export const widgetIdentityStates = ['anonymous', 'unverified', 'verified', 'rejected'] as const

/** Why a proof was rejected: the hash; or of a token that it is none, its algorithm, its key, its signature, its age, or what it says. */
export const widgetIdentityProblems = ['hash', 'malformed', 'algorithm', 'key', 'signature', 'expired', 'lifetime', 'claims'] as const

export const widgetSessionSchema = z.object({
  token: z.string(),
  identity: z.enum(widgetIdentityStates).meta({ description: '`rejected`: the proof was wrong, nothing of the claim was kept' }),
  identityProblem: z.enum(widgetIdentityProblems).nullable().meta({ description: 'why it was rejected, for who builds the website' }),
  config: widgetConfigSchema,
  state: widgetStateSchema,
  hasEmail: z.boolean().meta({ description: 'an address of the visitor is known' }),
  mailsTo: z
    .string()
    .nullable()
    .meta({ description: 'the address that the website vouches for, shortened; null: the visitor is asked for one' }),
  asksDetails: z.boolean().meta({ description: 'the form before the first message is still to be filled in' }),
})
export type WidgetSession = z.infer<typeof widgetSessionSchema>

export const widgetAttachmentSchema = z.object({
  id: idSchema,
  kind: z.enum(attachmentKinds),
  mimeType: z.string(),
  name: z.string().nullable(),
  size: z.number().int().nullable(),
  fileId: idSchema.nullable().meta({ description: 'for `GET /widget/v1/files/{id}`; null: not there (yet)' }),
})
export type WidgetAttachment = z.infer<typeof widgetAttachmentSchema>

export const widgetInteractiveSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('buttons'), buttons: z.array(z.object({ id: z.string(), title: z.string() })) }),
  z.object({
    kind: z.literal('list'),
    button: z.string(),
    sections: z.array(
      z.object({
        title: z.string().nullish(),
        rows: z.array(z.object({ id: z.string(), title: z.string(), description: z.string().nullish() })),
      }),
    ),
  }),
  z.object({ kind: z.literal('link'), title: z.string(), url: z.string() }),
  cardsSchema,
  formSchema,
  z.object({ kind: z.literal('reply'), id: z.string(), title: z.string() }),
])
export type WidgetInteractive = z.infer<typeof widgetInteractiveSchema>

/** A message as the visitor may see it: no private notes, no internal reasons, no ids of the team. */
export const widgetMessageSchema = z.object({
  id: idSchema,
  clientId: z.string().nullable().meta({ description: "set on the visitor's own messages" }),
  author: z.object({ type: z.enum(['contact', 'agent', 'user', 'system']), name: z.string().nullable() }),
  type: z.string(),
  text: z.string().nullable(),
  attachments: z.array(widgetAttachmentSchema),
  interactive: widgetInteractiveSchema.nullable(),
  location: locationSchema.nullable(),
  event: z.enum(['taken', 'released', 'handed-over', 'resolved']).nullable(),
  status: z.enum(messageStatuses),
  edited: z.boolean(),
  deleted: z.boolean(),
  createdAt: timeSchema,
})
export type WidgetMessage = z.infer<typeof widgetMessageSchema>

export const widgetMessagesQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(500).optional().meta({ description: 'pages to older messages' }),
})
/** Newest page first, each page oldest first. */
export const widgetMessagesSchema = z.object({ data: z.array(widgetMessageSchema), nextCursor: z.string().nullable() })

/** One of the things that were talked about: from the first words, or those after the team had resolved the one before. */
export const widgetConversationSchema = z.object({
  id: idSchema.meta({ description: 'of its first message' }),
  text: z.string().nullable().meta({ description: "the visitor's first words" }),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable().meta({ description: 'null: it goes on' }),
  cursor: z.string().meta({ description: 'for `GET /widget/v1/messages`: the page that ends with it' }),
})
export type WidgetConversation = z.infer<typeof widgetConversationSchema>

export const widgetNewMessageSchema = z
  .object({
    clientId: clientIdSchema,
    text: z.string().trim().min(1).max(4000).nullish(),
    attachments: z
      .array(z.object({ fileId: idSchema }))
      .max(10)
      .nullish(),
    reply: z
      .object({ messageId: idSchema, id: z.string().min(1).max(200) })
      .nullish()
      .meta({ description: 'the button or row that was tapped' }),
    form: z
      .object({ messageId: idSchema, values: z.record(z.string().max(50), z.string().max(1000)) })
      .nullish()
      .meta({ description: 'a form of ours, filled in' }),
    greetingId: z.string().max(64).nullish().meta({ description: 'the greeting that these first words answer' }),
  })
  .refine((body) => body.text || body.attachments?.length || body.reply || body.form, {
    message: 'A message needs text, attachments, a reply or a form',
  })
export type WidgetNewMessage = z.infer<typeof widgetNewMessageSchema>

export const widgetFileSchema = z.object({
  id: idSchema,
  kind: z.enum(attachmentKinds),
  mimeType: z.string(),
  name: z.string().nullable(),
  size: z.number().int(),
})
export type WidgetFile = z.infer<typeof widgetFileSchema>

export const widgetReadSchema = z.object({ status: z.enum(['delivered', 'read']) })
export const widgetAttributesRequestSchema = z.object({ attributes: widgetAttributesSchema })
export const widgetPersonSchema = z.object({
  clientId: clientIdSchema,
  text: shortText.meta({ description: "the wish in the visitor's words" }),
})

/** Answers of the form before the first message, or an address left outside the hours; `answers` by the questions' attributes. */
export const widgetDetailsSchema = z.object({
  name: shortText.nullish(),
  email: z.email().max(320).nullish(),
  phone: z.string().trim().min(3).max(40).nullish(),
  answers: z.record(attributeNameSchema, z.string().trim().max(500)).nullish(),
})
export type WidgetDetails = z.infer<typeof widgetDetailsSchema>

/** Sends the conversation by mail: to the address that the website vouches for, or to one that the visitor has just entered. */
export const widgetTranscriptSchema = z.object({ clientId: clientIdSchema, email: z.email().max(254).nullish() })
export type WidgetTranscript = z.infer<typeof widgetTranscriptSchema>

const labelSchema = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,39}$/u)
/** What a page tells of a visit: a name, and up to ten details. */
export const widgetVisitEventSchema = z.object({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.:-]{0,59}$/u),
  details: z
    .record(attributeNameSchema, z.union([z.string().max(200), z.number(), z.boolean()]))
    .refine((details) => Object.keys(details).length <= 10, { message: 'At most 10 details' })
    .nullish(),
})
export type WidgetVisitEvent = z.infer<typeof widgetVisitEventSchema>

/** What the page says of the conversation: attributes, labels, and what happened on it. */
export const widgetFactsSchema = z.object({
  attributes: widgetAttributesSchema.optional(),
  addLabels: z.array(labelSchema).max(10).optional(),
  removeLabels: z.array(labelSchema).max(10).optional(),
  events: z.array(widgetVisitEventSchema).max(10).optional(),
})
export type WidgetFacts = z.infer<typeof widgetFactsSchema>

export const widgetPageSchema = z.object({ url: z.string().max(2000), title: z.string().max(300).nullish() })

/** The link in a mail, exchanged for a visitor's token in the browser in which it is opened. */
export const widgetResumeRequestSchema = z.object({ key: widgetKeySchema, link: z.string().min(20).max(300) })
export const widgetResumeSchema = z.object({ token: z.string(), language: z.string().nullable() })

/** 1 (very bad) to 5 (very good). */
export const widgetRatingSchema = z.object({ rating: z.int().min(1).max(5), comment: z.string().trim().max(1000).nullish() })
export type WidgetRating = z.infer<typeof widgetRatingSchema>

/** `GET /widget/v1/stream`, server-sent events by name. A `message` carries its id as the event id; `Last-Event-ID` asks for those after it. */
export interface WidgetStreamEvents {
  message: WidgetMessage
  state: WidgetState
  typing: { author: 'agent' | 'user'; name: string | null }
}
