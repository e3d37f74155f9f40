import type { Webhook } from '../../../contract/webhooks.ts'
import type { Tx } from '../../platform/db.ts'

/** Switches an address off. What still waited for it is given up: it can be sent again by hand. The caller renews the subscription. */
export async function closeEndpoint(
  tx: Tx,
  workspaceId: string,
  endpointId: string,
  reason: NonNullable<Webhook['disabledReason']>,
): Promise<void> {
  await tx
    .updateTable('webhook_endpoints')
    .set({ enabled: false, disabled_reason: reason })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', endpointId)
    .execute()
  await tx
    .updateTable('webhook_deliveries')
    .set({ status: 'failed', error: 'webhook-disabled', next_attempt_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('endpoint_id', '=', endpointId)
    .where('status', '=', 'pending')
    .execute()
}
