import { z } from 'zod'
import { messageSchema } from './messages.ts'
import { mostCounted } from './most-counted.ts'
import { idSchema, pageQuerySchema, timeSchema } from './paging.ts'

export const conversationStatuses = ['open', 'pending', 'snoozed', 'resolved'] as const
export type ConversationStatus = (typeof conversationStatuses)[number]
/** Who answers now: the AI agent, a person of the team, a workflow, or nobody yet (the team's queue). */
export const conversationHandlers = ['agent', 'user', 'workflow', 'none'] as const
export type ConversationHandler = (typeof conversationHandlers)[number]

export const conversationSchema = z.object({
  id: idSchema,
  channelId: idSchema,
  channelType: z.string(),
  contactId: idSchema,
  contact: z.object({ id: idSchema, name: z.string().nullable() }),
  status: z.enum(conversationStatuses),
  handler: z.enum(conversationHandlers),
  assigneeId: z.string().nullable(),
  teamId: idSchema.nullable(),
  labels: z.array(z.string()),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).meta({ description: 'what the website said of it' }),
  priority: z.enum(['none', 'low', 'medium', 'high', 'urgent']),
  summary: z.string().nullable(),
  intent: z.string().nullable(),
  sentiment: z.string().nullable(),
  unreadCount: z.number().int(),
  lastMessage: messageSchema.nullable(),
  waitingSince: timeSchema.nullable().meta({ description: 'since when the customer waits for an answer' }),
  snoozedUntil: timeSchema.nullable(),
  replyWindowEndsAt: timeSchema.nullable().meta({ description: 'null where the channel has no window' }),
  draft: z
    .object({ id: idSchema, text: z.string(), agentId: idSchema, createdAt: timeSchema })
    .nullable()
    .meta({ description: 'what the AI proposes in draft mode' }),
  createdAt: timeSchema,
  lastActivityAt: timeSchema,
})
export type Conversation = z.infer<typeof conversationSchema>

/** `POST /api/v1/conversations/{id}/transcript` */
export const sentTranscriptSchema = z.object({ sentTo: z.string() })

export const conversationQuerySchema = pageQuerySchema.extend({
  status: z.enum([...conversationStatuses, 'all']).optional(),
  channelId: idSchema.optional(),
  assigneeId: z.string().max(100).optional().meta({ description: 'a user id, `me`, or `none`' }),
  handler: z.enum(conversationHandlers).optional(),
  contactId: idSchema.optional(),
  unread: z.stringbool().optional(),
  q: z.string().max(200).optional(),
})

/** `cursor` pages onward in the asked order; with the other order it leads back. */
export const messageQuerySchema = pageQuerySchema.extend({
  order: z.enum(['asc', 'desc']).default('asc'),
})

const countSchema = z
  .number()
  .int()
  .max(mostCounted)
  .meta({ description: `${mostCounted} stands for that many or more` })

export const conversationCountsSchema = z.object({
  open: countSchema,
  mine: countSchema,
  unassigned: countSchema,
  unread: countSchema,
  pending: countSchema,
})

/** "Why this answer?": what the agent read, asked and cost. */
export const answerTraceSchema = z.object({
  messageId: idSchema,
  agentId: idSchema,
  model: z.string().nullable().meta({ description: 'null: answered from the knowledge without a model' }),
  sources: z.array(z.object({ sourceId: idSchema, title: z.string(), text: z.string(), score: z.number() })),
  toolCalls: z.array(z.object({ name: z.string(), input: z.unknown(), output: z.unknown() })),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  durationMs: z.number().int(),
  createdAt: timeSchema,
})
export type AnswerTrace = z.infer<typeof answerTraceSchema>
