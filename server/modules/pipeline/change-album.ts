import type { MessageContent } from '../conversations/index.ts'
import { type AlbumPart, positionIn, writeAlbum } from './album.ts'
import { cleanText } from './clean-text.ts'
import type { Recording } from './recording.ts'

interface AlbumMessage {
  workspaceId: string
  id: string
  content: MessageContent | null
}

/** One part has other words now; what the others say stays. */
export async function editPart(
  recording: Recording,
  message: AlbumMessage,
  edit: { targetExternalId: string; text: string | null; at: number },
): Promise<void> {
  const album = message.content?.album
  const part = album?.parts.find(({ externalId }) => externalId === edit.targetExternalId)
  if (!album || !part || (part.editedAt ?? 0) > edit.at) return
  const changed: AlbumPart = { ...part, text: edit.text === null ? null : cleanText(edit.text), editedAt: edit.at }
  const parts = album.parts.map((one) => (one === part ? changed : one))
  await writeAlbum(recording, message, { ...album, parts }, { editedAt: edit.at })
}

/**
 * One part was taken back, and with it its file.
 * @returns the files that must go, or null when nothing of the album would be left: then it goes as a whole
 */
export async function removePart(recording: Recording, message: AlbumMessage, targetExternalId: string): Promise<string[] | null> {
  const album = message.content?.album
  const part = album?.parts.find(({ externalId }) => externalId === targetExternalId)
  if (!album || !part || album.parts.length === 1) return null
  const { rows } = await recording.client.query<{ file_id: string | null }>(
    'delete from attachments where workspace_id = $1 and message_id = $2 and position = $3 returning file_id',
    [message.workspaceId, message.id, positionIn(album, part.part)],
  )
  await writeAlbum(recording, message, { ...album, parts: album.parts.filter((one) => one !== part) }, { files: -rows.length })
  return rows.flatMap((row) => (row.file_id ? [row.file_id] : []))
}
