import { z } from 'zod'
import { answerSourceSchema } from './messages.ts'
import { idSchema, timeSchema } from './paging.ts'

export const agentModes = ['auto', 'draft', 'off'] as const
export type AgentMode = (typeof agentModes)[number]

const dayHours = z.object({ from: z.string().regex(/^\d{2}:\d{2}$/), to: z.string().regex(/^\d{2}:\d{2}$/) })

/** Working hours of the agent; outside them the team's queue gets the message. `null`: around the clock. */
export const workingHoursSchema = z.object({
  timeZone: z.string().min(1).max(60),
  /** Monday first; an empty day is closed. */
  days: z.array(z.array(dayHours).max(4)).length(7),
  /** Said once to who writes outside the hours; null: nothing. */
  awayText: z.string().max(1000).nullable().default(null),
})

export const handoverSchema = z.object({
  onRequest: z.boolean().default(true),
  whenUnknown: z.boolean().default(true),
  onAnger: z.boolean().default(true),
  /** After so many answers in a row that did not help; 0: never. */
  afterFailedTurns: z.number().int().min(0).max(20).default(2),
  /** Said when handing over; null: a sentence in the customer's language. */
  text: z.string().max(1000).nullable().default(null),
})

export const disclosureSchema = z.object({
  enabled: z.boolean().default(true),
  /** Why it is off: needed to switch it off, kept in the audit log. */
  reason: z.string().max(500).nullish(),
  /** Own wording; null: a sentence in the customer's language. */
  text: z.string().max(500).nullish(),
})

export const agentLimitsSchema = z.object({
  /** Longest answer in tokens. */
  maxOutputTokens: z.number().int().min(16).max(8000).default(800),
  /** Messages of history that the model reads. */
  maxHistory: z.number().int().min(1).max(100).default(20),
  /** AI answers in one conversation a day; beyond it a person. Stops two bots that talk to each other. */
  maxTurnsPerDay: z.number().int().min(1).max(100_000).default(1000),
  /** Tokens a day over all conversations of this agent; null: no limit. */
  maxTokensPerDay: z.number().int().min(1000).nullable().default(null),
})

const agentFields = z.object({
  name: z.string().trim().min(1).max(100),
  instructions: z.string().max(20_000).default(''),
  /** `null`: the instance's or workspace's default. Else the id of a model provider and a model's name. */
  model: z
    .object({ providerId: idSchema.nullable(), name: z.string().min(1).max(200) })
    .nullable()
    .default(null),
  mode: z.enum(agentModes).default('auto'),
  tone: z.enum(['friendly', 'neutral', 'formal', 'brief']).default('friendly'),
  /** BCP 47; empty: the customer's language, whatever it is. */
  languages: z.array(z.string().min(2).max(20)).max(50).default([]),
  replyDelayMs: z.number().int().min(0).max(60_000).default(1200),
  disclosure: disclosureSchema.default({ enabled: true }),
  knowledgeIds: z.array(idSchema).max(50).default([]),
  tools: z.array(z.string().max(60)).max(50).default([]),
  handover: handoverSchema.default({ onRequest: true, whenUnknown: true, onAnger: true, afterFailedTurns: 2, text: null }),
  workingHours: workingHoursSchema.nullable().default(null),
  /** Said when the model fails or is over budget, before a person takes over; null: a sentence in the customer's language. */
  fallbackText: z.string().max(1000).nullable().default(null),
  limits: agentLimitsSchema.default({ maxOutputTokens: 800, maxHistory: 20, maxTurnsPerDay: 1000, maxTokensPerDay: null }),
})

export const newAgentSchema = agentFields
/** Fields that are absent stay as they are: defaults apply at creation only. */
export const agentPatchSchema = z.object(
  Object.fromEntries(
    Object.entries(agentFields.shape).map(([name, field]) => [name, (field instanceof z.ZodDefault ? field.unwrap() : field).optional()]),
  ) as {
    [K in keyof typeof agentFields.shape]: z.ZodOptional<
      (typeof agentFields.shape)[K] extends z.ZodDefault<infer Inner> ? Inner : (typeof agentFields.shape)[K]
    >
  },
)
export type AgentSettings = z.output<typeof agentFields>

export const agentSchema = z.object({
  ...Object.fromEntries(Object.entries(agentFields.shape)),
  id: idSchema,
  /** What would answer right now: a model, or the best matching passage. */
  answersWith: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('model'), provider: z.string(), model: z.string() }),
    z.object({ kind: z.literal('knowledge'), reason: z.string() }),
  ]),
  channelIds: z.array(idSchema),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})
export type Agent = AgentSettings & {
  id: string
  answersWith: { kind: 'model'; provider: string; model: string } | { kind: 'knowledge'; reason: string }
  channelIds: string[]
  createdAt: string
  updatedAt: string
}

export const tryAgentSchema = z.object({
  messages: z
    .array(z.object({ role: z.enum(['user', 'assistant']), text: z.string().min(1).max(4000) }))
    .min(1)
    .max(50),
  /** Settings that are not saved yet, so that the playground tries what is on the screen. */
  settings: agentPatchSchema.optional(),
})

export const tryResultSchema = z.object({
  reply: z.string().nullable(),
  outcome: z.enum(['reply', 'handover', 'nothing']),
  reason: z.string().nullable(),
  sources: z.array(answerSourceSchema),
  toolCalls: z.array(z.object({ name: z.string(), input: z.unknown(), output: z.unknown() })),
  model: z.string().nullable(),
  usage: z.object({ inputTokens: z.number().int(), outputTokens: z.number().int() }),
  durationMs: z.number().int(),
})
export type TryResult = z.infer<typeof tryResultSchema>

export const modelProviderKinds = ['openai', 'openai-compatible', 'anthropic', 'google'] as const
export const newModelProviderSchema = z.object({
  kind: z.enum(modelProviderKinds),
  name: z.string().trim().min(1).max(100),
  /** Needed for `openai-compatible`. */
  baseUrl: z.url().nullish(),
  apiKey: z.string().min(1).max(500),
  /** Which of OpenAI's two interfaces; compatible servers often have only chat completions. */
  api: z.enum(['responses', 'chat']).nullish(),
  models: z.object({
    chat: z.string().min(1).max(200),
    embedding: z.string().max(200).nullish(),
    transcription: z.string().max(200).nullish(),
    vision: z.boolean().nullish(),
  }),
  isDefault: z.boolean().default(false),
})
export const modelProviderSchema = newModelProviderSchema.omit({ apiKey: true }).extend({
  id: idSchema,
  isDefault: z.boolean(),
  keyHint: z.string().meta({ description: 'the last four characters' }),
  status: z.enum(['ok', 'failed', 'untested']),
  statusReason: z.string().nullable(),
  createdAt: timeSchema,
})

/** `GET /api/v1/model-providers/default`: what answers for an agent that names no model. null: no model, the best matching passage. */
export const defaultModelSchema = z.object({
  model: z.object({ provider: z.string(), name: z.string(), from: z.enum(['workspace', 'instance']) }).nullable(),
})
