import { publishMany } from '../../../platform/events.ts'
import type { Deps } from '../../../platform/module.ts'
import type { ProviderTemplate, TemplateNews } from '../template-management.ts'
import type { OpenTemplates } from './open-templates.ts'
import { deleteByExternalId, deleteUnnamed } from './queries.ts'
import { storeTemplates } from './store-templates.ts'

/** No account has more: 6,000 at a hundred a page. What lies beyond means that the list goes round in circles. */
const maxPages = 200

/** Brings the copy up to date with everything that the provider has. @returns how many those are */
export async function syncTemplates(deps: Deps, open: OpenTemplates, signal?: AbortSignal): Promise<number> {
  const { workspaceId, channelId } = open
  const askedAt = deps.clock.now()
  const templates = await listAll(open, signal)
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await storeTemplates(tx, open, templates, askedAt)
    const gone = await deleteUnnamed(tx, workspaceId, channelId, askedAt)
    await publishMany(
      tx,
      workspaceId,
      'template.updated',
      gone.map(({ id }) => ({ templateId: id, channelId, status: 'deleted' as const })),
    )
  })
  return templates.length
}

async function listAll({ management, connection }: OpenTemplates, signal?: AbortSignal): Promise<ProviderTemplate[]> {
  const found = new Map<string, ProviderTemplate>()
  let cursor: string | null = null
  for (let page = 0; page < maxPages; page++) {
    const { templates, next } = await management.list(connection, cursor, signal)
    for (const template of templates) found.set(template.externalId, template)
    if (next === null) return [...found.values()]
    cursor = next
  }
  throw new Error('The list of templates does not end')
}

/**
 * What has become of one template. Events about templates come late, twice and out of order, so what they say is not taken for true: they are the
 * reason to ask.
 */
export async function refreshTemplate(deps: Deps, open: OpenTemplates, news: TemplateNews, signal?: AbortSignal): Promise<void> {
  if (news.externalId === null) {
    await syncTemplates(deps, open, signal)
    return
  }
  const { workspaceId, channelId, management, connection } = open
  const { externalId } = news
  const askedAt = deps.clock.now()
  const template = await management.find(connection, externalId, signal)
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    if (template) return storeTemplates(tx, open, [template], askedAt, news.rejectionDetail)
    const gone = await deleteByExternalId(tx, workspaceId, channelId, externalId)
    if (gone) await publishMany(tx, workspaceId, 'template.updated', [{ templateId: gone.id, channelId, status: 'deleted' }])
  })
}
