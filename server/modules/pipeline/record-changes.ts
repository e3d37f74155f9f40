import { AppError } from '../../platform/errors.ts'
import type { InboundEvent } from '../channels/index.ts'
import type { MessageContent } from '../conversations/index.ts'
import { noteAccountNews } from './apply-account-news.ts'
import { editPart, removePart } from './change-album.ts'
import { cleanJson, cleanText } from './clean-text.ts'
import { deleteFiles } from './delete-files.ts'
import { passControl } from './pass-control.ts'
import { recordWish } from './record-wish.ts'
import { type Entry, note, type Recording } from './recording.ts'
import { rekeyContact } from './rekey-contact.ts'
import { replaceMedia } from './replace-media.ts'
import { idsOf } from './resolve-contacts.ts'

type EventOf<K extends InboundEvent['kind']> = Extract<InboundEvent, { kind: K }>

/** The rare kinds of events, one at a time: reactions, edits, deletions, new ids of a person, blocks, who has the conversation, account news. */
export async function recordChange(recording: Recording, entry: Entry): Promise<void> {
  const { event } = entry
  if (event.kind === 'reaction') return markReaction(recording, entry, event)
  if (event.kind === 'edit') return editMessage(recording, entry, event)
  if (event.kind === 'delete') return deleteMessage(recording, entry, event)
  if (event.kind === 'watermark') return moveWatermark(recording, entry, event)
  if (event.kind === 'identity') return rekeyContact(recording, entry, event)
  if (event.kind === 'reachability') return markReachability(recording, entry, event)
  if (event.kind === 'consent') return recordWish(recording, entry, event)
  if (event.kind === 'control') return passControl(recording, entry, event)
  if (event.kind === 'account') return noteAccountNews(recording, entry, event)
  if (event.kind === 'ignored') entry.outcome = 'ignored'
  if (event.kind === 'poison') {
    entry.outcome = 'failed'
    entry.error = event.error
  }
}

interface Target {
  message_id: string
  conversation_id: string
  contact_id: string
  status: 'received' | 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed'
  /** Only of an album. */
  content: MessageContent | null
}

/** Whether the message `m` under the key `k` is of the conversation with somebody who has one of these ids: on one channel a person changes nothing of another's. */
const isTheirs = (ids: string) =>
  `exists (select from contact_identities i where i.workspace_id = k.workspace_id and i.channel_id = k.channel_id and i.contact_id = m.contact_id
     and i.external_id = any (${ids}))`

/** The message an event speaks of; it must be of the same person who now changes it. */
async function findTarget(recording: Recording, entry: Entry, { targetExternalId, sender }: EventOf<'edit' | 'delete'>): Promise<Target> {
  const { rows } = await recording.client.query<Target & { theirs: boolean }>(
    `select k.message_id, k.conversation_id, m.contact_id, m.status, case when m.content ? 'album' then m.content end as content,
       ${isTheirs('$4')} as theirs
     from message_keys k join messages m on m.workspace_id = k.workspace_id and m.id = k.message_id
     where k.workspace_id = $1 and k.channel_id = $2 and k.external_id = $3 for no key update of m`,
    [entry.channel.workspaceId, entry.channel.id, targetExternalId, idsOf(sender)],
  )
  const target = rows[0]
  if (!target)
    throw new AppError('message-unknown', {
      status: 404,
      title: 'The message that this is about is not here. It is tried again by itself for some days.',
    })
  if (!target.theirs) throw new AppError('message-elsewhere', { status: 409, title: 'The message that this is about is another person’s.' })
  entry.contactId = target.contact_id
  return target
}

async function markReaction(recording: Recording, entry: Entry, event: EventOf<'reaction'>): Promise<void> {
  const { workspaceId, id: channelId } = entry.channel
  const { rows } = await recording.client.query<Omit<Target, 'content'> & { gone: boolean; theirs: boolean }>(
    `select k.message_id, k.conversation_id, m.contact_id, m.status, m.deleted_at is not null as gone, ${isTheirs('$4')} as theirs
     from message_keys k join messages m on m.workspace_id = k.workspace_id and m.id = k.message_id
     where k.workspace_id = $1 and k.channel_id = $2 and k.external_id = $3`,
    [workspaceId, channelId, event.targetExternalId, idsOf(event.sender)],
  )
  const target = rows[0]
  // A reaction to what we never had is shown as a line of its own, nothing more; but its message may be on its way.
  if (!target) {
    entry.isEarly = true
    return
  }
  if (target.gone || !target.theirs) return
  const author = [workspaceId, target.message_id, entry.contactId ?? target.contact_id]
  const emoji = event.emoji ? cleanText(event.emoji) : null
  await recording.client.query(
    `insert into message_reactions as r (workspace_id, message_id, author_type, author_id, emoji, created_at) values ($1, $2, 'contact', $3, $4, $5)
     on conflict (workspace_id, message_id, author_type, author_id) do update set emoji = excluded.emoji, created_at = excluded.created_at
     where r.created_at <= excluded.created_at`,
    [...author, emoji, new Date(event.at).toISOString()],
  )
  note(recording, workspaceId, 'message.updated', {
    messageId: target.message_id,
    conversationId: target.conversation_id,
    status: target.status,
    change: 'reaction',
  })
}

