import { withArrays } from '../../platform/pg-array.ts'
import type { MessageContent } from '../conversations/index.ts'
import { type Album, type AlbumPart, positionIn, sortParts, tellAlbum, writeAlbum } from './album.ts'
import { attachMedia } from './attach-media.ts'
import type { NewMessageRow } from './new-message-row.ts'
import { note, type Recording } from './recording.ts'

interface Target {
  channel_id: string
  key: string
  id: string
  conversation_id: string
  status: 'received' | 'sent'
  content: MessageContent | null
}

export interface Joined {
  /** What becomes a message: albums that begin here hold all of their parts that came in this batch. */
  own: NewMessageRow[]
  /** Completes what needs the messages to be there: call it once they are on their way. */
  finish(): Promise<void>
}

/**
 * Parts of an album become one message, however they come: in one batch, in several, by several processes. The conversations are locked, so that what
 * another process has begun is found. A part that comes when the album has been answered is a message of its own: only so it is answered too.
 */
export async function joinAlbums(recording: Recording, rows: readonly NewMessageRow[]): Promise<Joined> {
  const parts = rows.filter((row) => row.content.album)
  if (parts.length === 0) return { own: [...rows], finish: async () => {} }
  const targets = new Map((await findTargets(recording, parts)).map((target) => [`${target.channel_id} ${target.key}`, target]))
  const beginning: NewMessageRow[][] = []
  const late: { target: Target; rows: NewMessageRow[] }[] = []
  for (const group of Map.groupBy(parts, (row) => `${row.conversationId} ${keyOf(row)}`).values()) {
    const target = targets.get(keyOf(group[0] as NewMessageRow))
    if (target?.content?.album && target.conversation_id === group[0]?.conversationId) late.push({ target, rows: group })
    else beginning.push(group)
  }
  const heads = new Map(beginning.map((group) => [group[0] as NewMessageRow, group]))
  for (const [head, group] of heads) beginAlbum(head, group)
  return {
    own: rows.filter((row) => !row.content.album || heads.has(row)),
    finish: async () => {
      for (const [head, group] of heads) keepKeys(recording, head.id, group, true)
      for (const { target, rows: added } of late) await addParts(recording, target, added)
      const joined = parts.filter((row) => !heads.has(row))
      if (joined.length > 0) correctConversations(recording, joined)
    },
  }
}

function keyOf({ channel, content }: NewMessageRow): string {
  return `${channel.id} ${content.album?.key}`
}

function partOf({ externalId, content }: NewMessageRow): AlbumPart {
  return { externalId, part: content.album?.part ?? 0, type: content.type, text: content.text ?? null }
}

/** Albums that are here, may be added to, and have not been answered. */
async function findTargets({ client }: Recording, parts: readonly NewMessageRow[]): Promise<Target[]> {
  const { rows } = await client.query<Target>({
    text: `
      select k.channel_id, i.key, m.id, m.conversation_id, m.status, m.content
      from (select distinct * from unnest($1::uuid[], $2::uuid[], $3::text[]) as j(workspace_id, channel_id, key)) i
      join message_keys k on k.workspace_id = i.workspace_id and k.channel_id = i.channel_id and k.external_id = i.key
      join messages m on m.workspace_id = k.workspace_id and m.id = k.message_id
      left join mailbox b on b.workspace_id = m.workspace_id and b.conversation_id = m.conversation_id
      where m.deleted_at is null and (b.done_in is null or b.done_in < m.id)
      order by m.workspace_id, m.id for no key update of m`,
    values: withArrays([
      parts.map(({ channel }) => channel.workspaceId),
      parts.map(({ channel }) => channel.id),
      parts.map(({ content }) => content.album?.key),
    ]),
  })
  return rows
}

function beginAlbum(head: NewMessageRow, group: readonly NewMessageRow[]): void {
  const sorted = group.toSorted((a, b) => (a.content.album?.part ?? 0) - (b.content.album?.part ?? 0))
  const album: Album = { base: sorted[0]?.content.album?.part ?? 0, parts: sorted.map(partOf) }
  const placed = sorted.flatMap((row) => placedMedia(album, row))
  head.content = { ...head.content, ...tellAlbum(album), media: placed.map(({ item }) => item) }
  head.mediaPositions = placed.map(({ position }) => position)
  head.extra = { ...head.extra, album }
}

function placedMedia(album: Album, { content }: NewMessageRow) {
  return (content.media ?? []).map((item) => ({ item, position: positionIn(album, content.album?.part ?? 0) }))
}

/** Each part's own id leads to the album, for quotes, edits and reactions; and so does the album's, for the parts that are still to come. */
function keepKeys({ send }: Recording, messageId: string, group: readonly NewMessageRow[], isFirst: boolean): void {
  const [head] = group
  if (!head) return
  const ids = [...group.map((row) => row.externalId), ...(isFirst ? [head.content.album?.key ?? ''] : [])]
  send({
    text: `insert into message_keys (workspace_id, channel_id, external_id, message_id, conversation_id)
      select $1::uuid, $2::uuid, i, $4::uuid, $5::uuid from unnest($3::text[]) i order by 1, 2, 3 on conflict do nothing`,
    values: [head.channel.workspaceId, head.channel.id, ids, messageId, head.conversationId],
  })
}

async function addParts(recording: Recording, target: Target, added: readonly NewMessageRow[]): Promise<void> {
  const before = target.content?.album as Album
  const known = new Set(before.parts.map((part) => part.externalId))
  const rows = added.filter((row) => !known.has(row.externalId))
  const [first] = rows
  if (!first) return
  const { workspaceId } = first.channel
  const album: Album = { base: before.base, parts: sortParts([...before.parts, ...rows.map(partOf)]) }
  const files = rows.flatMap((row) => placedMedia(album, row))
  await writeAlbum(recording, { workspaceId, id: target.id, content: target.content }, album, { files: files.length })
  keepKeys(recording, target.id, rows, false)
  const media = files.map(({ item }) => item)
  attachMedia(recording, [
    { ...first, id: target.id, content: { ...first.content, media }, mediaPositions: files.map((one) => one.position) },
  ])
  note(recording, workspaceId, 'message.updated', {
    messageId: target.id,
    conversationId: target.conversation_id,
    status: target.status,
    change: 'media',
  })
}

/** The conversation was touched once for each part: it shows the album, and counts it as one. */
function correctConversations(recording: Recording, joined: readonly NewMessageRow[]): void {
  for (const rows of Map.groupBy(joined, (row) => row.conversationId).values()) {
    const [first] = rows as [NewMessageRow]
    recording.send({
      text: `
        update conversations c set
          unread_count = greatest(least(c.unread_count, 1), c.unread_count - $3),
          last_message_id = coalesce((select m.id from messages m where m.workspace_id = c.workspace_id and m.conversation_id = c.id
            and m.type not in ('reaction', 'event') order by m.sort_at desc, m.id desc limit 1), c.last_message_id)
        where c.workspace_id = $1 and c.id = $2`,
      values: [first.channel.workspaceId, first.conversationId, rows.filter((row) => row.answerable).length],
    })
  }
}
