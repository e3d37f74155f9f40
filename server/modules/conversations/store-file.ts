import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { fileTypeFromBuffer } from 'file-type'
import type { AttachmentKind } from '../../../contract/messages.ts'
import { newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'

export interface StoredFile {
  id: string
  mimeType: string
  name: string | null
  size: number
  kind: AttachmentKind
}

export interface FileOwner {
  conversationId?: string | null
  contactId?: string | null
}

/** Types that a browser would run or that carry references to elsewhere: kept, but never under their own type. */
const neutralised =
  /^(text\/html|application\/xhtml|image\/svg|application\/xml|text\/xml|application\/javascript|text\/javascript|application\/x-msdownload)/i
const plainText = /^(text\/(plain|csv|markdown|calendar)|application\/json)/i

/**
 * Stores a file under an id of ours. Its type is what its first bytes say; a claimed type counts only where bytes cannot tell (plain text).
 * @throws AppError `file-too-large`
 */
export async function storeFile(
  deps: Deps,
  workspaceId: string,
  source: { stream: Readable; name: string | null; claimedType: string | null; maxBytes: number },
  owner: FileOwner = {},
): Promise<StoredFile> {
  const id = newId()
  const hash = createHash('sha256')
  const { head, whole } = await peek(source.stream, (chunk) => hash.update(chunk))
  const sniffed = await fileTypeFromBuffer(head)
  const mimeType = chooseType(sniffed?.mime, source.claimedType)
  const { size } = await deps.files.put({ workspaceId, fileId: id }, whole, { contentType: mimeType, maxBytes: source.maxBytes })
  const name = cleanName(source.name)
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx
      .insertInto('files')
      .values({
        workspace_id: workspaceId,
        id,
        mime_type: mimeType,
        name,
        size,
        sha256: hash.digest('hex'),
        conversation_id: owner.conversationId ?? null,
        contact_id: owner.contactId ?? null,
      })
      .execute(),
  )
  return { id, mimeType, name, size, kind: kindOf(mimeType) }
}

// As much as the longest signature needs.
const headBytes = 4_100

async function peek(stream: Readable, onChunk: (chunk: Buffer) => void): Promise<{ head: Buffer; whole: Readable }> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let head: Buffer = Buffer.alloc(0)
  while (head.length < headBytes) {
    const { value, done } = await chunks.next()
    if (done) break
    onChunk(value)
    head = Buffer.concat([head, value])
  }
  async function* again(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head
    for (;;) {
      const { value, done } = await chunks.next()
      if (done) return
      onChunk(value)
      yield value
    }
  }
  return { head, whole: Readable.from(again()) }
}

function chooseType(sniffed: string | undefined, claimed: string | null): string {
  if (sniffed) {
    // Ogg and WebM containers of voice notes are reported as what they hold; WhatsApp and browsers call audio in Ogg audio/ogg.
    if (sniffed === 'audio/opus' || sniffed.startsWith('audio/ogg')) return 'audio/ogg'
    if (/^video\/(webm|mp4)$/.test(sniffed) && claimed?.startsWith('audio/')) return sniffed.replace('video', 'audio')
    return neutralised.test(sniffed) ? 'application/octet-stream' : sniffed
  }
  const plain = claimed?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return plainText.test(plain) ? plain : 'application/octet-stream'
}

export function kindOf(mimeType: string): AttachmentKind {
  if (mimeType.startsWith('image/')) return 'image'
  if (mimeType.startsWith('audio/')) return 'audio'
  if (mimeType.startsWith('video/')) return 'video'
  return 'document'
}

/** A name to show and to save under: no path, no control characters, not endless. */
function cleanName(name: string | null): string | null {
  const base = name
    ?.split(/[\\/]/)
    .at(-1)
    ?.toWellFormed()
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(-200)
  return base || null
}

/** The row and the bytes. Missing bytes are no failure: the row must still go. */
export async function deleteFile(deps: Deps, workspaceId: string, fileId: string): Promise<void> {
  await deps.files.remove({ workspaceId, fileId })
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.deleteFrom('files').where('workspace_id', '=', workspaceId).where('id', '=', fileId).execute(),
  )
}
