import type pg from 'pg'
import { idBounds } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { OutboundMedia } from '../channels/index.ts'
import type { MessageContent } from '../conversations/index.ts'
import type { ClaimedSend } from './claim-sends.ts'
import type { Leased } from './deliver.ts'

interface OutboundRow {
  id: string
  text: string | null
  content: MessageContent | null
  author_type: string
  attachment_count: number
  recipient_id: string
  last_inbound_at: Date | null
  phone: string | null
  reply_to_external_id: string | null
}

/** A claimed message; how it goes out is up to whoever claimed it. */
export type LoadedSend = ClaimedSend & Pick<Leased, 'lastInboundAt' | 'message'>

/** What sending needs of messages that were queued earlier or by another process. */
export async function loadOutbound(pool: pg.Pool, claims: readonly ClaimedSend[]): Promise<LoadedSend[]> {
  const found = await loadMessages(pool, claims)
  return claims.flatMap((claim) => {
    const loaded = found.get(claim.messageId)
    return loaded ? [{ ...claim, ...loaded }] : []
  })
}

type MessageKey = Pick<ClaimedSend, 'workspaceId' | 'messageId'>

/** Messages of ours as they are rendered, by their ids; without those that are gone. */
export async function loadMessages(
  pool: pg.Pool | pg.PoolClient,
  claims: readonly MessageKey[],
): Promise<Map<string, Pick<Leased, 'message' | 'lastInboundAt'>>> {
  if (claims.length === 0) return new Map()
  const keys = withArrays([claims.map((claim) => claim.workspaceId), claims.map((claim) => claim.messageId)])
  const { rows } = await pool.query<OutboundRow>({
    name: 'spine-load-outbound',
    text: `
      select m.id, m.text, m.content, m.author_type, m.attachment_count, c.recipient_id, c.last_inbound_at, k.phone,
        coalesce(m.reply_to_external_id, r.external_id) as reply_to_external_id
      from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, id)
      join messages m on m.workspace_id = i.workspace_id and m.id = i.id and m.id between $3 and $4
      join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      join contacts k on k.workspace_id = m.workspace_id and k.id = m.contact_id
      left join messages r on m.reply_to_id is not null and r.workspace_id = m.workspace_id and r.id = m.reply_to_id`,
    values: [...keys, ...idBounds(claims.map((claim) => claim.messageId))],
  })
  const media = await loadMedia(pool, claims, rows)
  return new Map(rows.map((row) => [row.id, { lastInboundAt: row.last_inbound_at, message: toOutbound(row, media.get(row.id) ?? []) }]))
}

function toOutbound(row: OutboundRow, media: OutboundMedia[]): Leased['message'] {
  return {
    id: row.id,
    recipient: { externalId: row.recipient_id, phone: row.phone },
    text: row.text,
    media,
    interactive: row.content?.interactive ?? null,
    linkedFiles: row.content?.linkedFiles ?? [],
    location: row.content?.location ?? null,
    contactCards: row.content?.contactCards ?? [],
    template: row.content?.template ?? null,
    ...(row.content?.reaction && {
      reaction: { targetExternalId: row.content.reaction.externalMessageId, emoji: row.content.reaction.emoji },
    }),
    replyToExternalId: row.reply_to_external_id,
    byHuman: row.author_type === 'user',
  }
}

async function loadMedia(
  pool: pg.Pool | pg.PoolClient,
  claims: readonly MessageKey[],
  rows: readonly OutboundRow[],
): Promise<Map<string, OutboundMedia[]>> {
  const media = new Map<string, OutboundMedia[]>()
  const wanted = new Set(rows.filter((row) => row.attachment_count > 0).map((row) => row.id))
  if (wanted.size === 0) return media
  const owners = claims.filter((claim) => wanted.has(claim.messageId))
  const { rows: attachments } = await pool.query<OutboundMedia & { messageId: string }>(
    `select a.message_id as "messageId", a.kind, a.mime_type as "mimeType", a.name, a.size::int as size, a.file_id as "fileId", a.voice
     from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, message_id)
     join attachments a on a.workspace_id = i.workspace_id and a.message_id = i.message_id
     where a.file_id is not null order by a.message_id, a.position`,
    [owners.map((claim) => claim.workspaceId), owners.map((claim) => claim.messageId)],
  )
  for (const { messageId, ...item } of attachments) media.set(messageId, [...(media.get(messageId) ?? []), item])
  return media
}
