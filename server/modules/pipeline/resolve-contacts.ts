import { newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { InboundSender } from '../channels/index.ts'
import { plainPhone } from '../contacts/index.ts'
import { type ChannelFacts, note, type Recording } from './recording.ts'

export interface SenderOfChannel {
  channel: ChannelFacts
  sender: InboundSender
}

interface KnownIdentity {
  channel_id: string
  external_id: string
  contact_id: string
  username: string | null
  unreachable: boolean
  name: string | null
  phone: string | null
  email: string | null
}

/** By connection and the provider's id. */
export type KnownIdentities = Map<string, KnownIdentity>

/**
 * Finds or makes the contact of each sender: any of a person's ids on the connection leads to them, and ids that are new are added.
 * Facts that the provider tells (name, phone) fill what is empty and never overwrite what the team wrote.
 * @returns contact ids in the order of the senders
 */
export async function resolveContacts(
  recording: Recording,
  senders: readonly SenderOfChannel[],
  asked?: Promise<KnownIdentities>,
): Promise<string[]> {
  const known = await (asked ?? findIdentities(recording, senders))
  const contactOf = new Map<string, string>()
  for (const identity of known.values()) contactOf.set(keyOf(identity.channel_id, identity.external_id), identity.contact_id)

  const created = new Map<string, SenderOfChannel>()
  const added: { channel: ChannelFacts; externalId: string; contactId: string; sender: InboundSender }[] = []
  for (const { channel, sender } of senders) {
    const ids = idsOf(sender)
    let contactId = ids.map((id) => contactOf.get(keyOf(channel.id, id))).find(Boolean)
    if (!contactId) {
      contactId = newId()
      created.set(contactId, { channel, sender })
    }
    for (const externalId of ids) {
      if (contactOf.has(keyOf(channel.id, externalId))) continue
      contactOf.set(keyOf(channel.id, externalId), contactId)
      added.push({ channel, externalId, contactId, sender })
    }
  }
  insertContacts(recording, created)
  askForProfiles(recording, [...created.values()])
  const raced = await insertIdentities(recording, added, new Set(created.keys()))
  for (const [key, contactId] of raced) contactOf.set(key, contactId)
  await fillFacts(recording, senders, known)
  for (const [contactId, { channel, sender }] of created) {
    if (contactOf.get(keyOf(channel.id, sender.externalId)) === contactId)
      note(recording, channel.workspaceId, 'contact.created', { contactId })
  }
  return senders.map(({ channel, sender }) => contactOf.get(keyOf(channel.id, sender.externalId)) as string)
}

export function idsOf(sender: InboundSender): string[] {
  return [...new Set([sender.externalId, ...(sender.alternateIds ?? [])])].filter((id) => id !== '')
}

function keyOf(channelId: string, externalId: string): string {
  return `${channelId} ${externalId}`
}

/**
 * Locks the contacts against an erasure or a merge at the same moment: whoever comes first is waited for, and a contact that has gone meanwhile
 * is not found.
 */
export async function findIdentities(recording: Pick<Recording, 'client'>, senders: readonly SenderOfChannel[]): Promise<KnownIdentities> {
  const wanted = senders.flatMap(({ channel, sender }) => idsOf(sender).map((externalId) => ({ channel, externalId })))
  const { rows } = await recording.client.query<KnownIdentity>({
    name: 'spine-find-identities',
    text: `
      select i.channel_id, i.external_id, i.contact_id, i.username, i.unreachable, c.name, c.phone, c.email
      from unnest($1::uuid[], $2::uuid[], $3::text[]) as k(workspace_id, channel_id, external_id)
      join contact_identities i using (workspace_id, channel_id, external_id)
      join contacts c on c.workspace_id = i.workspace_id and c.id = i.contact_id
      order by c.workspace_id, c.id for key share of c`,
    values: withArrays([
      wanted.map(({ channel }) => channel.workspaceId),
      wanted.map(({ channel }) => channel.id),
      wanted.map(({ externalId }) => externalId),
    ]),
  })
  return new Map(rows.map((row) => [keyOf(row.channel_id, row.external_id), row]))
}

function insertContacts(recording: Recording, created: ReadonlyMap<string, SenderOfChannel>): void {
  if (created.size === 0) return
  const rows = [...created]
  recording.send({
    name: 'spine-insert-contacts',
    text: `
      insert into contacts (workspace_id, id, name, phone, email, language)
      select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])`,
    values: withArrays([
      rows.map(([, { channel }]) => channel.workspaceId),
      rows.map(([id]) => id),
      rows.map(([, { sender }]) => sender.name ?? null),
      rows.map(([, { sender }]) => (sender.phone ? plainPhone(sender.phone) : null)),
      rows.map(([, { sender }]) => sender.email ?? null),
      rows.map(([, { sender }]) => sender.language ?? null),
    ]),
  })
}

function askForProfiles(recording: Recording, met: readonly SenderOfChannel[]): void {
  const nameless = met.filter(({ channel, sender }) => channel.hasProfiles && !sender.name)
  if (nameless.length === 0) return
  const jobs = nameless.map(({ channel, sender }) => ({
    identifier: 'pipeline.fetch-profile',
    payload: { workspaceId: channel.workspaceId, channelId: channel.id, externalId: sender.externalId },
    max_attempts: 6,
  }))
  recording.send({ text: 'select parley_enqueue($1::jsonb, false)', values: [JSON.stringify(jobs)] })
}

/**
 * Another process may have met the same person this moment: its contact wins and ours is taken back, with all ids that it was to have.
 * @param created the contacts that are new
 */
async function insertIdentities(
  recording: Recording,
  added: readonly { channel: ChannelFacts; externalId: string; contactId: string; sender: InboundSender }[],
  created: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const raced = new Map<string, string>()
  if (added.length === 0) return raced
  const inserted = await recording.client.query<{ channel_id: string; external_id: string }>({
    name: 'spine-insert-identities',
    text: `
      insert into contact_identities (workspace_id, channel_id, external_id, contact_id, username, verified)
      select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::boolean[])
        as k(workspace_id, channel_id, external_id, contact_id, username, verified) order by 1, 2, 3
      on conflict do nothing returning channel_id, external_id`,
    values: withArrays([
      added.map(({ channel }) => channel.workspaceId),
      added.map(({ channel }) => channel.id),
      added.map(({ externalId }) => externalId),
      added.map(({ contactId }) => contactId),
      added.map(({ sender }) => sender.username ?? null),
      // A provider vouches for its own ids; only a channel that cannot says so.
      added.map(({ sender }) => sender.verified ?? true),
    ]),
  })
  const made = new Set(inserted.rows.map((row) => keyOf(row.channel_id, row.external_id)))
  const lost = added.filter(({ channel, externalId }) => !made.has(keyOf(channel.id, externalId)))
  if (lost.length === 0) return raced
  const winners = await findIdentities(
    recording,
    lost.map(({ channel, externalId }) => ({ channel, sender: { externalId } })),
  )
  for (const { channel, externalId, contactId } of lost) {
    const winner = winners.get(keyOf(channel.id, externalId))
    if (!winner) continue
    raced.set(keyOf(channel.id, externalId), winner.contact_id)
    if (!created.has(contactId)) continue
    for (const other of added) if (other.contactId === contactId) raced.set(keyOf(channel.id, other.externalId), winner.contact_id)
    await recording.client.query(
      `with moved as (update contact_identities set contact_id = $3 where workspace_id = $1 and contact_id = $2)
       delete from contacts where workspace_id = $1 and id = $2`,
      [channel.workspaceId, contactId, winner.contact_id],
    )
  }
  return raced
}

async function fillFacts(
  recording: Recording,
  senders: readonly SenderOfChannel[],
  known: ReadonlyMap<string, KnownIdentity>,
): Promise<void> {
  for (const { channel, sender } of senders) {
    const identity = known.get(keyOf(channel.id, sender.externalId))
    if (!identity) continue
    const fills = (sender.name && !identity.name) || (sender.phone && !identity.phone) || (sender.email && !identity.email)
    if (fills) {
      await recording.client.query(
        `update contacts set name = coalesce(name, $3), phone = coalesce(phone, $4), email = coalesce(email, $5), updated_at = now() where workspace_id = $1 and id = $2`,
        [
          channel.workspaceId,
          identity.contact_id,
          sender.name ?? null,
          sender.phone ? plainPhone(sender.phone) : null,
          sender.email ?? null,
        ],
      )
      identity.name ??= sender.name ?? null
      identity.phone ??= sender.phone ?? null
      identity.email ??= sender.email ?? null
      note(recording, channel.workspaceId, 'contact.updated', { contactId: identity.contact_id })
    }
    if ((sender.username && sender.username !== identity.username) || identity.unreachable || sender.verified) {
      await recording.client.query(
        `update contact_identities set username = coalesce($4, username), unreachable = false, verified = verified or $5
         where workspace_id = $1 and channel_id = $2 and external_id = $3`,
        [channel.workspaceId, channel.id, sender.externalId, sender.username ?? null, sender.verified ?? false],
      )
      identity.username = sender.username ?? identity.username
      identity.unreachable = false
    }
  }
}
