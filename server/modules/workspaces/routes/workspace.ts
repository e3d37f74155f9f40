import { workspacePatchSchema, workspaceSchema } from '../../../../contract/workspaces.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accessCacheOf } from '../access/access-cache.ts'
import { requireTimeZone } from '../accounts/create-workspace.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { findWorkspace } from './describe-me.ts'

const path = '/api/v1/workspace'
const tags = ['workspace']

/** The workspace of the caller. */
export function workspaceRoutes(server: ApiServer, deps: Deps): void {
  server.get(path, { config: { permission: 'viewer' }, schema: { tags, response: { 200: workspaceSchema } } }, async ({ access }) =>
    deps.db.withWorkspace(access.workspaceId, (tx) => findWorkspace(tx, access.workspaceId)),
  )

  server.patch(
    path,
    { config: { permission: 'admin' }, schema: { tags, body: workspacePatchSchema, response: { 200: workspaceSchema } } },
    async ({ access, body }) => {
      if (body.timeZone !== undefined) requireTimeZone(body.timeZone)
      const { name, language, timeZone: time_zone } = body
      const workspace = await deps.db.withWorkspace(access.workspaceId, async (tx) => {
        const changed = { name, language, time_zone, updated_at: deps.clock.now() }
        await tx.updateTable('workspaces').set(changed).where('id', '=', access.workspaceId).execute()
        const after = await findWorkspace(tx, access.workspaceId)
        await recordAudit(tx, access, 'workspace.updated', { type: 'workspace', id: access.workspaceId, name: after.name }, body)
        return after
      })
      accessCacheOf(deps.db).forgetAll()
      return workspace
    },
  )
}
