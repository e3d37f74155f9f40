import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { ChannelStatus } from '../../../contract/channels.ts'
import type { Database, Tables, Tx } from '../../platform/db.ts'
import type { ChannelEventTable, ChannelTable } from './tables.ts'

export type ChannelRow = Selectable<ChannelTable>
export type ChannelEventRow = Selectable<ChannelEventTable>

/**
 * When the channel was last heard from: read off its newest event, whose id begins with its time in ms (UUIDv7). A column of its own would
 * make every batch of messages wait for the channel's row. It comes after `selectAll` and so stands for the stored column.
 */
const lastEventAt = sql<Date | null>`(
  select to_timestamp(('x0000' || left(replace(e.id::text, '-', ''), 12))::bit(64)::bigint / 1000.0)
  from channel_events e
  where e.workspace_id = channels.workspace_id and e.channel_id = channels.id
  order by e.id desc limit 1)`.as('last_event_at')

export async function insertChannel(
  tx: Tx,
  workspaceId: string,
  row: Pick<ChannelRow, 'id' | 'type' | 'name' | 'account_id' | 'status' | 'status_reason' | 'credentials' | 'widget_key' | 'agent_id'> & {
    config: string
  },
): Promise<void> {
  await tx
    .insertInto('channels')
    .values({ ...row, workspace_id: workspaceId })
    .execute()
}

