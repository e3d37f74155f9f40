import { newId } from '../../platform/ids.ts'
import type { InboundEvent } from '../channels/index.ts'
import { cleanText } from './clean-text.ts'
import { joinLater } from './join-contacts.ts'
import { type Entry, note, type Recording } from './recording.ts'
import { idsOf } from './resolve-contacts.ts'

type IdentityEvent = Extract<InboundEvent, { kind: 'identity' }>

/**
 * The person has a new id (number change): the contact keeps everything and gets the new one; the old ids still lead to it. Without previous ids
 * only the person's device or security code is new: the thread says so.
 */
export async function rekeyContact(recording: Recording, entry: Entry, event: IdentityEvent): Promise<void> {
  const { workspaceId, id: channelId } = entry.channel
  const contactId = await findPerson(recording, entry, event)
  if (!contactId) {
    entry.outcome = 'ignored'
    // Their first message, under the old id, may still be on its way.
    entry.isEarly = event.joins !== undefined && event.previousIds.length > 0
    return
  }
  entry.contactId = contactId
  if (event.joins && event.previousIds.length > 0) await settleNewIds(recording, entry, event, contactId)
  for (const externalId of idsOf(event.sender)) {
    await recording.client.query(
      `insert into contact_identities (workspace_id, channel_id, external_id, contact_id, username) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, channel_id, external_id) do update set contact_id = excluded.contact_id
       where not exists (select from conversations c where c.workspace_id = $1 and c.channel_id = $2 and c.contact_id = contact_identities.contact_id)`,
      [workspaceId, channelId, externalId, contactId, event.sender.username ?? null],
    )
  }
  if (event.sender.phone && event.previousIds.length > 0) {
    await recording.client.query('update contacts set phone = $3, updated_at = now() where workspace_id = $1 and id = $2', [
      workspaceId,
      contactId,
      event.sender.phone,
    ])
  }
  const moved = await recording.client.query<{ id: string }>(
    'update conversations set recipient_id = $4 where workspace_id = $1 and channel_id = $2 and contact_id = $3 returning id',
    [workspaceId, channelId, contactId, event.sender.externalId],
  )
  for (const { id } of moved.rows) {
    const content = { event: { name: 'identity-changed', reason: event.note === null ? null : cleanText(event.note), actorName: null } }
    await recording.client.query(
      `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, content, status, answerable, created_at)
       values ($1, $2, $3, $4, $5, 'inbound', 'system', 'event', $6, 'received', false, $7)`,
      [workspaceId, newId(), id, channelId, contactId, JSON.stringify(content), new Date(event.at).toISOString()],
    )
  }
  note(recording, workspaceId, 'contact.updated', { contactId })
}

/** The oldest contact that one of the ids leads to. */
async function findPerson({ client }: Recording, { channel }: Entry, event: IdentityEvent): Promise<string | undefined> {
  const { rows } = await client.query<{ contact_id: string }>(
    'select contact_id from contact_identities where workspace_id = $1 and channel_id = $2 and external_id = any ($3) order by contact_id limit 1',
    [channel.workspaceId, channel.id, event.previousIds.length > 0 ? event.previousIds : idsOf(event.sender)],
  )
  return rows[0]?.contact_id
}

/** A number that its owner gave up is nobody else's for weeks; providers' clocks differ by less than this. */
const soonestAnewMs = 24 * 3600_000

interface Holder {
  contact_id: string
  ids: string[]
  met_at: Date
}

/**
 * Who has spoken under the new ids already. Somebody who was met after the change is the person, of whose change we hear only now: what was said there
 * is theirs. Somebody who had the number long before it is another.
 */
async function settleNewIds(recording: Recording, entry: Entry, event: IdentityEvent, contactId: string): Promise<void> {
  const { workspaceId, id: channelId } = entry.channel
  const { rows: holders } = await recording.client.query<Holder>(
    `select i.contact_id, array_agg(i.external_id) as ids, min(c.created_at) as met_at from contact_identities i
     join conversations c on c.workspace_id = i.workspace_id and c.channel_id = i.channel_id and c.contact_id = i.contact_id
     where i.workspace_id = $1 and i.channel_id = $2 and i.external_id = any ($3) and i.contact_id <> $4 group by i.contact_id`,
    [workspaceId, channelId, idsOf(event.sender), contactId],
  )
  const reusable = event.joins?.reusable ?? []
  const isAnother = ({ ids, met_at }: Holder) => met_at.getTime() < event.at - soonestAnewMs && ids.some((id) => reusable.includes(id))
  const { joined = [], others = [] } = Object.groupBy(holders, (holder) => (isAnother(holder) ? 'others' : 'joined'))
  await joinLater(
    recording,
    joined.map((holder) => ({ workspaceId, keptId: contactId, mergedId: holder.contact_id })),
  )
  if (others.length > 0) await retireIds(recording, entry, event, others)
}

/** Who had the number before keeps what was said, and nobody writes to them by it any more: it would reach its new owner. */
async function retireIds(recording: Recording, { channel }: Entry, event: IdentityEvent, others: readonly Holder[]): Promise<void> {
  const contactIds = others.map((holder) => holder.contact_id)
  const day = new Date(event.at).toISOString().slice(0, 10)
  const values = [channel.workspaceId, channel.id, others.flatMap(({ ids }) => ids), contactIds, day]
  await recording.client.query(
    `update contact_identities set external_id = 'former:' || external_id || ':' || $5::text
     where workspace_id = $1 and channel_id = $2 and external_id = any ($3) and contact_id = any ($4)`,
    values,
  )
  await recording.client.query(
    `update conversations set recipient_id = 'former:' || recipient_id || ':' || $5::text
     where workspace_id = $1 and channel_id = $2 and recipient_id = any ($3) and contact_id = any ($4)`,
    values,
  )
  for (const contactId of contactIds) note(recording, channel.workspaceId, 'contact.updated', { contactId })
}
