import { variablesOf } from '../../../../../contract/templates.ts'
import type { NewMessage, Template } from '../../../lib/contract.ts'

/** What a template still needs before it can be sent, besides the variables of its text. */
export type TemplateNeed = 'header-file' | 'header-variable' | 'header-place' | 'button-value'

export function needsOf({ header, buttons }: Pick<Template, 'header' | 'buttons'>): TemplateNeed[] {
  const needs: TemplateNeed[] = []
  if (header?.format === 'text' && variablesOf(header.text).length > 0) needs.push('header-variable')
  if (header?.format === 'image' || header?.format === 'video' || header?.format === 'document') needs.push('header-file')
  if (header?.format === 'location') needs.push('header-place')
  if (buttons.some((button) => button.kind === 'copy-code' || (button.kind === 'link' && variablesOf(button.url).length > 0))) {
    needs.push('button-value')
  }
  return needs
}

export function bodyVariables(template: Pick<Template, 'body'>): string[] {
  return variablesOf(template.body?.text ?? '')
}

/** As the API takes it. Providers take neither line breaks nor long gaps inside a variable. */
export function templateMessage(template: Template, values: Readonly<Record<string, string>>): NewMessage {
  const variables = Object.fromEntries(bodyVariables(template).map((name) => [name, (values[name] ?? '').trim().replace(/\s+/g, ' ')]))
  return { template: { name: template.name, language: template.language, variables } }
}

export function isComplete(template: Template, values: Readonly<Record<string, string>>): boolean {
  return bodyVariables(template).every((name) => values[name]?.trim())
}
