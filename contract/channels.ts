import { z } from 'zod'
import { carriesSchema } from './message-preview.ts'
import { idSchema, timeSchema } from './paging.ts'

export const channelStatuses = ['connected', 'connecting', 'error', 'disconnected'] as const
export type ChannelStatus = (typeof channelStatuses)[number]

/** What a channel can do, as data: the composer, the sender and the flow editor read it instead of asking for a provider's name. */
export const capabilitiesSchema = z.object({
  media: z.object({
    image: z.object({ mimeTypes: z.array(z.string()), maxBytes: z.number().int() }).nullable(),
    audio: z.object({ mimeTypes: z.array(z.string()), maxBytes: z.number().int() }).nullable(),
    video: z.object({ mimeTypes: z.array(z.string()), maxBytes: z.number().int() }).nullable(),
    document: z.object({ mimeTypes: z.array(z.string()), maxBytes: z.number().int() }).nullable(),
    sticker: z.object({ mimeTypes: z.array(z.string()), maxBytes: z.number().int() }).nullable(),
  }),
  maxTextLength: z.number().int(),
  textUnit: z.enum(['characters', 'bytes']),
  maxCaptionLength: z.number().int(),
  buttons: z.object({ max: z.number().int(), maxTitleLength: z.number().int() }).nullable(),
  list: z.object({ maxRows: z.number().int(), maxTitleLength: z.number().int() }).nullable(),
  link: z.boolean(),
  location: z.boolean(),
  templates: z.boolean(),
  replies: z.boolean(),
  reactions: z.boolean(),
  typing: z.boolean(),
  /** Short lines above and below the text of choices; without, they are part of the text. */
  headers: z.boolean().optional(),
  /** Buttons that lead somewhere or call, several at once; without, answers stay buttons and the rest is written out. */
  actions: z.boolean().optional(),
  /** A summary of an order as a card of its own; without, it is written out. */
  receipts: z.boolean().optional(),
  /** Files at an address of the business's own are fetched and shown; without, the address is written out. */
  linkedFiles: z.boolean().optional(),
  /** People's details as cards to save; without, they are written out. */
  contactCards: z.boolean().optional(),
  /** The team's own reactions; without, the emoji goes out as an answer. */
  sendsReactions: z.boolean().optional(),
  readReceipts: z.boolean(),
  edit: z.boolean(),
  delete: z.boolean(),
  /** How long after the customer's last message a free reply may be sent; null: for ever. */
  replyWindowMs: z.number().int().nullable(),
  /** The same for what a person of the team wrote, where the provider gives people longer than programs; null or absent: no longer. */
  humanReplyWindowMs: z.number().int().nullish(),
  /** Delivery and read states come back from the provider. */
  deliveryStatus: z.boolean(),
})
export type Capabilities = z.infer<typeof capabilitiesSchema>

export const channelSchema = z.object({
  id: idSchema,
  type: z.string(),
  name: z.string(),
  status: z.enum(channelStatuses),
  statusReason: z.string().nullable(),
  webhookUrl: z.string().nullable(),
  config: z.record(z.string(), z.unknown()),
  agentId: idSchema.nullable(),
  capabilities: capabilitiesSchema,
  carries: carriesSchema.meta({ description: 'what becomes of a plain message of each kind here: nothing where the channel has it' }),
  embed: z.string().nullish().meta({ description: 'the snippet for a website, for channels that have one' }),
  widgetKey: z.string().nullish(),
  lastEventAt: timeSchema.nullable(),
  /** What the last look found wrong; Parley looks each hour, and whenever it is asked to. Null before the first. */
  health: z.object({ checkedAt: timeSchema, failing: z.array(z.object({ name: z.string(), detail: z.string() })) }).nullish(),
  createdAt: timeSchema,
})
export type Channel = z.infer<typeof channelSchema>

/** An account that was opened by signing in at the provider. */
const grantChoiceSchema = z.object({ id: idSchema, accountId: z.string().max(200) })

