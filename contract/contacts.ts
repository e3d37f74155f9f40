import { z } from 'zod'
import { idSchema, pageQuerySchema, timeSchema } from './paging.ts'

export const identitySchema = z.object({
  channelType: z.string(),
  channelId: idSchema.nullable(),
  externalId: z.string(),
  username: z.string().nullable(),
  verified: z.boolean(),
})

export const contactSchema = z.object({
  id: idSchema,
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  language: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  identities: z.array(identitySchema),
  blocked: z.boolean(),
  restricted: z.boolean().meta({ description: 'GDPR Art. 18: stored, but no AI, no automation' }),
  optedOut: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})
export type Contact = z.infer<typeof contactSchema>

export const contactPatchSchema = z.object({
  name: z.string().trim().min(1).max(200).nullable().optional(),
  email: z.email().max(320).nullable().optional(),
  phone: z.string().trim().min(3).max(32).nullable().optional(),
  language: z.string().min(2).max(20).nullable().optional(),
  attributes: z.record(z.string().max(60), z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])).optional(),
  blocked: z.boolean().optional(),
  restricted: z.boolean().optional(),
  optedOut: z.boolean().optional(),
})
export const newContactSchema = contactPatchSchema.omit({ blocked: true, restricted: true, optedOut: true })
export const contactQuerySchema = pageQuerySchema.extend({ q: z.string().max(200).optional() })
export const mergeContactSchema = z.object({
  contactId: idSchema.meta({ description: 'the contact that is merged into this one and disappears' }),
})
