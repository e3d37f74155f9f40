import { z } from 'zod'
import { type CodeComponents, codeComponentsSchema } from './code-template.ts'
import { GraphError } from './graph-error.ts'

/*
 * What `POST /{account id}/message_templates` takes, with its limits (developers.facebook.com/documentation/business-messaging/whatsapp/
 * templates/components). Words may come in small or large letters; unknown keys are refused.
 */

const word = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  z.preprocess((value) => (typeof value === 'string' ? value.toUpperCase() : value), z.enum(words))

const named = z.array(z.strictObject({ param_name: z.string().regex(/^[a-z][a-z0-9_]*$/), example: z.string().min(1) }))

const header = z.strictObject({
  type: word('HEADER'),
  format: word('TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'),
  text: z.string().optional(),
  example: z
    .strictObject({
      header_text: z.array(z.string()).optional(),
      header_text_named_params: named.optional(),
      header_handle: z.array(z.string().min(1)).optional(),
    })
    .optional(),
})
const body = z.strictObject({
  type: word('BODY'),
  text: z.string().min(1),
  example: z.strictObject({ body_text: z.array(z.array(z.string())).optional(), body_text_named_params: named.optional() }).optional(),
})
const footer = z.strictObject({ type: word('FOOTER'), text: z.string().min(1) })
const button = z.strictObject({
  type: word('QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE'),
  text: z.string().min(1).optional(),
  url: z.string().optional(),
  phone_number: z.string().optional(),
  example: z.union([z.string(), z.array(z.string())]).optional(),
})
const buttons = z.strictObject({ type: word('BUTTONS'), buttons: z.array(button).min(1) })

const componentsSchema = z.array(z.union([header, body, footer, buttons])).min(1)
type WordedComponents = z.infer<typeof componentsSchema>
export type TemplateComponents = WordedComponents | CodeComponents

/** Templates for one-time codes have other parts (code-template.ts). */
const anyComponents = z.array(z.record(z.string(), z.unknown())).min(1)

export const newTemplateSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'only lowercase alphanumeric characters and underscores'),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2,3})?$/),
  category: word('UTILITY', 'MARKETING', 'AUTHENTICATION'),
  parameter_format: word('NAMED', 'POSITIONAL').default('POSITIONAL'),
  components: anyComponents,
})
export const editedTemplateSchema = z.strictObject({
  category: word('UTILITY', 'MARKETING', 'AUTHENTICATION').optional(),
  parameter_format: word('NAMED', 'POSITIONAL').optional(),
  components: anyComponents,
})

export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new GraphError(100, `Param ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not valid'}`)
}

/** The parts as they were submitted, if the category may have them. `typeOf` knows the files behind handles. */
export function readComponents(
  given: unknown,
  category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION',
  format: 'NAMED' | 'POSITIONAL',
  typeOf: (handle: string) => string | undefined,
): TemplateComponents {
  if (category === 'AUTHENTICATION') return readInput(codeComponentsSchema, given)
  const components = readInput(componentsSchema, given)
  checkComponents(components, format, typeOf)
  return components
}

/** Rules that hold between the parts, each with the code by which it is refused. */
function checkComponents(
  components: WordedComponents,
  format: 'NAMED' | 'POSITIONAL',
  typeOf: (handle: string) => string | undefined,
): void {
  for (const type of ['HEADER', 'BODY', 'FOOTER', 'BUTTONS']) {
    if (components.filter((one) => one.type === type).length > 1) throw new GraphError(100, `There is more than one ${type}`)
  }
  const text = components.find((one) => one.type === 'BODY')
  if (!text) throw new GraphError(100, 'A template needs a BODY')
  for (const one of components) {
    if (one.type === 'HEADER') checkHeader(one, format, typeOf)
    if (one.type === 'BODY') checkBody(one, format)
    if (one.type === 'FOOTER') checkFooter(one.text)
    if (one.type === 'BUTTONS') checkButtons(one.buttons)
  }
}

