import type { Recording } from './recording.ts'

/** Files whose rows have gone: their bytes follow by jobs of the same transaction. */
export async function deleteFiles({ client }: Pick<Recording, 'client'>, workspaceId: string, fileIds: readonly string[]): Promise<void> {
  if (fileIds.length === 0) return
  const jobs = fileIds.map((fileId) => ({ identifier: 'conversations.delete-file', payload: { workspaceId, fileId } }))
  await client.query('select parley_enqueue($1::jsonb, false)', [JSON.stringify(jobs)])
}
