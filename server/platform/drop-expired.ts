import { sql } from 'kysely'
import type { Database } from './db.ts'

/**
 * Ends what is kept for a time only: whole partitions are dropped, which costs nothing however many rows they hold; of those that still hold younger
 * rows the old ones are deleted, so that a promise of thirty days is not one of sixty.
 * Crosses workspaces: by age alone.
 */
export async function dropExpired(db: Database): Promise<void> {
  await sql`select parley_drop_expired_partitions()`.execute(db.spine)
  const { rows } = await sql<{ parent: string }>`select parent from partitioned_tables where keep is not null order by parent`.execute(
    db.spine,
  )
  for (const { parent } of rows) {
    await sql`delete from ${sql.table(parent)} where id < (select parley_id_floor(now() - keep) from partitioned_tables where parent = ${parent})`.execute(
      db.spine,
    )
  }
  // Of events that are no more, or that a subscriber has refused again and again.
  await sql`delete from event_queue where event_id < parley_id_floor(now() - interval '60 days')`.execute(db.spine)
}