async function editMessage(recording: Recording, entry: Entry, event: EventOf<'edit'>): Promise<void> {
  const target = await findTarget(recording, entry, event)
  if (target.content) await editPart(recording, albumMessage(entry, target), event)
  else {
    const { rowCount } = await recording.client.query(
      `update messages set text = $3, edited_at = $4 where workspace_id = $1 and id = $2 and deleted_at is null and coalesce(edited_at, '-infinity') <= $4`,
      [entry.channel.workspaceId, target.message_id, event.text, new Date(event.at).toISOString()],
    )
    if (rowCount === 0) return
  }
  const { message_id: id, conversation_id: conversationId, content } = target
  await replaceMedia(recording, { channel: entry.channel, id, conversationId, content }, event)
  note(recording, entry.channel.workspaceId, 'message.updated', {
    messageId: target.message_id,
    conversationId: target.conversation_id,
    status: target.status,
    change: 'edited',
  })
}

/** The customer took it back: what they wrote goes, here and in the journal; that something was there stays. */
async function deleteMessage(recording: Recording, entry: Entry, event: EventOf<'delete'>): Promise<void> {
  const target = await findTarget(recording, entry, event)
  const { workspaceId } = entry.channel
  const key = [workspaceId, target.message_id]
  await eraseFromJournal(recording, entry, target, event)
  const removed = target.content ? await removePart(recording, albumMessage(entry, target), event.targetExternalId) : null
  if (removed) {
    await deleteFiles(recording, workspaceId, removed)
    tellChange(recording, workspaceId, target, 'media')
    return
  }
  await recording.client.query(`update messages set text = null, content = null, deleted_at = $3 where workspace_id = $1 and id = $2`, [
    ...key,
    new Date(event.at).toISOString(),
  ])
  const { rows } = await recording.client.query<{ file_id: string | null }>(
    'delete from attachments where workspace_id = $1 and message_id = $2 returning file_id',
    key,
  )
  await deleteFiles(
    recording,
    workspaceId,
    rows.flatMap((row) => (row.file_id ? [row.file_id] : [])),
  )
  await recording.client.query('delete from message_reactions where workspace_id = $1 and message_id = $2', key)
  tellChange(recording, workspaceId, target, 'deleted')
}

/** What the provider sent of it: found by the id as it stands in a body, or by the shape that the channel says it has there. */
async function eraseFromJournal(recording: Recording, { channel }: Entry, target: Target, event: EventOf<'delete'>): Promise<void> {
  await recording.client.query(
    `update channel_events set body = '{"erased": true}' where workspace_id = $1 and channel_id = $2 and contact_id = $3
       and (position($4 in body::text) > 0 or exists (select from jsonb_array_elements($5::jsonb) shape where body @> shape))`,
    [
      channel.workspaceId,
      channel.id,
      target.contact_id,
      JSON.stringify(event.targetExternalId).slice(1, -1),
      cleanJson(event.inJournal ?? []),
    ],
  )
}

function tellChange(recording: Recording, workspaceId: string, target: Target, change: 'deleted' | 'media'): void {
  note(recording, workspaceId, 'message.updated', {
    messageId: target.message_id,
    conversationId: target.conversation_id,
    status: target.status,
    change,
  })
}

function albumMessage({ channel }: Entry, { message_id: id, content }: Target) {
  return { workspaceId: channel.workspaceId, id, content }
}

/** "Everything up to then was read": by the time at which we sent. */
async function moveWatermark(recording: Recording, entry: Entry, event: EventOf<'watermark'>): Promise<void> {
  const { rows } = await recording.client.query<{ id: string; conversation_id: string; status: 'delivered' | 'read' }>(
    `update messages m set status = $4, delivered_at = coalesce(m.delivered_at, $5), read_at = case when $4 = 'read' then coalesce(m.read_at, $5) else m.read_at end
     from contact_identities i join conversations c on c.workspace_id = i.workspace_id and c.contact_id = i.contact_id and c.channel_id = i.channel_id
     where i.workspace_id = $1 and i.channel_id = $2 and i.external_id = $3 and m.workspace_id = c.workspace_id and m.conversation_id = c.id
       and m.direction = 'outbound' and not m.private and m.sent_at <= $5 and (m.status = 'sent' or (m.status = 'delivered' and $4 = 'read'))
     returning m.id, m.conversation_id, m.status`,
    [entry.channel.workspaceId, entry.channel.id, event.sender.externalId, event.status, new Date(event.at).toISOString()],
  )
  entry.isEarly = await isSending(recording, entry, event)
  for (const row of rows)
    note(recording, entry.channel.workspaceId, 'message.updated', {
      messageId: row.id,
      conversationId: row.conversation_id,
      status: row.status,
      change: 'status',
    })
}

/** What the provider has may be read before its receipt is written down here. */
async function isSending({ client }: Recording, { channel }: Entry, { sender }: EventOf<'watermark'>): Promise<boolean> {
  const { rows } = await client.query(
    `select from contact_identities i join conversations c on c.workspace_id = i.workspace_id and c.contact_id = i.contact_id and c.channel_id = i.channel_id
     join outbox o on o.workspace_id = c.workspace_id and o.conversation_id = c.id and o.state in ('calling', 'waiting')
     where i.workspace_id = $1 and i.channel_id = $2 and i.external_id = $3 limit 1`,
    [channel.workspaceId, channel.id, sender.externalId],
  )
  return rows.length > 0
}

async function markReachability(recording: Recording, entry: Entry, event: EventOf<'reachability'>): Promise<void> {
  const { rows } = await recording.client.query<{ contact_id: string }>(
    'update contact_identities set unreachable = $4 where workspace_id = $1 and channel_id = $2 and external_id = $3 returning contact_id',
    [entry.channel.workspaceId, entry.channel.id, event.sender.externalId, event.blocked],
  )
  const contactId = rows[0]?.contact_id
  if (!contactId) return
  entry.contactId = contactId
  note(recording, entry.channel.workspaceId, 'contact.updated', { contactId })
}