export const newChannelSchema = z.object({
  type: z.string().min(1).max(40),
  name: z.string().trim().min(1).max(100),
  config: z.record(z.string(), z.unknown()).default({}),
  credentials: z.record(z.string(), z.unknown()).default({}),
  agentId: idSchema.nullish(),
  /** Instead of config and credentials. */
  grant: grantChoiceSchema.optional(),
})

/**
 * `POST /channels/grants`: a person signs in at a provider, for a new channel or again for that with this id. `url` is where their browser goes; it comes back to
 * /channels/callback.
 */
export const newGrantSchema = z.object({ type: z.string().min(1).max(40), channelId: idSchema.optional() })
export const startedGrantSchema = z.object({ id: idSchema, url: z.string(), expiresAt: timeSchema })
/** What the provider put into the address of the way back. */
export const returnedGrantSchema = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4000).optional(),
  error: z.string().max(200).optional(),
})
/** The accounts that the person opened: one of them becomes a channel, or, where `channelId` is set, the one that it stands for is given to it anew. */
export const channelGrantSchema = z.object({
  id: idSchema,
  type: z.string(),
  channelId: idSchema.nullable(),
  accounts: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type ChannelGrant = z.infer<typeof channelGrantSchema>

export const channelPatchSchema = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  credentials: z.record(z.string(), z.unknown()).optional(),
  agentId: idSchema.nullable().optional(),
  /** Signed in again: the account has to be the channel's. Connects it anew, also where it is disconnected. */
  grant: grantChoiceSchema.optional(),
})

/** One thing that the provider told us, as it was kept in the journal. */
export const channelEventSchema = z.object({
  id: idSchema,
  externalId: z.string(),
  kind: z.string(),
  status: z.enum(['processed', 'failed', 'ignored', 'duplicate']),
  error: z.string().nullable(),
  body: z.unknown(),
  receivedAt: timeSchema,
})
export type ChannelEvent = z.infer<typeof channelEventSchema>

/** One field of a wizard's form. `lines`: a list, one entry a line; `choice`: one of `options`. */
export const channelFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  help: z.string().nullable(),
  placeholder: z.string().nullable(),
  kind: z.enum(['text', 'lines', 'choice', 'color']).nullish(),
  /** Not asked for when a channel is connected, only among its settings. */
  later: z.boolean().nullish(),
  /** Asked for when a channel is connected, though it may be left empty. */
  asked: z.boolean().nullish(),
  /** A secret of Parley's own making: filled in for whoever has to enter it at the provider, and shown by `GET /channels/{id}/own-secrets`. */
  ours: z.boolean().nullish(),
  /** Of a choice; the first is what holds while nothing is chosen. */
  options: z.array(z.string()).nullish(),
})

/** What the dashboard's gallery shows and asks for: drawn from the adapters' own schemas. */
export const channelTypeSchema = z.object({
  type: z.string(),
  title: z.string(),
  /** How the gallery draws it: an SVG path on 24 × 24, stroked, and a colour; without them a neutral sign is shown. */
  icon: z.string().nullish(),
  color: z.string().nullish(),
  /** Whether one may sign in at the provider instead of entering its details. */
  signIn: z.boolean(),
  /** Its provider delivers to PUBLIC_URL, which is not an https address on the internet: nothing would come in. */
  outOfReach: z.boolean(),
  capabilities: capabilitiesSchema,
  carries: carriesSchema,
  configFields: z.array(channelFieldSchema),
  credentialFields: z.array(channelFieldSchema),
})

/** `GET /channels/{id}/health`: every check with what it found, in words. */
export const channelHealthSchema = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      detail: z.string(),
      /** What a person can do about it here: connect anew, change the details, or give access again. */
      mend: z.enum(['reconnect', 'details', 'access']).nullish(),
    }),
  ),
})
export type ChannelHealth = z.infer<typeof channelHealthSchema>

/** `GET /channels/{id}/own-secrets`: secrets of Parley's own making that have to be known elsewhere, such as the verify token or the PIN of a number. */
export const ownSecretsSchema = z.object({ data: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })) })
export type OwnSecrets = z.infer<typeof ownSecretsSchema>
