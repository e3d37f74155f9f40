import { type Selectable, sql } from 'kysely'
import type { EventType, ParleyEvent } from '../../../contract/events.ts'
import type { WebhookDelivery } from '../../../contract/webhooks.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { fail } from './errors.ts'
import type { WebhookDeliveryTable } from './tables.ts'

export type DeliveryRow = Selectable<WebhookDeliveryTable>

export interface NewDelivery {
  id: string
  endpointId: string
  eventId: string
  type: EventType | 'webhook.test'
  payload: object
  contactId: string | null
  status: 'pending' | 'withheld'
  error: string | null
  /** Set by whoever delivers it at once: nobody else takes it before then. */
  lockedUntil?: Date
}

export async function insertDeliveries(tx: Tx, workspaceId: string, now: Date, deliveries: readonly NewDelivery[]): Promise<void> {
  await tx
    .insertInto('webhook_deliveries')
    .values(
      deliveries.map((delivery) => ({
        workspace_id: workspaceId,
        id: delivery.id,
        endpoint_id: delivery.endpointId,
        event_id: delivery.eventId,
        type: delivery.type,
        payload: JSON.stringify(delivery.payload),
        contact_id: delivery.contactId,
        status: delivery.status,
        error: delivery.error,
        next_attempt_at: delivery.status === 'pending' ? now : null,
        locked_until: delivery.lockedUntil ?? '-infinity',
        created_at: now,
      })),
    )
    .execute()
}

export interface EventSubject {
  contactId: string | null
  restricted: boolean
  private: boolean
}

/** Whom an event concerns, and whether it may leave the house. */
export async function findSubject(tx: Tx, workspaceId: string, payload: ParleyEvent['payload']): Promise<EventSubject> {
  const ids = { messageId: null, conversationId: null, contactId: null, ...payload }
  const { rows } = await sql<{ contact_id: string | null; restricted: boolean; private: boolean }>`
    select k.id as contact_id, coalesce(k.restricted, false) as restricted, coalesce(m.private, false) as private
    from (select ${ids.messageId}::uuid as message_id, ${ids.conversationId}::uuid as conversation_id, ${ids.contactId}::uuid as contact_id) e
    left join messages m on m.workspace_id = ${workspaceId} and m.id = e.message_id
    left join conversations c on c.workspace_id = ${workspaceId} and c.id = e.conversation_id
    left join contacts k on k.workspace_id = ${workspaceId} and k.id = coalesce(e.contact_id, c.contact_id)`.execute(tx)
  const [row] = rows
  return { contactId: row?.contact_id ?? null, restricted: row?.restricted ?? false, private: row?.private ?? false }
}

/** After a merge the log belongs to the contact that was kept. */
export async function moveDeliveries(tx: Tx, workspaceId: string, fromContactId: string, toContactId: string): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ contact_id: toContactId })
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', fromContactId)
    .execute()
}

/** @throws AppError `delivery-not-found` */
export async function getDelivery(tx: Tx, workspaceId: string, endpointId: string, id: string): Promise<DeliveryRow> {
  const row = await tx
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('endpoint_id', '=', endpointId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw fail('delivery-not-found')
  return row
}

export function listDeliveries(
  tx: Tx,
  workspaceId: string,
  endpointId: string,
  page: { before: string | null; status: WebhookDelivery['status'] | null; limit: number },
): Promise<DeliveryRow[]> {
  let query = tx.selectFrom('webhook_deliveries').selectAll().where('workspace_id', '=', workspaceId).where('endpoint_id', '=', endpointId)
  if (page.before !== null) query = query.where('id', '<', page.before)
  if (page.status !== null) query = query.where('status', '=', page.status)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

export interface Claimed {
  workspaceId: string
  endpointId: string
  id: string
}

/** An address that failed so often in a row is asked one delivery at a time. */
export const failuresBeforePause = 5
const perEndpoint = 4

/**
 * Takes what is due under a lease. Crosses workspaces: each address gets a few at a time, so that one that hangs keeps nobody else
 * waiting. `busy` are addresses that this process has enough under way for.
 */
export async function claimDue(
  db: Database,
  claim: { now: Date; until: Date; limit: number; busy: readonly string[] },
): Promise<Claimed[]> {
  const { rows } = await sql<{ workspace_id: string; endpoint_id: string; id: string }>`
    with due as materialized (
      select d.workspace_id, d.id from webhook_endpoints e
      cross join lateral (
        select workspace_id, id from webhook_deliveries
        where workspace_id = e.workspace_id and endpoint_id = e.id and status = 'pending' and next_attempt_at <= ${claim.now} and locked_until <= ${claim.now}
        order by next_attempt_at, id limit case when e.failures >= ${failuresBeforePause} then 1 else ${perEndpoint} end
        for update skip locked
      ) d
      where e.enabled and e.blocked_until <= ${claim.now} and not (e.id = any (${[...claim.busy]}::uuid[]))
      limit ${claim.limit}
    )
    update webhook_deliveries w set locked_until = ${claim.until} from due
    where w.workspace_id = due.workspace_id and w.id = due.id
    returning w.workspace_id, w.endpoint_id, w.id`.execute(db.spine)
  return rows.map((row) => ({ workspaceId: row.workspace_id, endpointId: row.endpoint_id, id: row.id }))
}

/** Drops what is older than the log is kept. Crosses workspaces: by age alone. */
export async function pruneDeliveries(db: Database, before: Date): Promise<void> {
  await sql`delete from webhook_deliveries where created_at < ${before}`.execute(db.spine)
}
