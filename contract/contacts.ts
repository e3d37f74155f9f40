import { z } from 'zod'
import { idSchema, pageQuerySchema, timeSchema } from './paging.ts'

export const identitySchema = z.object({
  channelType: z.string(),
  channelId: idSchema.nullable(),
  externalId: z.string(),
  username: z.string().nullable(),
  verified: z.boolean(),
  marketing: z
    .object({ allowed: z.boolean(), toldAt: timeSchema })
    .nullish()
    .meta({ description: 'whether the person wants marketing messages there, as they told the provider; absent: they have said nothing' }),
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

/** `GET /contacts/{id}/consents`: what the person agreed to, word for word. */
export const contactConsentSchema = z.object({
  channelId: idSchema,
  wording: z.string(),
  link: z.string().nullable(),
  given: z.enum(['chat', 'page']).meta({ description: 'in the chat itself, or by a banner of the page around it' }),
  givenAt: timeSchema,
  withdrawnAt: timeSchema.nullable(),
})
export type ContactConsent = z.infer<typeof contactConsentSchema>

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
/** What becomes of a row whose phone number or e-mail address is known already. */
export const duplicateRules = ['update', 'skip'] as const
export const importStatuses = ['queued', 'running', 'done', 'failed'] as const

/** What a column of a file may hold; `attributes.<name>` becomes an attribute of that name. */
export const importColumnSchema = z
  .union([
    z.enum(['name', 'firstName', 'lastName', 'email', 'phone', 'language', 'ignore']),
    z.templateLiteral(['attributes.', z.string().min(1).max(60)]),
  ])
  .meta({ description: 'name, firstName, lastName, email, phone, language, ignore or attributes.<name>' })
export type ImportColumn = z.infer<typeof importColumnSchema>

const countrySchema = z
  .string()
  .regex(/^[A-Za-z]{2}$/)
  .transform((code) => code.toUpperCase())
  .meta({ description: 'two letters: whose numbers are written without + and country code' })

const cellSchema = z.union([z.string().max(10_000), z.number(), z.boolean()]).nullish()

/** Body of `POST /contacts/import` as JSON. Each row is judged by itself: a wrong one is reported and the others are taken. */
export const contactImportBodySchema = z.object({
  contacts: z
    .array(
      z.object({
        name: cellSchema,
        email: cellSchema,
        phone: cellSchema,
        language: cellSchema,
        attributes: z.record(z.string().max(60), cellSchema).nullish(),
      }),
    )
    .min(1)
    .max(5_000),
  duplicates: z.enum(duplicateRules).optional(),
  dryRun: z.boolean().optional(),
  country: countrySchema.optional(),
})

/** The same wishes where the body is a file: in the query, or as fields of the form before the file. */
export const contactImportQuerySchema = z.object({
  duplicates: z.enum(duplicateRules).optional().meta({ description: 'update (the default) or skip' }),
  dryRun: z.stringbool().optional().meta({ description: 'counts and faults only; nothing is kept' }),
  country: countrySchema.optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1251', 'windows-1252', 'windows-1256']).optional(),
  columns: z.string().max(20_000).optional().meta({ description: 'JSON: from the name of a column in the file to what it holds' }),
})

export const contactImportSchema = z.object({
  id: idSchema,
  status: z.enum(importStatuses),
  statusReason: z.string().nullable(),
  dryRun: z.boolean(),
  duplicates: z.enum(duplicateRules),
  total: z.number().int().nullable().meta({ description: 'rows in the file; null until it has been read once' }),
  processed: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  errors: z
    .array(z.object({ row: z.number().int(), path: z.string(), message: z.string() }))
    .meta({ description: 'the first hundred; `row` counts as a spreadsheet does, with the head as row 1 (in JSON from 1)' }),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
})
export type ContactImport = z.infer<typeof contactImportSchema>

export const mergeContactSchema = z.object({
  contactId: idSchema.meta({ description: 'the contact that is merged into this one and disappears' }),
})
