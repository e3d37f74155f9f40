import { variablesOf } from '../../../../../contract/templates.ts'
import type { NewMessage, Template, TemplateButton } from '../../../lib/contract.ts'
import { emptyPlace, locationOf, oneLine, type Place } from './place.ts'

/** What a template is filled in with, as typed. */
export interface TemplateValues {
  /** By the names of the header's variables. */
  header: Record<string, string>
  /** By the names of the text's variables. */
  body: Record<string, string>
  file: { fileId: string; name: string } | null
  place: Place
  /** By the button's place: the end of an address, or a code. */
  buttons: Record<number, string>
}

export function emptyValues(): TemplateValues {
  return { header: {}, body: {}, file: null, place: emptyPlace, buttons: {} }
}

export function headerVariables({ header }: Pick<Template, 'header'>): string[] {
  return header?.format === 'text' ? variablesOf(header.text) : []
}

export function bodyVariables({ body }: Pick<Template, 'body'>): string[] {
  return variablesOf(body?.text ?? '')
}

/** The kind of file that the header shows; null where it shows none. */
export function headerFileKind({ header }: Pick<Template, 'header'>): 'image' | 'video' | 'document' | null {
  const format = header?.format
  return format === 'image' || format === 'video' || format === 'document' ? format : null
}

/** Buttons of the kinds `other` that are sent by what they are; those of further kinds need what only the provider's own tools know. */
const plainKinds = new Set(['quick_reply', 'flow', 'catalog', 'otp', 'url', 'phone_number', 'voice_call'])

export function isSendable({ buttons }: Pick<Template, 'buttons'>): boolean {
  return buttons.every((button) => button.kind !== 'other' || plainKinds.has(button.type))
}

/** Sends a one-time code, which stands in its text and behind its button. */
export function isCode({ buttons }: Pick<Template, 'buttons'>): boolean {
  return buttons.some((button) => button.kind === 'one-time-code')
}

const longestCode = 15

/** Whether somebody has to type something for this button. A one-time code is the one in the text. */
export function takesValue(button: TemplateButton): boolean {
  return button.kind === 'copy-code' || (button.kind === 'link' && variablesOf(button.url).length > 0)
}

export function isComplete(template: Template, values: TemplateValues): boolean {
  const { header } = template
  const isFilled = (text: string | undefined) => Boolean(text?.trim())
  if (isCode(template)) return isFilled(values.body['1']) && (values.body['1'] ?? '').replace(/\s/g, '').length <= longestCode
  return (
    headerVariables(template).every((name) => isFilled(values.header[name])) &&
    bodyVariables(template).every((name) => isFilled(values.body[name])) &&
    (headerFileKind(template) === null || values.file !== null) &&
    (header?.format !== 'location' || locationOf(values.place) !== null) &&
    template.buttons.every((button, index) => !takesValue(button) || isFilled(values.buttons[index]))
  )
}

type Sent = NonNullable<NewMessage['template']>

/** As the API takes it. Providers take neither line breaks nor long gaps inside a variable. */
export function templateMessage(template: Template, values: TemplateValues): NewMessage {
  const { name, language } = template
  if (isCode(template)) return { template: { name, language, code: (values.body['1'] ?? '').replace(/\s/g, '') } }
  const header = headerOf(template, values)
  const buttons = template.buttons.flatMap((button, index) => buttonOf(button, index, values))
  return {
    template: {
      name,
      language,
      variables: pick(bodyVariables(template), values.body),
      ...(header ? { header } : {}),
      ...(buttons.length > 0 ? { buttons } : {}),
    },
    ...(headerFileKind(template) && values.file ? { attachments: [{ fileId: values.file.fileId }] } : {}),
  }
}

function headerOf(template: Template, values: TemplateValues): Sent['header'] {
  const variables = headerVariables(template)
  if (variables.length > 0) return { kind: 'text', variables: pick(variables, values.header) }
  const kind = headerFileKind(template)
  if (kind) return { kind, ...(kind === 'document' && values.file ? { name: values.file.name } : {}) }
  const place = template.header?.format === 'location' ? locationOf(values.place) : null
  return place ? { kind: 'location', ...place } : undefined
}

function buttonOf(button: TemplateButton, index: number, values: TemplateValues): NonNullable<Sent['buttons']> {
  const value = oneLine(values.buttons[index] ?? '')
  if (button.kind === 'copy-code') return [{ kind: 'copy-code', index, code: value }]
  if (button.kind === 'link') return takesValue(button) ? [{ kind: 'url', index, suffix: value }] : []
  if (button.kind !== 'other') return []
  if (button.type === 'otp') return [{ kind: 'url', index, suffix: oneLine(values.body['1'] ?? '') }]
  return button.type === 'flow' || button.type === 'catalog' ? [{ kind: button.type, index }] : []
}

function pick(names: readonly string[], values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, oneLine(values[name] ?? '')]))
}
