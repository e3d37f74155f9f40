import { rejectionCodes, type Template, templateContentSchema } from '../../../../contract/templates.ts'
import type { TemplateManagement } from '../template-management.ts'
import type { TemplateRow } from './queries.ts'

const empty = { header: null, body: null, footer: null, buttons: [] }

export function presentTemplate(row: TemplateRow, { editable }: Pick<TemplateManagement<unknown, unknown>, 'editable'>): Template {
  // What an older version wrote down may have another shape until the next synchronisation.
  const content = templateContentSchema.safeParse(row.content).data ?? empty
  const code = rejectionCodes.find((known) => known === row.rejection_code) ?? 'other'
  return {
    id: row.id,
    channelId: row.channel_id,
    externalId: row.external_id,
    name: row.name,
    language: row.language,
    category: row.category,
    status: row.status,
    quality: row.quality,
    rejection: row.rejection_code === null ? null : { code, detail: row.rejection_detail },
    parameterFormat: row.parameter_format,
    ...content,
    editable: editable.has(row.status),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
