import type { MessageType } from '../../../contract/messages.ts'
import type { MessageContent } from '../conversations/index.ts'
import { cleanJson } from './clean-text.ts'
import type { SpineTransaction } from './transaction.ts'

export type Album = NonNullable<MessageContent['album']>
export type AlbumPart = Album['parts'][number]

/** The parts of an album come one by one: even an agent that answers at once waits so long for the next. */
export const albumPatienceMs = 1_000

/** Positions are small integers; parts of one album lie next to each other, whatever a forged number says. */
const furthest = 30_000

export function positionIn(album: Pick<Album, 'base'>, part: number): number {
  return Math.max(-furthest, Math.min(furthest, part - album.base))
}

export function sortParts(parts: readonly AlbumPart[]): AlbumPart[] {
  return parts.toSorted((a, b) => a.part - b.part)
}

/** What the whole album says: the words of its parts in their order, and the kind of its first. */
export function tellAlbum({ parts }: Album): { type: MessageType; text: string | null } {
  const texts = parts.map((part) => part.text).filter((text) => text !== null && text !== '')
  return { type: parts[0]?.type ?? 'image', text: texts.length === 0 ? null : texts.join('\n\n') }
}

/** Writes down how an album is now, with so many more (or fewer) files. */
export async function writeAlbum(
  { client }: Pick<SpineTransaction, 'client'>,
  message: { workspaceId: string; id: string; content: MessageContent | null },
  album: Album,
  change: { files?: number; editedAt?: number } = {},
): Promise<void> {
  const { type, text } = tellAlbum(album)
  await client.query(
    `update messages set type = $3, text = $4, content = $5, attachment_count = attachment_count + $6, edited_at = coalesce($7, edited_at)
     where workspace_id = $1 and id = $2`,
    [
      message.workspaceId,
      message.id,
      type,
      text,
      cleanJson({ ...message.content, album }),
      change.files ?? 0,
      change.editedAt === undefined ? null : new Date(change.editedAt).toISOString(),
    ],
  )
}
