import type { z } from 'zod'
import type { newTemplateSchema } from '../../../../contract/templates.ts'
import type { Access, Deps } from '../../../platform/module.ts'
import { recordAudit } from '../../workspaces/index.ts'
import { fail } from '../errors.ts'
import { checkDraft } from './check-draft.ts'
import { openTemplates, refuseAndAskAgain } from './open-templates.ts'
import { findByExternalIds, type TemplateRow } from './queries.ts'
import { readOwnWords } from './read-own-words.ts'
import { storeTemplates } from './store-templates.ts'

/** Submits a template for the provider's review. It mostly is `pending` until an event tells how that ended. */
export async function createTemplate(
  deps: Deps,
  access: Access,
  channelId: string,
  draft: z.output<typeof newTemplateSchema>,
): Promise<TemplateRow> {
  const open = await openTemplates(deps, access.workspaceId, channelId)
  const errors = checkDraft(draft, open.management.rules)
  if (errors.length > 0) throw fail('template-invalid', { errors })
  const askedAt = deps.clock.now()
  const made = await open.management.create(open.connection, draft).catch(refuseAndAskAgain(deps, open))
  const submitted = { ...draft, ...made, quality: null, rejection: null }
  const template = (await readOwnWords(open, submitted)) ?? submitted
  return deps.db.withWorkspace(access.workspaceId, async (tx) => {
    await storeTemplates(tx, open, [template], askedAt)
    const [row] = await findByExternalIds(tx, access.workspaceId, channelId, [made.externalId])
    if (!row) throw fail('template-not-found')
    const target = { type: 'template', id: row.id, name: draft.name }
    await recordAudit(tx, access, 'template.created', target, { channelId, language: draft.language, category: draft.category })
    return row
  })
}
