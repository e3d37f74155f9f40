import { randomInt } from 'node:crypto'
import type { Answer } from '../http-server.ts'
import type { Cloud, ProvisionedNumber, Template } from './cloud.ts'
import { isCodeTemplate, wordCodeTemplate } from './code-template.ts'
import { GraphError } from './graph-error.ts'
import type { TemplateReviews } from './template-reviews.ts'
import { editedTemplateSchema, readComponents, readInput, type TemplateComponents } from './template-schema.ts'

const dayMs = 24 * 3600_000

/** The template's id; templates that were provisioned get theirs on first use. Sixteen digits, as the real ones. */
export function templateId(template: Template): string {
  template.id ??= `${randomInt(1, 9)}${String(randomInt(2 ** 47)).padStart(15, '0')}`
  return template.id
}

export function findOwnTemplate(cloud: Cloud, numbers: readonly ProvisionedNumber[], id: string): Template | undefined {
  const accounts = new Set(numbers.map((one) => one.businessAccountId))
  return [...accounts].flatMap((account) => cloud.accounts.get(account)?.templates ?? []).find((one) => templateId(one) === id)
}

/** As the API shows it: words in capitals. */
export function showTemplate(template: Template, fields: string | null): Record<string, unknown> {
  const all: Record<string, unknown> = {
    name: template.name,
    language: template.language,
    status: template.status,
    category: template.category.toUpperCase(),
    parameter_format: formatOf(template),
    components: componentsOf(template),
    quality_score: { score: template.quality ?? 'UNKNOWN' },
    rejected_reason: template.status === 'REJECTED' ? (template.rejectedReason ?? 'INVALID_FORMAT') : 'NONE',
  }
  const wanted = fields?.split(',').map((one) => one.trim()) ?? ['name', 'language', 'status', 'category', 'parameter_format', 'components']
  return { ...Object.fromEntries(wanted.filter((name) => name in all).map((name) => [name, all[name]])), id: templateId(template) }
}

function formatOf(template: Template): 'NAMED' | 'POSITIONAL' {
  return template.parameterFormat ?? (/\{\{[^\d{}]/.test(template.body) ? 'NAMED' : 'POSITIONAL')
}

function componentsOf(template: Template): unknown[] {
  return template.components ?? [{ type: 'BODY', text: template.body }]
}

/** Puts all components in the place of the old ones, and the template into review. */
export function editTemplate(cloud: Cloud, template: Template, given: Record<string, unknown>, reviews: TemplateReviews): Answer {
  const input = readInput(editedTemplateSchema, given)
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status)) {
    throw new GraphError(100, `A template that is ${template.status} cannot be edited`, undefined, 'This template cannot be edited now.')
  }
  if (template.status === 'APPROVED') {
    if (input.category && input.category.toLowerCase() !== template.category)
      throw new GraphError(100, 'The category of an approved template is fixed')
    countEdit(cloud, template)
  }
  const category = input.category ?? (template.category.toUpperCase() as 'UTILITY' | 'MARKETING' | 'AUTHENTICATION')
  const components = readComponents(input.components, category, input.parameter_format ?? formatOf(template), cloud.examples.typeOf)
  if (input.parameter_format) template.parameterFormat = input.parameter_format
  if (input.category) template.category = input.category.toLowerCase() as Template['category']
  setComponents(template, components)
  template.status = 'PENDING'
  reviews.submit(template)
  return { status: 200, json: { success: true } }
}

export function setComponents(template: Template, components: TemplateComponents): void {
  template.components = isCodeTemplate(components) ? wordCodeTemplate(components) : components.map(shownPart)
  template.body = String(template.components.find((one) => one.type === 'BODY')?.text ?? '')
}

/** In the place of a handle the API lists an address of the picture. */
function shownPart(part: Record<string, unknown>): Record<string, unknown> {
  const handles = (part.example as { header_handle?: string[] } | undefined)?.header_handle
  if (!handles) return part
  return { ...part, example: { header_handle: handles.map((_, index) => `https://scontent.whatsapp.net/v/example_${index}`) } }
}

/** An approved template may be edited once a day and ten times in thirty days. */
function countEdit(cloud: Cloud, template: Template): void {
  const now = cloud.clock()
  const edits = (template.edits ?? []).filter((at) => now - at < 30 * dayMs)
  if (edits.length >= 10 || edits.some((at) => now - at < dayMs)) {
    throw new GraphError(100, 'Edited too often', undefined, 'You can edit an approved template once in 24 hours and ten times in 30 days.')
  }
  template.edits = [...edits, now]
}
