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

const textSource = z.object({ type: z.literal('text'), title: z.string().trim().min(1).max(500), text: z.string().min(1).max(2_000_000) })
const faqSource = z.object({ type: z.literal('faq'), question: z.string().trim().min(1).max(2000), answer: z.string().trim().min(1).max(20_000) })
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
  passageCount: z.number().int(),
  characterCount: z.number().int(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})
export type Source = z.infer<typeof sourceSchema>

export const passageSchema = z.object({ sourceId: idSchema, title: z.string(), text: z.string(), score: z.number() })
export type Passage = z.infer<typeof passageSchema>
export const searchQuerySchema = z.object({ q: z.string().min(1).max(2000), limit: z.coerce.number().int().min(1).max(100).default(10) })