const mediaTypes = { IMAGE: /^image\//, VIDEO: /^video\//, DOCUMENT: /^application\/pdf$/ } as const

function checkHeader(
  { format, text, example }: z.infer<typeof header>,
  parameters: 'NAMED' | 'POSITIONAL',
  typeOf: (handle: string) => string | undefined,
): void {
  if (format === 'LOCATION') return
  if (format !== 'TEXT') {
    const handles = example?.header_handle ?? []
    if (handles.length !== 1) throw new GraphError(100, 'A header with media needs one example.header_handle')
    const type = typeOf(handles[0] ?? '')
    if (type === undefined || !mediaTypes[format].test(type)) {
      const words = 'The example of the header is missing, has expired, or is of another type.'
      throw new GraphError(100, `header_handle is not that of an uploaded ${format}`, undefined, words)
    }
    return
  }
  if (!text) throw new GraphError(2388047, 'The header has no text')
  if (text.length > 60) throw new GraphError(2388040, 'The header has more than 60 characters')
  const names = placeholders(text)
  if (names.length > 1 || /[\n*]/.test(text))
    throw new GraphError(2388047, 'The header has more than one parameter, line breaks or formatting')
  requireExamples('header', names, parameters, example?.header_text, example?.header_text_named_params)
}

function checkBody({ text, example }: z.infer<typeof body>, parameters: 'NAMED' | 'POSITIONAL'): void {
  if (text.length > 1024) throw new GraphError(2388040, 'The body has more than 1024 characters')
  if (/\t| {5}|\n\n\n/.test(text)) throw new GraphError(2388072, 'The body has tabs, or too many spaces or line breaks in a row')
  if (/^\s*\{\{|\}\}\s*$/.test(text)) throw new GraphError(2388299, 'The body begins or ends with a parameter')
  const names = placeholders(text)
  const words = text
    .replace(/\{\{[^{}]*\}\}/g, ' ')
    .split(/\s+/)
    .filter((one) => /[\p{L}\p{N}]/u.test(one))
  if (words.length < names.length * 2 + 1) throw new GraphError(2388293, 'There are too many parameters for the length of the body')
  requireExamples('body', names, parameters, example?.body_text?.[0], example?.body_text_named_params)
}

function checkFooter(text: string): void {
  if (text.length > 60) throw new GraphError(2388040, 'The footer has more than 60 characters')
  if (text.includes('{{')) throw new GraphError(2388073, 'The footer has parameters')
}

function checkButtons(list: z.infer<typeof button>[]): void {
  const count = (type: string) => list.filter((one) => one.type === type).length
  if (list.length > 10 || count('URL') > 2 || count('PHONE_NUMBER') > 1 || count('COPY_CODE') > 1)
    throw new GraphError(100, 'Too many buttons')
  const runs = list.filter((one, index) => one.type === 'QUICK_REPLY' && list[index - 1]?.type !== 'QUICK_REPLY').length
  if (runs > 1) throw new GraphError(100, 'Quick reply buttons have to stand together')
  for (const one of list) {
    if (one.type !== 'COPY_CODE' && !one.text) throw new GraphError(100, 'A button needs a text')
    if ((one.text?.length ?? 0) > 25) throw new GraphError(2388040, 'A button has more than 25 characters')
    if (one.type === 'URL' && !/^https?:\/\//.test(one.url ?? '')) throw new GraphError(100, 'A button of type URL needs a url')
    if (one.type === 'URL' && one.url?.includes('{{') && !one.example) throw new GraphError(100, 'A url with a parameter needs an example')
    if (one.type === 'PHONE_NUMBER' && !/^\+?\d{5,20}$/.test(one.phone_number ?? '')) throw new GraphError(100, 'phone_number is not valid')
    if (one.type === 'COPY_CODE' && !one.example) throw new GraphError(100, 'COPY_CODE needs an example')
  }
}

function requireExamples(
  part: string,
  names: string[],
  format: 'NAMED' | 'POSITIONAL',
  positional: string[] | undefined,
  given: { param_name: string }[] | undefined,
): void {
  if (names.length === 0) return
  const isPositional = names.every((name) => /^\d+$/.test(name))
  if (isPositional !== (format === 'POSITIONAL')) throw new GraphError(100, `The parameters of the ${part} do not fit parameter_format`)
  if (isPositional && !names.every((_, index) => names.includes(String(index + 1))))
    throw new GraphError(100, `The parameters of the ${part} have gaps`)
  const found = isPositional
    ? (positional?.length ?? 0) === names.length
    : names.every((name) => given?.some((one) => one.param_name === name))
  if (!found)
    throw new GraphError(
      100,
      `The ${part} needs an example for each parameter`,
      undefined,
      `Add sample text for each variable of the ${part}.`,
    )
}

export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{([^{}]+)\}\}/g)].map((match) => match[1] ?? ''))]
}
