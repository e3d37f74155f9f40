import { publish } from '../../../platform/events.ts'
import type { Access, Deps } from '../../../platform/module.ts'
import { recordAudit } from '../../workspaces/index.ts'
import { fail } from '../errors.ts'
import { openTemplates, refuseAndAskAgain } from './open-templates.ts'
import { deleteByExternalId } from './queries.ts'
import { readTemplate } from './read-template.ts'

/** Removes this language of the template at the provider, and then here. */
export async function removeTemplate(deps: Deps, access: Access, { channelId, id }: { channelId: string; id: string }): Promise<void> {
  const { workspaceId } = access
  const open = await openTemplates(deps, workspaceId, channelId)
  const row = await readTemplate(deps, workspaceId, channelId, id)
  if (row.status === 'disabled') throw fail('template-fixed', { userMessage: `${open.title} does not let a disabled template be deleted.` })
  await open.management.remove(open.connection, { externalId: row.external_id, name: row.name }).catch(refuseAndAskAgain(deps, open))
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const gone = await deleteByExternalId(tx, workspaceId, channelId, row.external_id)
    if (!gone) return
    await publish(tx, workspaceId, 'template.updated', { templateId: id, channelId, status: 'deleted' })
    await recordAudit(tx, access, 'template.deleted', { type: 'template', id, name: row.name }, { channelId, language: row.language })
  })
}
