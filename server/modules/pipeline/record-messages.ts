import { newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { InboundContent, InboundEvent, InboundSender } from '../channels/index.ts'
import type { MessageContent } from '../conversations/index.ts'
import { attachMedia } from './attach-media.ts'
import { commandOf, passOnCommands } from './contact-command.ts'
import { joinAlbums } from './join-albums.ts'
import type { NewMessageRow } from './new-message-row.ts'
import { placeInThread } from './place-in-thread.ts'
import { type Entry, note, type Recording } from './recording.ts'
import { resolveChoices } from './resolve-choices.ts'
import { type KnownIdentities, resolveContacts } from './resolve-contacts.ts'
import { touchConversations } from './touch-conversations.ts'

export async function recordMessages(
  recording: Recording,
  entries: readonly Entry[],
  known: Promise<KnownIdentities> | undefined,
): Promise<void> {
  const rows = entries.map((entry) => (entry.isKnown ? undefined : toRow(entry))).filter((row) => row !== undefined)
  if (rows.length === 0) return
  const contactIds = await resolveContacts(
    recording,
    rows.map(({ channel, sender }) => ({ channel, sender })),
    known,
  )
  rows.forEach((row, index) => {
    row.contactId = contactIds[index] as string
    row.entry.contactId = row.contactId
  })
  await touchConversations(recording, rows)
  await resolveChoices(recording, rows)
  const { own, finish } = await joinAlbums(recording, rows)
  await insertMessages(recording, own)
  attachMedia(recording, own)
  await finish()
  passOnCommands(recording, rows)
  for (const row of own) {
    if (row.direction === 'inbound') {
      note(recording, row.channel.workspaceId, 'message.received', {
        messageId: row.id,
        conversationId: row.conversationId,
        contactId: row.contactId,
        channelId: row.channel.id,
      })
    } else {
      note(recording, row.channel.workspaceId, 'message.created', {
        messageId: row.id,
        conversationId: row.conversationId,
        direction: 'outbound',
        authorType: 'user',
        private: false,
      })
    }
  }
}

/** The person whose line in the record an event becomes; null for events that are no line. */
export function writerOf(event: InboundEvent): InboundSender | null {
  if (event.kind === 'message' || event.kind === 'reaction' || event.kind === 'opened') return event.sender
  return event.kind === 'echo' ? event.recipient : null
}

/** The provider's id of the line that an event becomes: one line in the record for each. */
export function lineIdOf(event: InboundEvent): string | null {
  if (event.kind === 'message' || event.kind === 'echo') return event.externalId
  if (event.kind === 'opened') return event.eventId
  return event.kind === 'reaction' ? (event.externalId ?? event.eventId) : null
}

function toRow(entry: Entry): NewMessageRow | undefined {
  const { event, channel } = entry
  const base = { entry, channel, id: newId(), contactId: '', conversationId: '', at: event.at }
  if (event.kind === 'message') {
    return {
      ...base,
      direction: 'inbound',
      authorType: 'contact',
      status: 'received',
      externalId: event.externalId,
      sender: event.sender,
      content: event.content,
      extra: extraOf(event.content),
      ...(event.speaker && { authorName: event.speaker }),
      ...(event.answerTo && { answerTo: event.answerTo }),
      // Nobody can take back a missed call by a text: that it was tried is for people to see.
      answerable: !event.historical && event.content.type !== 'call' && commandOf(event) === null,
    }
  }
  if (event.kind === 'echo') {
    return {
      ...base,
      direction: 'outbound',
      authorType: 'user',
      status: 'sent',
      externalId: event.externalId,
      sender: event.recipient,
      content: event.content,
      extra: extraOf(event.content),
      answerable: false,
    }
  }
  if (event.kind === 'opened') return { ...base, ...openingRow(event) }
  return event.kind === 'reaction' ? { ...base, ...reactionRow(event) } : undefined
}

type LineOfEvent = Omit<NewMessageRow, 'entry' | 'channel' | 'id' | 'contactId' | 'conversationId' | 'at'>

/** They came by a link or an advertisement and have said nothing: a thin line that says so, to which nobody has to answer. */
function openingRow(event: Extract<InboundEvent, { kind: 'opened' }>): LineOfEvent {
  return {
    direction: 'inbound',
    authorType: 'contact',
    status: 'received',
    externalId: event.eventId,
    sender: event.sender,
    content: { type: 'event', referral: event.referral },
    extra: { event: { name: 'opened', reason: null, actorName: null }, referral: event.referral },
    answerable: false,
  }
}

/** A reaction is a line of its own in the record, and a mark on its target (record-changes.ts); nobody has to answer it. */
function reactionRow(event: Extract<InboundEvent, { kind: 'reaction' }>): LineOfEvent {
  return {
    direction: 'inbound',
    authorType: 'contact',
    status: 'received',
    externalId: lineIdOf(event) as string,
    sender: event.sender,
    content: { type: 'reaction' },
    extra: { reaction: { messageId: null, externalMessageId: event.targetExternalId, emoji: event.emoji } },
    answerable: false,
  }
}

function extraOf(content: InboundContent): MessageContent | null {
  const { location, contactCards, interactive, order, referral, forwarded, unsupported } = content
  if (!location && !contactCards && !interactive && !order && !referral && !forwarded && !unsupported) return null
  return {
    ...(location && { location }),
    ...(contactCards && { contactCards }),
    ...(interactive && { interactive }),
    ...(order && { order }),
    ...(referral && { referral }),
    ...(forwarded && { forwarded }),
    ...(unsupported && { unsupported }),
  }
}

async function insertMessages(recording: Recording, rows: readonly NewMessageRow[]): Promise<void> {
  await resolveReactions(recording, rows)
  recording.send({
    name: 'spine-insert-messages',
    text: `
      with input as (
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
          $11::jsonb[], $12::smallint[], $13::text[], $14::text[], $15::text[], $16::boolean[], $17::timestamptz[], $18::timestamptz[])
        as i(workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, author_name, type, text,
          content, attachment_count, reply_to_external_id, external_id, status, answerable, created_at, sort_at)
      ), keyed as (
        insert into message_keys (workspace_id, channel_id, external_id, message_id, conversation_id)
        select workspace_id, channel_id, external_id, id, conversation_id from input order by 1, 2, 3 on conflict do nothing
      )
      insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, author_name, type, text,
        content, attachment_count, reply_to_id, reply_to_external_id, external_id, status, answerable, created_at, sort_at, sent_at)
      select i.workspace_id, i.id, i.conversation_id, i.channel_id, i.contact_id, i.direction, i.author_type, i.author_name, i.type, i.text,
        i.content, i.attachment_count, k.message_id, i.reply_to_external_id, i.external_id, i.status, i.answerable, i.created_at, i.sort_at,
        case when i.direction = 'outbound' then i.created_at end
      from input i
      left join message_keys k on i.reply_to_external_id is not null
        and k.workspace_id = i.workspace_id and k.channel_id = i.channel_id and k.external_id = i.reply_to_external_id`,
    values: withArrays([
      rows.map((row) => row.channel.workspaceId),
      rows.map((row) => row.id),
      rows.map((row) => row.conversationId),
      rows.map((row) => row.channel.id),
      rows.map((row) => row.contactId),
      rows.map((row) => row.direction),
      rows.map((row) => row.authorType),
      rows.map((row) => (row.direction === 'inbound' ? (row.authorName ?? row.sender.name ?? null) : null)),
      rows.map((row) => row.content.type),
      rows.map((row) => row.content.text ?? null),
      rows.map((row) => (row.extra ? JSON.stringify(row.extra) : null)),
      rows.map((row) => row.content.media?.length ?? 0),
      rows.map((row) => row.content.replyToExternalId ?? null),
      rows.map((row) => row.externalId),
      rows.map((row) => row.status),
      rows.map((row) => row.answerable),
      rows.map((row) => new Date(row.at).toISOString()),
      rows.map((row) => new Date(placeInThread(row.at, recording.now)).toISOString()),
    ]),
  })
}

/** Which message of ours a reaction stands on, where we know it. */
async function resolveReactions(recording: Recording, rows: readonly NewMessageRow[]): Promise<void> {
  for (const row of rows) {
    const reaction = row.extra?.reaction
    if (!reaction) continue
    const { rows: found } = await recording.client.query<{ message_id: string }>(
      'select message_id from message_keys where workspace_id = $1 and channel_id = $2 and external_id = $3',
      [row.channel.workspaceId, row.channel.id, reaction.externalMessageId],
    )
    reaction.messageId = found[0]?.message_id ?? null
  }
}
