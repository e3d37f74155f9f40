import { z } from 'zod'
import { idSchema, timeSchema } from './paging.ts'

export const newKnowledgeSchema = z.object({ name: z.string().trim().min(1).max(200), description: z.string().max(1000).nullish() })
export const knowledgeSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string().nullable(),
  sourceCount: z.number().int(),
  passageCount: z.number().int(),
  createdAt: timeSchema,
})
export type Knowledge = z.infer<typeof knowledgeSchema>
export const knowledgePatchSchema = newKnowledgeSchema.partial()

const textSource = z.object({ type: z.literal('text'), title: z.string().trim().min(1).max(500), text: z.string().min(1).max(2_000_000) })
const faqSource = z.object({
  type: z.literal('faq'),
  question: z.string().trim().min(1).max(2000),
  answer: z.string().trim().min(1).max(20_000),
})
const urlSource = z.object({ type: z.literal('url'), url: z.url({ protocol: /^https?$/ }).max(2000) })
export const newSourceSchema = z.discriminatedUnion('type', [textSource, faqSource, urlSource])
export type NewSource = z.infer<typeof newSourceSchema>
/** One source, or up to 500 of them. A file comes as multipart instead. */
export const newSourcesSchema = z.union([newSourceSchema, z.object({ sources: z.array(newSourceSchema).min(1).max(500) })])

export const sourceStatuses = ['queued', 'reading', 'ready', 'failed'] as const
export const sourceSchema = z.object({
  id: idSchema,
  knowledgeId: idSchema,
  type: z.enum(['text', 'faq', 'url', 'file']),
  title: z.string(),
  url: z.string().nullable(),
  fileId: idSchema.nullable(),
  mimeType: z.string().nullable(),
  status: z.enum(sourceStatuses),
  statusReason: z.string().nullable(),
  progress: z.number().min(0).max(1),
  /** Kept, but not searched. */
  excluded: z.boolean(),
  passageCount: z.number().int(),
  characterCount: z.number().int(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})
export type Source = z.infer<typeof sourceSchema>
export const sourcePatchSchema = z.object({ title: z.string().trim().min(1).max(500).optional(), excluded: z.boolean().optional() })
/** What a POST of sources answers: the one source, or all of them in the order they were given. */
export const addedSourcesSchema = z.union([sourceSchema, z.object({ data: z.array(sourceSchema) })])

/** A passage of one source, as it was cut. */
export const sourcePassageSchema = z.object({ id: idSchema, position: z.number().int(), heading: z.string().nullable(), text: z.string() })

/**
 * A passage that was found. `title`: the source's (of an FAQ pair the question). `heading`: the headings above it, if there are any.
 * `score`: how probably it answers the question, 0 to 1, comparable across questions.
 */
export const passageSchema = z.object({
  sourceId: idSchema,
  title: z.string(),
  heading: z.string().nullable(),
  text: z.string(),
  score: z.number(),
})
export type Passage = z.infer<typeof passageSchema>
export const searchQuerySchema = z.object({ q: z.string().min(1).max(2000), limit: z.coerce.number().int().min(1).max(100).default(10) })
