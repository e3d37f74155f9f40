import { type Selectable, sql } from 'kysely'
import type { Database, Tx } from '../../../platform/db.ts'
import type { ChannelNoticeTable } from '../tables.ts'

export type NoticeRow = Selectable<ChannelNoticeTable>

/** At most one mail a channel a day says that it is broken. */
export const quietMs = 24 * 3_600_000

/** Crosses workspaces: broken channels whose owners do not know yet, and those that are well again of which they were told. */
export async function listChannelsWithNews(db: Database, now: Date): Promise<{ workspaceId: string; channelId: string }[]> {
  const { rows } = await sql<{ workspaceId: string; channelId: string }>`
    select c.workspace_id as "workspaceId", c.id as "channelId"
    from channels c left join channel_notices n on n.workspace_id = c.workspace_id and n.channel_id = c.id
    where (c.status = 'error' and (n.channel_id is null or (n.well_at is not null and n.told_at < ${new Date(now.getTime() - quietMs)})))
      or (c.status <> 'error' and n.channel_id is not null and n.well_at is null)`.execute(db.spine)
  return rows
}

/** Callers hold the channel's lock, so that two who tell at the same time tell once. */
export function findNotice(tx: Tx, workspaceId: string, channelId: string): Promise<NoticeRow | undefined> {
  return tx
    .selectFrom('channel_notices')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
}

export async function saveNotice(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  notice: { told_at: Date; well_at: Date | null },
): Promise<void> {
  await tx
    .insertInto('channel_notices')
    .values({ workspace_id: workspaceId, channel_id: channelId, ...notice })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'channel_id']).doUpdateSet(notice))
    .execute()
}
