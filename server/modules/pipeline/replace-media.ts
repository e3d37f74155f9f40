import { isDeepStrictEqual } from 'node:util'
import type { InboundMedia } from '../channels/index.ts'
import type { MessageContent } from '../conversations/index.ts'
import { type Album, positionIn } from './album.ts'
import { attachMedia } from './attach-media.ts'
import { deleteFiles } from './delete-files.ts'
import type { ChannelFacts, Recording } from './recording.ts'

interface EditedMessage {
  channel: ChannelFacts
  id: string
  conversationId: string
  content: MessageContent | null
}

interface Held {
  id: string
  position: number
  file_id: string | null
  reference: Record<string, unknown> | null
}

/** A message that is changed may have another picture now: the old one goes, the new one is fetched. Of an album only the part that was changed. */
export async function replaceMedia(
  recording: Recording,
  message: EditedMessage,
  edit: { targetExternalId: string; media?: readonly InboundMedia[] },
): Promise<void> {
  if (!edit.media || edit.media.length === 0) return
  const { workspaceId } = message.channel
  const position = placeOf(message.content?.album, edit.targetExternalId)
  const { rows: held } = await recording.client.query<Held>(
    'select id, position, file_id, reference from attachments where workspace_id = $1 and message_id = $2 and ($3::int is null or position = $3) order by position',
    [workspaceId, message.id, position],
  )
  const references = edit.media.map((item) => item.reference)
  if (
    isDeepStrictEqual(
      held.map((one) => one.reference),
      references,
    )
  )
    return
  await recording.client.query('delete from attachments where workspace_id = $1 and id = any ($2)', [workspaceId, held.map(({ id }) => id)])
  await deleteFiles(
    recording,
    workspaceId,
    held.flatMap(({ file_id }) => (file_id ? [file_id] : [])),
  )
  const first = position ?? 0
  attachMedia(recording, [{ ...message, content: { media: edit.media }, mediaPositions: edit.media.map((_item, index) => first + index) }])
  await recording.client.query(
    `update messages set attachment_count = attachment_count + $3, type = case when content ? 'album' then type else $4 end
     where workspace_id = $1 and id = $2`,
    [workspaceId, message.id, edit.media.length - held.length, edit.media[0]?.kind],
  )
}

function placeOf(album: Album | undefined, externalId: string): number | null {
  const part = album?.parts.find((one) => one.externalId === externalId)
  return album && part ? positionIn(album, part.part) : null
}
