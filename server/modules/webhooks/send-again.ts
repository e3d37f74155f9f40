import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { auditTarget } from './change-webhook.ts'
import { deliver } from './deliver.ts'
import { fail } from './errors.ts'
import { getEndpoint } from './queries.ts'
import { type DeliveryRow, getDelivery, insertDeliveries } from './queries-deliveries.ts'
import { leaseMs } from './run-deliveries.ts'

/** Starts a delivery over, with its schedule of retries; the receiver knows it by its `webhook-id`. */
export async function resendDelivery(deps: Deps, tx: Tx, access: Access, endpointId: string, id: string): Promise<DeliveryRow> {
  const { workspaceId } = access
  const endpoint = await getEndpoint(tx, workspaceId, endpointId)
  await getDelivery(tx, workspaceId, endpointId, id)
  if (!endpoint.enabled) throw fail('webhook-disabled')
  await tx
    .updateTable('webhook_deliveries')
    .set({ status: 'pending', attempt: 0, error: null, next_attempt_at: deps.clock.now() })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
  const row = await getDelivery(tx, workspaceId, endpointId, id)
  await recordAudit(tx, access, 'webhook.resent', auditTarget(endpoint), { deliveryId: id })
  return row
}

/** Sends a `webhook.test` at once, also to an address that is switched off, and says how it went. */
export async function sendTest(deps: Deps, access: Access, endpointId: string): Promise<DeliveryRow> {
  const { workspaceId } = access
  const now = deps.clock.now()
  const test = { id: newId(), endpointId, eventId: newId(), type: 'webhook.test' as const, contactId: null, error: null }
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const endpoint = await getEndpoint(tx, workspaceId, endpointId)
    const lockedUntil = new Date(now.getTime() + leaseMs)
    await insertDeliveries(tx, workspaceId, now, [{ ...test, payload: { webhookId: endpointId }, status: 'pending', lockedUntil }])
    await recordAudit(tx, access, 'webhook.tested', auditTarget(endpoint))
  })
  await deliver(deps, { workspaceId, endpointId, id: test.id })
  return deps.db.withWorkspace(workspaceId, (tx) => getDelivery(tx, workspaceId, endpointId, test.id))
}
