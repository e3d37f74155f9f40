import type { Deps } from '../../../platform/module.ts'
import { readChannel } from '../change-channel.ts'
import { openConnections } from '../connections.ts'
import { fail } from '../errors.ts'
import { managementOf } from './open-templates.ts'
import { findTemplate, type TemplateRow } from './queries.ts'

/** One template of our copy: what the provider says of it now may be newer by a moment. */
export async function readTemplate(deps: Deps, workspaceId: string, channelId: string, id: string): Promise<TemplateRow> {
  const row = await deps.db.withWorkspace(workspaceId, (tx) => findTemplate(tx, workspaceId, channelId, id))
  if (!row) throw fail('template-not-found')
  return row
}

/** The channel of a template route, which must be of a kind that has them. */
export async function readTemplateChannel(deps: Deps, workspaceId: string, channelId: string) {
  const { type, name } = await readChannel(deps, workspaceId, channelId)
  return { name, management: managementOf(openConnections(deps).adapters.get(type)) }
}
