import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/module.ts'
import { recordSystemAudit } from '../workspaces/index.ts'
import { auditTarget } from './change-webhook.ts'
import { closeEndpoint } from './close-endpoint.ts'
import { type EndpointRow, getEndpoint, lockEndpoints, subscribeToWanted } from './queries.ts'
import { type Claimed, type DeliveryRow, failuresBeforePause } from './queries-deliveries.ts'
import { pauseAfter } from './retry-schedule.ts'

export type Outcome =
  | { status: number; body: string | null; retryAfter: string | null; durationMs: number }
  | { error: string; durationMs: number }
  | { withheld: string }

const givenUpAfterMs = 5 * 24 * 3_600_000

/** Writes down how an attempt went, when the next one is, and whether the address has had its chances. */
export async function recordOutcome(deps: Deps, claimed: Claimed, outcome: Outcome): Promise<void> {
  const { workspaceId, endpointId } = claimed
  const now = deps.clock.now()
  const reason = await deps.db.withWorkspace(workspaceId, (tx) => record(tx, claimed, outcome, now))
  // In a transaction of its own, which first takes the lock that administrators take first too.
  if (reason) await deps.db.withWorkspace(workspaceId, (tx) => giveUp(tx, workspaceId, endpointId, reason))
}

/** @returns why the address is to be switched off; null: it is not */
async function record(tx: Tx, { workspaceId, endpointId, id }: Claimed, outcome: Outcome, now: Date): Promise<'failing' | 'gone' | null> {
  await lockEndpoint(tx, workspaceId, endpointId)
  const delivery = await lockDelivery(tx, workspaceId, id)
  if (!delivery) return null
  if ('withheld' in outcome) {
    await settle(tx, delivery, { status: 'withheld', error: outcome.withheld })
    return null
  }
  const isTest = delivery.type === 'webhook.test'
  const status = 'status' in outcome ? outcome.status : null
  const attempted = {
    attempt: delivery.attempt + 1,
    attempted_at: now,
    response_status: status,
    response_body: 'status' in outcome ? outcome.body : null,
    error: 'error' in outcome ? outcome.error : null,
    duration_ms: outcome.durationMs,
  }
  if (status !== null && status >= 200 && status < 300) {
    await settle(tx, delivery, { ...attempted, status: 'delivered' })
    await noteSuccess(tx, workspaceId, endpointId)
    return null
  }
  const isFinal = isTest || status === 410 || attempted.error === 'address-refused'
  const pauseMs = isFinal ? null : pauseAfter(attempted.attempt, 'status' in outcome ? outcome.retryAfter : null, now)
  if (pauseMs === null) await settle(tx, delivery, { ...attempted, status: 'failed' })
  else await settle(tx, delivery, { ...attempted, status: 'pending', next_attempt_at: new Date(now.getTime() + pauseMs) })
  // A test says how the address is doing; it does not count against it.
  if (isTest) return null
  const { failing_since: failingSince } = await noteFailure(tx, workspaceId, endpointId, now)
  if (status === 410) return 'gone'
  return failingSince && now.getTime() - failingSince.getTime() > givenUpAfterMs ? 'failing' : null
}

/** First the address, then the delivery: whoever switches an address off locks in the same order. */
async function lockEndpoint(tx: Tx, workspaceId: string, endpointId: string): Promise<void> {
  await sql`select from webhook_endpoints where workspace_id = ${workspaceId} and id = ${endpointId} for no key update`.execute(tx)
}

function lockDelivery(tx: Tx, workspaceId: string, id: string): Promise<DeliveryRow | undefined> {
  return tx
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .forUpdate()
    .executeTakeFirst()
}

type Settled = Partial<Omit<DeliveryRow, 'payload' | 'created_at' | 'locked_until'>> & Pick<DeliveryRow, 'status'>

async function settle(tx: Tx, { workspace_id, id }: DeliveryRow, settled: Settled): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: null, locked_until: '-infinity', ...settled })
    .where('workspace_id', '=', workspace_id)
    .where('id', '=', id)
    .execute()
}

async function noteSuccess(tx: Tx, workspaceId: string, endpointId: string): Promise<void> {
  await sql`
    update webhook_endpoints set failures = 0, failing_since = null, blocked_until = '-infinity'
    where workspace_id = ${workspaceId} and id = ${endpointId} and failures > 0`.execute(tx)
}

/** From some failures in a row on, the address has peace between attempts: 5 s, doubling to 5 min. */
async function noteFailure(tx: Tx, workspaceId: string, endpointId: string, now: Date): Promise<Pick<EndpointRow, 'failing_since'>> {
  const { rows } = await sql<Pick<EndpointRow, 'failing_since'>>`
    update webhook_endpoints set failures = failures + 1, failing_since = coalesce(failing_since, ${now}),
      blocked_until = case when failures + 1 < ${failuresBeforePause} then blocked_until
        else ${now}::timestamptz + least(interval '5 minutes', interval '5 seconds' * power(2, least(failures + 1 - ${failuresBeforePause}, 10))) end
    where workspace_id = ${workspaceId} and id = ${endpointId} returning failing_since`.execute(tx)
  return rows[0] ?? { failing_since: null }
}

async function giveUp(tx: Tx, workspaceId: string, endpointId: string, reason: 'failing' | 'gone'): Promise<void> {
  await lockEndpoints(tx, workspaceId)
  const endpoint = await getEndpoint(tx, workspaceId, endpointId)
  if (!endpoint.enabled) return
  await closeEndpoint(tx, workspaceId, endpointId, reason)
  await subscribeToWanted(tx, workspaceId)
  await recordSystemAudit(tx, workspaceId, 'webhook.disabled', auditTarget(endpoint), { reason, failingSince: endpoint.failing_since })
}
