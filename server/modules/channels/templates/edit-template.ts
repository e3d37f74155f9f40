import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { templatePatchSchema } from '../../../../contract/templates.ts'
import type { Access, Deps } from '../../../platform/module.ts'
import { recordAudit } from '../../workspaces/index.ts'
import { fail } from '../errors.ts'
import type { TemplateDraft } from '../template-management.ts'
import { checkCategory, checkContent } from './check-draft.ts'
import { openTemplates, refuseAndAskAgain } from './open-templates.ts'
import { findTemplate, type TemplateRow } from './queries.ts'
import { readOwnWords } from './read-own-words.ts'
import { readTemplate } from './read-template.ts'
import { storeTemplates } from './store-templates.ts'

/** Submits a changed template; what is not given stays. The provider reviews it again. */
export async function editTemplate(
  deps: Deps,
  access: Access,
  { channelId, id }: { channelId: string; id: string },
  patch: z.output<typeof templatePatchSchema>,
): Promise<TemplateRow> {
  const { workspaceId } = access
  const open = await openTemplates(deps, workspaceId, channelId)
  const row = await readTemplate(deps, workspaceId, channelId, id)
  const { management, connection, title } = open
  if (!management.editable.has(row.status)) {
    throw fail('template-fixed', {
      userMessage: `${title} lets a template be changed only while it is ${[...management.editable].join(', ')}.`,
    })
  }
  const category = patch.category && patch.category !== row.category ? patch.category : null
  if (category && row.status === 'approved') {
    throw fail('template-fixed', { userMessage: 'The category of an approved template cannot be changed.' })
  }
  const content = { ...row.content, parameterFormat: row.parameter_format, ...withoutUndefined(patch) }
  // Whatever is submitted is reviewed, and counts among the few changes that the provider allows.
  if (category === null && isDeepStrictEqual(content, { ...row.content, parameterFormat: row.parameter_format })) return row
  const errors = [
    ...(category ? checkCategory(category, management.rules) : []),
    ...checkContent({ ...content, category: category ?? row.category }, management.rules),
  ]
  if (errors.length > 0) throw fail('template-invalid', { errors })
  const askedAt = deps.clock.now()
  await management.edit(connection, row.external_id, { ...content, category }).catch(refuseAndAskAgain(deps, open))
  const edited = {
    ...content,
    externalId: row.external_id,
    name: row.name,
    language: row.language,
    category: category ?? row.category,
    status: 'pending' as const,
    quality: row.quality,
    rejection: null,
  }
  const template = (await readOwnWords(open, edited)) ?? edited
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    await storeTemplates(tx, open, [template], askedAt)
    const after = await findTemplate(tx, workspaceId, channelId, id)
    if (!after) throw fail('template-not-found')
    await recordAudit(tx, access, 'template.updated', { type: 'template', id, name: row.name }, { channelId, fields: Object.keys(patch) })
    return after
  })
}

function withoutUndefined(patch: z.output<typeof templatePatchSchema>): Partial<TemplateDraft> {
  return Object.fromEntries(Object.entries(patch).filter(([name, value]) => name !== 'category' && value !== undefined))
}
