import { z } from 'zod'
import { idSchema, pageQuerySchema, timeSchema } from './paging.ts'

export const templateStatuses = ['pending', 'approved', 'rejected', 'paused', 'disabled', 'in-appeal', 'archived', 'unknown'] as const
export type TemplateStatus = (typeof templateStatuses)[number]

export const templateCategories = ['marketing', 'utility', 'authentication'] as const
export type TemplateCategory = (typeof templateCategories)[number]

/** What customers make of it, by the provider; null where it has not been sent often enough to tell. */
export const templateQualities = ['high', 'medium', 'low'] as const
export type TemplateQuality = (typeof templateQualities)[number]

export const rejectionCodes = [
  'abusive-content',
  'category-unavailable',
  'incorrect-category',
  'invalid-format',
  'promotional',
  'scam',
  'tag-mismatch',
  'other',
] as const
export type RejectionCode = (typeof rejectionCodes)[number]

/** By the variable's name (`1`, `2`… or `order_number`): a value as a customer might see it. Reviewers read them. */
const examplesSchema = z.record(z.string().min(1).max(100), z.string().max(1024))

/**
 * What the provider gave for an example file (`POST …/templates/examples`): its reviewers look at it. Only on the way there; it is asked for with every
 * submission, and never given back.
 */
const exampleHandle = { exampleHandle: z.string().min(1).max(4000).nullish() }

export const headerFileFormats = ['image', 'video', 'document'] as const
export type HeaderFileFormat = (typeof headerFileFormats)[number]

export const templateHeaderSchema = z.discriminatedUnion('format', [
  z.object({ format: z.literal('text'), text: z.string(), examples: examplesSchema.default({}) }),
  z.object({ format: z.literal('image'), ...exampleHandle }),
  z.object({ format: z.literal('video'), ...exampleHandle }),
  z.object({ format: z.literal('document'), ...exampleHandle }),
  z.object({ format: z.literal('location') }),
])
export type TemplateHeader = z.infer<typeof templateHeaderSchema>

export const templateBodySchema = z.object({ text: z.string(), examples: examplesSchema.default({}) })
export type TemplateBody = z.infer<typeof templateBodySchema>

export const templateButtonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('quick-reply'), title: z.string() }),
  /** The address may end in one variable; `example` is then a whole address. */
  z.object({ kind: z.literal('link'), title: z.string(), url: z.string(), example: z.string().nullish() }),
  z.object({ kind: z.literal('phone'), title: z.string(), phone: z.string() }),
  z.object({ kind: z.literal('copy-code'), title: z.string().nullish(), example: z.string() }),
  /** Copies the one-time code of the text. It is never made by itself: see `code`. */
  z.object({ kind: z.literal('one-time-code'), title: z.string() }),
  /** Anything else that the provider knows: shown, and kept as it is. */
  z.object({ kind: z.literal('other'), title: z.string(), type: z.string() }),
])
export type TemplateButton = z.infer<typeof templateButtonSchema>

/** What can be chosen of a template for one-time codes, whose words are the provider's own. */
export const templateCodeSchema = z.object({
  securityAdvice: z.boolean().meta({ description: 'adds that the code is not to be passed on' }),
  expiresInMinutes: z.number().int().nullable().meta({ description: 'adds how long the code is valid; null: nothing is said of it' }),
  buttonTitle: z.string().nullable().meta({ description: 'null: the provider’s own words, in the template’s language' }),
})
export type TemplateCode = z.infer<typeof templateCodeSchema>

export const templateContentSchema = z.object({
  header: templateHeaderSchema.nullable(),
  body: templateBodySchema.nullable(),
  footer: z.string().nullable(),
  buttons: z.array(templateButtonSchema),
  /** Of the category `authentication`, which has nothing else to submit: text, footer and button follow from it. */
  code: templateCodeSchema.nullish(),
})
export type TemplateContent = z.infer<typeof templateContentSchema>

/** `positional`: `{{1}}`, `{{2}}`; `named`: `{{order_number}}`. */
export const parameterFormatSchema = z.enum(['positional', 'named'])
export type ParameterFormat = z.infer<typeof parameterFormatSchema>

export const templateSchema = templateContentSchema.extend({
  id: idSchema,
  channelId: idSchema,
  externalId: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.enum(templateCategories).nullable(),
  status: z.enum(templateStatuses),
  quality: z.enum(templateQualities).nullable(),
  rejection: z.object({ code: z.enum(rejectionCodes), detail: z.string().nullable() }).nullable(),
  parameterFormat: parameterFormatSchema,
  /** The provider lets it be changed in its present state. */
  editable: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})
export type Template = z.infer<typeof templateSchema>

export const templateQuerySchema = pageQuerySchema.extend({
  status: z.enum(templateStatuses).optional(),
  q: z.string().trim().max(200).optional().meta({ description: 'a part of the name or of the text' }),
})

export const newTemplateSchema = z.object({
  name: z.string().trim().min(1).max(512),
  language: z.string().trim().min(2).max(20),
  category: z.enum(templateCategories),
  parameterFormat: parameterFormatSchema.default('positional'),
  header: templateHeaderSchema.nullable().default(null),
  body: templateBodySchema.nullable().default(null),
  footer: z.string().trim().nullable().default(null),
  buttons: z.array(templateButtonSchema).max(20).default([]),
  code: templateCodeSchema.nullish(),
})
export type NewTemplate = z.input<typeof newTemplateSchema>

/** What is not given stays as it is. Name and language never change. */
export const templatePatchSchema = z.object({
  category: z.enum(templateCategories).optional(),
  header: templateHeaderSchema.nullable().optional(),
  body: templateBodySchema.optional(),
  footer: z.string().trim().nullable().optional(),
  buttons: z.array(templateButtonSchema).max(20).optional(),
  code: templateCodeSchema.optional(),
})
export type TemplatePatch = z.input<typeof templatePatchSchema>

const fileRulesSchema = z.object({ mimeTypes: z.array(z.string()), maxBytes: z.number().int() })
export type FileRules = z.infer<typeof fileRulesSchema>

/** `POST /channels/{id}/templates/examples`: what the template's header is then submitted with. It is the provider's, and lives some days there. */
export const templateExampleSchema = z.object({ format: z.enum(headerFileFormats), handle: z.string() })

/** What the provider takes, as data: the form counts by it and the server checks by it. */
export const templateRulesSchema = z.object({
  languages: z.array(z.string()),
  /** Those that can be made here. */
  categories: z.array(z.enum(templateCategories)),
  headers: z.array(z.enum(['text', 'image', 'video', 'document', 'location'])),
  /** Of example files for the reviewers. */
  headerFiles: z.object({ image: fileRulesSchema, video: fileRulesSchema, document: fileRulesSchema }),
  minCodeMinutes: z.number().int(),
  maxCodeMinutes: z.number().int(),
  maxNameLength: z.number().int(),
  maxHeaderLength: z.number().int(),
  maxBodyLength: z.number().int(),
  maxFooterLength: z.number().int(),
  maxButtonTitleLength: z.number().int(),
  maxButtons: z.number().int(),
  maxLinks: z.number().int(),
  maxPhones: z.number().int(),
  maxCopyCodes: z.number().int(),
  maxUrlLength: z.number().int(),
  maxPhoneLength: z.number().int(),
  maxCodeLength: z.number().int(),
})
export type TemplateRules = z.infer<typeof templateRulesSchema>

/** The variables of a text in the order in which they first appear, without the braces. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map((match) => match[1] ?? ''))]
}

/** The text with its variables filled in; one without a value stays as it is written. */
export function fillVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (written, name: string) => values[name] || written)
}
