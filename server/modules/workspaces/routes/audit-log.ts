import { pageOf } from '../../../../contract/paging.ts'
import { auditCheckSchema, auditEntrySchema, auditQuerySchema } from '../../../../contract/workspaces.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { checkAuditChain } from '../audit/check-audit-chain.ts'
import { listAuditLog } from '../audit/list-audit-log.ts'

const tags = ['audit-log']
const path = '/api/v1/audit-log'

export function auditRoutes(server: ApiServer, deps: Deps): void {
  const config = { permission: 'admin' as const }

  server.get(
    path,
    { config, schema: { tags, querystring: auditQuerySchema, response: { 200: pageOf(auditEntrySchema) } } },
    async ({ access, query }) => deps.db.withWorkspace(access.workspaceId, (tx) => listAuditLog(tx, access.workspaceId, query)),
  )

  server.get(`${path}/check`, { config, schema: { tags, response: { 200: auditCheckSchema } } }, async ({ access }) =>
    deps.db.withWorkspace(access.workspaceId, (tx) => checkAuditChain(tx, access.workspaceId)),
  )
}
