import { isDeepStrictEqual } from 'node:util'
import { templateContentSchema } from '../../../../contract/templates.ts'
import { publishMany } from '../../../platform/events.ts'
import { newId } from '../../../platform/ids.ts'
import type { Tx } from '../../../platform/module.ts'
import type { ProviderTemplate } from '../template-management.ts'
import { findByExternalIds, type NewTemplateRow, putTemplate, type TemplateRow } from './queries.ts'

/**
 * Writes down what the provider answered, in the caller's transaction, and publishes what has changed by it. Answers may cross: the one that was asked for
 * last stands (`askedAt`), whichever comes first.
 */
export async function storeTemplates(
  tx: Tx,
  channel: { workspaceId: string; channelId: string },
  templates: readonly ProviderTemplate[],
  askedAt: Date,
  rejectionDetail: string | null = null,
): Promise<void> {
  if (templates.length === 0) return
  const { workspaceId, channelId } = channel
  const known = await findByExternalIds(
    tx,
    workspaceId,
    channelId,
    templates.map(({ externalId }) => externalId),
  )
  const byExternalId = new Map(known.map((row) => [row.external_id, row]))
  const changed = []
  // In the order of their ids: two that store the same templates wait for each other instead of standing in each other's way.
  for (const template of templates.toSorted((one, other) => (one.externalId < other.externalId ? -1 : 1))) {
    const before = byExternalId.get(template.externalId)
    const row = { ...rowOf(channelId, template, askedAt), ...keptDetail(template, before, rejectionDetail) }
    const isChanged = before === undefined || differs(before, row)
    const after = await putTemplate(tx, workspaceId, row, isChanged)
    if (after && isChanged) changed.push({ templateId: after.id, channelId, status: after.status })
  }
  await publishMany(tx, workspaceId, 'template.updated', changed)
}

function rowOf(channelId: string, template: ProviderTemplate, askedAt: Date): NewTemplateRow {
  return {
    id: newId(),
    channel_id: channelId,
    external_id: template.externalId,
    name: template.name,
    language: template.language,
    category: template.category,
    status: template.status,
    quality: template.quality,
    rejection_code: template.status === 'rejected' ? (template.rejection ?? 'other') : null,
    rejection_detail: null,
    parameter_format: template.parameterFormat,
    content: JSON.stringify(contentOf(template)),
    asked_at: askedAt,
  }
}

/** The reviewer's words come by an event only and are kept for as long as the template stays rejected. */
function keptDetail(
  { status }: ProviderTemplate,
  before: TemplateRow | undefined,
  detail: string | null,
): Pick<NewTemplateRow, 'rejection_detail'> {
  if (status !== 'rejected') return { rejection_detail: null }
  return { rejection_detail: detail ?? before?.rejection_detail ?? null }
}

const compared = [
  'name',
  'language',
  'category',
  'status',
  'quality',
  'rejection_code',
  'rejection_detail',
  'parameter_format',
] as const satisfies readonly (keyof NewTemplateRow & keyof TemplateRow)[]

function differs(before: TemplateRow, row: NewTemplateRow): boolean {
  return compared.some((column) => before[column] !== row[column]) || !isDeepStrictEqual(before.content, JSON.parse(row.content))
}

/** The handle of an example file is the provider's, and of no use once it was submitted. */
function contentOf({ header, body, footer, buttons, code }: ProviderTemplate) {
  const shown = header && header.format !== 'text' ? { format: header.format } : header
  return templateContentSchema.parse({ header: shown, body, footer, buttons, ...(code ? { code } : {}) })
}