export function findChannel(tx: Tx, workspaceId: string, id: string): Promise<ChannelRow | undefined> {
  return tx
    .selectFrom('channels')
    .selectAll()
    .select(lastEventAt)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Oldest first, which is the order of their ids. */
export function listChannels(tx: Tx, workspaceId: string, page: { limit: number; after: string | null }): Promise<ChannelRow[]> {
  let query = tx.selectFrom('channels').selectAll().select(lastEventAt).where('workspace_id', '=', workspaceId)
  if (page.after !== null) query = query.where('id', '>', page.after)
  return query.orderBy('id').limit(page.limit).execute()
}

/** @returns the changed row; nothing when there is none, or when its status is none of `from` any more */
export function updateChannelRow(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: Updateable<ChannelTable>,
  from?: readonly ChannelStatus[],
): Promise<ChannelRow | undefined> {
  const timed = change.status === undefined ? change : { ...change, status_at: sql<Date>`now()` }
  let query = tx.updateTable('channels').set(timed).where('workspace_id', '=', workspaceId).where('id', '=', id)
  if (from) query = query.where('status', 'in', from)
  return query.returningAll().returning(lastEventAt).executeTakeFirst()
}

/** With what its provider told us: the journal is of no use without the channel. What it was is remembered for its conversations. */
export async function deleteChannelRows(tx: Tx, { workspace_id: workspaceId, id, type, name }: ChannelRow): Promise<void> {
  await tx
    .insertInto('deleted_channels')
    .values({ workspace_id: workspaceId, id, type, name })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doNothing())
    .execute()
  await tx.deleteFrom('channel_notices').where('workspace_id', '=', workspaceId).where('channel_id', '=', id).execute()
  await tx.deleteFrom('channel_events').where('workspace_id', '=', workspaceId).where('channel_id', '=', id).execute()
  await tx.deleteFrom('channel_event_keys').where('workspace_id', '=', workspaceId).where('channel_id', '=', id).execute()
  await tx.deleteFrom('channels').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

export function listChannelEvents(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  page: { limit: number; before: string | null; status: ChannelEventTable['status'] | null },
): Promise<ChannelEventRow[]> {
  let query = tx.selectFrom('channel_events').selectAll().where('workspace_id', '=', workspaceId).where('channel_id', '=', channelId)
  if (page.before !== null) query = query.where('id', '<', page.before)
  if (page.status !== null) query = query.where('status', '=', page.status)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

/** Agents live a floor above: of their table no more is known here than that it has these two columns. */
export async function hasAgent(tx: Tx, workspaceId: string, agentId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from agents where workspace_id = ${workspaceId} and id = ${agentId}`.execute(tx)
  return rows.length > 0
}

/** Crosses workspaces: a webhook names a channel and no workspace. */
export function findChannelAnywhere(db: Database, id: string): Promise<ChannelRow | undefined> {
  return anywhere(db.spine).where('id', '=', id).executeTakeFirst()
}

/** Crosses workspaces: a shared webhook names accounts of any of them. At most one is live (unique index). */
export function findChannelByAccount(db: Database, type: string, accountId: string): Promise<ChannelRow | undefined> {
  return anywhere(db.spine)
    .where('type', '=', type)
    .where('account_id', '=', accountId)
    .where('status', '<>', 'disconnected')
    .executeTakeFirst()
}

/** Crosses workspaces: events about the account above several numbers concern each of its channels. */
export function findChannelsBySetting(db: Database, type: string, setting: string, value: string): Promise<ChannelRow[]> {
  return anywhere(db.spine)
    .where('type', '=', type)
    .where('status', '<>', 'disconnected')
    .where(sql<string>`config ->> ${setting}`, '=', value)
    .limit(100)
    .execute()
}

/** Crosses workspaces: a provider names a person, and no workspace. Those that are disconnected as well: what was given for them is kept. */
export async function findChannelsGrantedBy(db: Database, types: readonly string[], userId: string): Promise<ChannelRow[]> {
  return anywhere(db.spine).where('type', 'in', types).where(sql<string>`config ->> 'grantedBy'`, '=', userId).execute()
}

/** Crosses workspaces: one process fetches for the channels of all. */
export async function listPolledChannels(db: Database, types: readonly string[]): Promise<string[]> {
  if (types.length === 0) return []
  const rows = await db.spine.selectFrom('channels').select('id').where('type', 'in', types).where('status', '=', 'connected').execute()
  return rows.map((row) => row.id)
}

/** Crosses workspaces: by age alone. Tokens that nobody has chosen go as soon as they may not be used any more. */
export async function dropOldGrants(db: Database): Promise<void> {
  await sql`update channel_grants set accounts = null where expires_at < now() and accounts is not null`.execute(db.spine)
  await sql`delete from channel_grants where created_at < now() - interval '1 day'`.execute(db.spine)
}

/** Crosses workspaces: each channel that should work is looked at. */
export function listLiveChannels(db: Database): Promise<{ workspaceId: string; channelId: string }[]> {
  return db.spine
    .selectFrom('channels')
    .select(['workspace_id as workspaceId', 'id as channelId'])
    .where('status', 'in', ['connected', 'error'])
    .orderBy('id')
    .execute()
}

/** Crosses workspaces: nobody connects for so long, so the process that did is gone. */
export function listForgottenChannels(db: Database): Promise<{ workspaceId: string; channelId: string }[]> {
  return db.spine
    .selectFrom('channels')
    .select(['workspace_id as workspaceId', 'id as channelId'])
    .where('status', '=', 'connecting')
    .where((is) => is.or([is('status_at', 'is', null), is('status_at', '<', sql<Date>`now() - interval '5 minutes'`)]))
    .orderBy('id')
    .execute()
}

/** Crosses workspaces: what is done for all of them once a day. */
export function listConnectedOfTypes(db: Database, types: readonly string[]): Promise<Pick<ChannelRow, 'id' | 'workspace_id'>[]> {
  if (types.length === 0) return Promise.resolve([])
  return db.spine
    .selectFrom('channels')
    .select(['id', 'workspace_id'])
    .where('type', 'in', types)
    .where('status', '=', 'connected')
    .orderBy('id')
    .execute()
}

/** Crosses workspaces: the operator's doctor asks about each. */
export function listChannelsAnywhere(db: Database): Promise<ChannelRow[]> {
  return anywhere(db.spine).select(lastEventAt).orderBy('id').execute()
}

/** Locks the row: what was found is weighed against what it says now. */
export function lockChannel(tx: Tx, workspaceId: string, id: string): Promise<ChannelRow | undefined> {
  return tx
    .selectFrom('channels')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

function anywhere(spine: Kysely<Tables>) {
  return spine.selectFrom('channels').selectAll()
}
