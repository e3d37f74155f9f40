import { type Selectable, sql } from 'kysely'
import type { EventType } from '../../../contract/events.ts'
import type { Tx } from '../../platform/db.ts'
import { subscribeDurably } from '../../platform/events.ts'
import { fail } from './errors.ts'
import type { WebhookEndpointTable } from './tables.ts'

export type EndpointRow = Selectable<WebhookEndpointTable>

export const subscriber = 'webhooks'

/** One administrative change of a workspace's webhooks at a time: the subscription is the union of all of them. */
export async function lockEndpoints(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks:${workspaceId}`}, 0))`.execute(tx)
}

/** @throws AppError `webhook-not-found` */
export async function getEndpoint(tx: Tx, workspaceId: string, id: string): Promise<EndpointRow> {
  const row = await tx
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw fail('webhook-not-found')
  return row
}

export function listEndpoints(tx: Tx, workspaceId: string, page: { before: string | null; limit: number }): Promise<EndpointRow[]> {
  const found = tx.selectFrom('webhook_endpoints').selectAll().where('workspace_id', '=', workspaceId)
  return (page.before === null ? found : found.where('id', '<', page.before)).orderBy('id', 'desc').limit(page.limit).execute()
}

export async function countEndpoints(tx: Tx, workspaceId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('webhook_endpoints')
    .where('workspace_id', '=', workspaceId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Who is told of this event? */
export async function endpointsFor(tx: Tx, workspaceId: string, type: EventType): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from webhook_endpoints where workspace_id = ${workspaceId} and enabled and ${type} = any (types) order by id`.execute(tx)
  return rows.map((row) => row.id)
}

/** Tells the events of this workspace what is wanted now: what the enabled endpoints ask for, and merges, which move the log along. */
export async function subscribeToWanted(tx: Tx, workspaceId: string): Promise<void> {
  const { rows } = await sql<{ type: EventType }>`
    select distinct unnest(types) as type from webhook_endpoints where workspace_id = ${workspaceId} and enabled order by 1`.execute(tx)
  const types = new Set<EventType>(rows.map((row) => row.type))
  if (types.size > 0) types.add('contact.merged')
  await subscribeDurably(tx, workspaceId, subscriber, [...types])
}
