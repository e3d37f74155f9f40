import type pg from 'pg'
import { phoneOf } from '../rig/load.ts'

/** Half of them were last heard of before that: a turn of theirs has to look for its history in old partitions (pipeline/load-context.ts). */
const longAgo = "interval '45 days'"

export interface Adoption {
  workspaceId: string
  /** The number at which the load's customers write. */
  channelId: string
  /** As the load counts them: each gets a conversation of the history. */
  firstCustomer: number
  customers: number
}

/**
 * Lets a load's customers be people of the history, who come back to the number that is measured with everything that they and the business said before; every
 * other one has been silent for longer than 45 days. As an owner of the tables, before the load begins.
 * @returns how many found a conversation: fewer than wished for, where the history has no more
 */
export async function adoptCustomers(database: pg.Client, { workspaceId, channelId, firstCustomer, customers }: Adoption): Promise<number> {
  const pick = (when: string) => `(
    select id, contact_id, channel_id as from_channel, recipient_id from conversations
    where workspace_id = $1 and channel_id <> $2 and ${when} order by md5(id::text || $3) limit $4)`
  const { rows } = await database.query<{ id: string; contact_id: string; from_channel: string; recipient_id: string }>(
    `select * from ${pick(`last_activity_at < now() - ${longAgo}`)} silent union all select * from ${pick(`last_activity_at >= now() - ${longAgo}`)} recent`,
    [workspaceId, channelId, String(firstCustomer), Math.ceil(customers / 2)],
  )
  const adopted = interleaved(rows).slice(0, customers)
  const phones = adopted.map((_, index) => phoneOf(firstCustomer + index))
  const lists = [adopted.map((one) => one.id), adopted.map((one) => one.from_channel), adopted.map((one) => one.recipient_id), phones]
  await database.query(
    `with adopted as (select * from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[]) as a(id, from_channel, recipient_id, phone)),
     known as (
       update contact_identities i set channel_id = $2, external_id = a.phone from adopted a
       where i.workspace_id = $1 and i.channel_id = a.from_channel and i.external_id = a.recipient_id
     )
     update conversations c set channel_id = $2, recipient_id = a.phone, status = 'pending', handler = 'agent', assignee_id = null,
       awaiting_person = false, waiting_since = null, snoozed_until = null
     from adopted a where c.workspace_id = $1 and c.id = a.id`,
    [workspaceId, channelId, ...lists],
  )
  return adopted.length
}

/** The long silent and the recent ones in turn: the load's first customers write most. */
function interleaved<T>(rows: readonly T[]): T[] {
  const half = Math.ceil(rows.length / 2)
  return rows.slice(0, half).flatMap((row, index) => [row, ...(rows[half + index] === undefined ? [] : [rows[half + index] as T])])
}
