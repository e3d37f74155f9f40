import { newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { cleanJson } from './clean-text.ts'
import type { NewMessageRow } from './new-message-row.ts'
import type { Recording } from './recording.ts'

type MessageWithMedia = Pick<NewMessageRow, 'channel' | 'id' | 'conversationId' | 'mediaPositions'> & {
  content: Pick<NewMessageRow['content'], 'media'>
}

/** The attachments of messages; a job for each fetches the file from the provider, transcribes or describes it. */
export function attachMedia(recording: Recording, rows: readonly MessageWithMedia[]): void {
  const media = rows.flatMap((row) =>
    (row.content.media ?? []).map((item, index) => ({ row, item, position: row.mediaPositions?.[index] ?? index, id: newId() })),
  )
  if (media.length === 0) return
  recording.send({
    name: 'spine-attach-media',
    text: `
      insert into attachments (workspace_id, id, message_id, conversation_id, position, kind, mime_type, name, size, voice, status, file_id, reference)
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::boolean[],
        $11::text[], $12::uuid[], $13::jsonb[])`,
    values: withArrays([
      media.map(({ row }) => row.channel.workspaceId),
      media.map(({ id }) => id),
      media.map(({ row }) => row.id),
      media.map(({ row }) => row.conversationId),
      media.map(({ position }) => position),
      media.map(({ item }) => item.kind),
      media.map(({ item }) => item.mimeType ?? 'application/octet-stream'),
      media.map(({ item }) => item.name),
      media.map(({ item }) => item.size),
      media.map(({ item }) => item.voice ?? false),
      media.map(({ item }) => (item.fileId ? 'ready' : 'pending')),
      media.map(({ item }) => item.fileId ?? null),
      media.map(({ item }) => cleanJson(item.reference)),
    ]),
  })
  const jobs = media.map(({ row, id }) => ({
    identifier: 'pipeline.fetch-media',
    payload: { workspaceId: row.channel.workspaceId, attachmentId: id },
    max_attempts: 10,
  }))
  recording.send({ text: 'select parley_enqueue($1::jsonb, false)', values: [JSON.stringify(jobs)] })
}
