import { variablesOf } from '../../../../../contract/templates.ts'
import type { NewTemplate, Template, TemplateButton, TemplateContent, TemplatePatch } from '../../../lib/contract.ts'

/** What the form holds. Examples of variables that are gone from the text are kept until it is saved. */
export interface Draft {
  name: string
  language: string
  category: NonNullable<Template['category']>
  parameterFormat: Template['parameterFormat']
  header: Template['header']
  body: string
  bodyExamples: Record<string, string>
  footer: string
  buttons: TemplateButton[]
  /** Of a template for one-time codes, which has nothing else. */
  code: NonNullable<Template['code']> | null
}

export const newCode: NonNullable<Template['code']> = { securityAdvice: true, expiresInMinutes: 10, buttonTitle: null }

export function newDraft(language: string): Draft {
  return {
    name: '',
    language,
    category: 'utility',
    parameterFormat: 'positional',
    header: null,
    body: '',
    bodyExamples: {},
    footer: '',
    buttons: [],
    code: null,
  }
}

export function draftOf(template: Template): Draft {
  const { name, language, category, parameterFormat, header, body, footer, buttons, code = null } = template
  return {
    name,
    language,
    category: category ?? 'utility',
    parameterFormat,
    header,
    body: body?.text ?? '',
    bodyExamples: body?.examples ?? {},
    footer: footer ?? '',
    buttons,
    code,
  }
}

/** What the form turns into with another category: only codes have none of the parts that are worded. */
export function withCategory(draft: Draft, category: Draft['category']): Partial<Draft> {
  if ((category === 'authentication') === (draft.code !== null)) return { category }
  return { category, code: category === 'authentication' ? newCode : null }
}

export function contentOf(draft: Draft): TemplateContent {
  const { header } = draft
  return {
    header: header?.format === 'text' ? { ...header, examples: used(header.text, header.examples) } : header,
    body: bodyOf(draft),
    footer: draft.footer.trim() || null,
    buttons: draft.buttons,
  }
}

function bodyOf({ body, bodyExamples }: Draft): NonNullable<TemplateContent['body']> {
  return { text: body, examples: used(body, bodyExamples) }
}

export function newTemplateOf(draft: Draft): NewTemplate {
  const { name, language, category, parameterFormat, code } = draft
  if (code) return { name, language, category, code }
  return { name, language, category, parameterFormat, ...contentOf(draft), body: bodyOf(draft) }
}

/** Only what differs: the provider reviews whatever is sent. */
export function patchBetween(template: Template, draft: Draft): TemplatePatch {
  const partsOf = (one: Draft) => (one.code ? { code: one.code } : contentOf(one))
  const before: Record<string, unknown> = { category: template.category, ...partsOf(draftOf(template)) }
  const after: Record<string, unknown> = { category: draft.category, ...partsOf(draft) }
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])))
}

function used(text: string, examples: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(variablesOf(text).map((name) => [name, examples[name] ?? '']))
}

/** The variable that comes next: the first number that is free, or a name of that kind. */
export function nextVariable(text: string, format: Draft['parameterFormat']): string {
  const taken = new Set(variablesOf(text))
  for (let number = 1; ; number++) {
    const name = format === 'positional' ? String(number) : `value_${number}`
    if (!taken.has(name)) return name
  }
}

/** A name as the provider takes it, out of what was typed: `Order ready!` → `order_ready`. */
export function asTemplateName(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/[^a-z0-9_]/g, '')
}
