import type { z } from 'zod'
import type { newWebhookSchema, webhookPatchSchema } from '../../../contract/webhooks.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { checkAddress } from './check-address.ts'
import { closeEndpoint } from './close-endpoint.ts'
import { fail } from './errors.ts'
import { countEndpoints, type EndpointRow, getEndpoint, lockEndpoints, subscribeToWanted } from './queries.ts'
import { newSigningSecret, overlapMs, secretPlace } from './signing-secret.ts'

const mostEndpoints = 50

interface WithSecret {
  row: EndpointRow
  /** Shown once; from here on it is only kept sealed. */
  secret: string
}

export async function createWebhook(deps: Deps, tx: Tx, access: Access, body: z.output<typeof newWebhookSchema>): Promise<WithSecret> {
  const { workspaceId } = access
  checkAddress(deps.config, body.url)
  await lockEndpoints(tx, workspaceId)
  if ((await countEndpoints(tx, workspaceId)) >= mostEndpoints) throw fail('webhook-limit')
  const id = newId()
  const secret = newSigningSecret()
  const now = deps.clock.now()
  await tx
    .insertInto('webhook_endpoints')
    .values({
      workspace_id: workspaceId,
      id,
      url: body.url,
      description: body.description ?? null,
      types: [...new Set(body.types)],
      secret: await deps.secrets.seal(tx, workspaceId, secretPlace(id, 'secret'), secret),
      created_at: now,
      updated_at: now,
    })
    .execute()
  await subscribeToWanted(tx, workspaceId)
  const row = await getEndpoint(tx, workspaceId, id)
  await recordAudit(tx, access, 'webhook.created', auditTarget(row), { types: row.types })
  return { row, secret }
}

export async function updateWebhook(
  deps: Deps,
  tx: Tx,
  access: Access,
  id: string,
  body: z.output<typeof webhookPatchSchema>,
): Promise<EndpointRow> {
  const { workspaceId } = access
  await lockEndpoints(tx, workspaceId)
  const before = await getEndpoint(tx, workspaceId, id)
  if (body.url !== undefined) checkAddress(deps.config, body.url)
  const opens = body.enabled === true && !before.enabled
  await tx
    .updateTable('webhook_endpoints')
    .set({
      ...(body.url !== undefined && { url: body.url }),
      ...(body.description !== undefined && { description: body.description }),
      ...(body.types !== undefined && { types: [...new Set(body.types)] }),
      ...(opens && { enabled: true, disabled_reason: null }),
      // Another address, or another try: what failed before no longer counts.
      ...((opens || body.url !== undefined) && { failures: 0, failing_since: null, blocked_until: '-infinity' }),
      updated_at: deps.clock.now(),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
  if (body.enabled === false && before.enabled) await closeEndpoint(tx, workspaceId, id, 'by-hand')
  await subscribeToWanted(tx, workspaceId)
  const row = await getEndpoint(tx, workspaceId, id)
  const details = { types: row.types, enabled: row.enabled, previousHost: new URL(before.url).host }
  await recordAudit(tx, access, 'webhook.updated', auditTarget(row), details)
  return row
}

export async function deleteWebhook(tx: Tx, access: Access, id: string): Promise<void> {
  const { workspaceId } = access
  await lockEndpoints(tx, workspaceId)
  const row = await getEndpoint(tx, workspaceId, id)
  await tx.deleteFrom('webhook_endpoints').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  await subscribeToWanted(tx, workspaceId)
  await recordAudit(tx, access, 'webhook.deleted', auditTarget(row))
}

/** The new secret signs at once; the one before signs beside it for a day, then it is forgotten. */
export async function rotateSecret(deps: Deps, tx: Tx, access: Access, id: string): Promise<WithSecret> {
  const { workspaceId } = access
  await lockEndpoints(tx, workspaceId)
  const before = await getEndpoint(tx, workspaceId, id)
  const secret = newSigningSecret()
  const previous = await deps.secrets.open(tx, workspaceId, secretPlace(id, 'secret'), before.secret)
  const now = deps.clock.now()
  await tx
    .updateTable('webhook_endpoints')
    .set({
      secret: await deps.secrets.seal(tx, workspaceId, secretPlace(id, 'secret'), secret),
      previous_secret: await deps.secrets.seal(tx, workspaceId, secretPlace(id, 'previous_secret'), previous),
      previous_secret_until: new Date(now.getTime() + overlapMs),
      updated_at: now,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
  const row = await getEndpoint(tx, workspaceId, id)
  await recordAudit(tx, access, 'webhook.secret-rotated', auditTarget(row))
  return { row, secret }
}

/** The host names it: a path often holds a secret of the receiver. */
export function auditTarget(row: Pick<EndpointRow, 'id' | 'url'>) {
  return { type: 'webhook', id: row.id, name: new URL(row.url).host }
}
