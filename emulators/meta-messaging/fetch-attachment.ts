import { type AttachmentType, breachOf, largest } from './attachment-rules.ts'
import { fileLifeMs, type StoredFile } from './file-store.ts'
import { MetaError, subcodes } from './graph-error.ts'
import type { Account, Platform } from './platform.ts'

/** Fetches what a message links to while the call waits, as Meta does, and refuses the call when it cannot be had or sent. */
export async function fetchAttachment(platform: Platform, account: Account, type: AttachmentType, url: string): Promise<StoredFile> {
  const { bytes, mimeType } = await download(url, largest(account.product, type))
  const breach = breachOf(account.product, type, mimeType, bytes.length)
  if (breach !== undefined) throw new MetaError(100, `Upload attachment failure: ${breach}`, subcodes.notUploaded)
  const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || type
  return platform.files.add({ accountId: account.id, product: account.product, mimeType, name, bytes }, fileLifeMs)
}

async function download(url: string, maxBytes: number): Promise<{ bytes: Buffer; mimeType: string }> {
  try {
    const response = await fetch(url, { headers: { 'user-agent': 'facebookexternalua' }, signal: AbortSignal.timeout(10_000) })
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body) {
      chunks.push(chunk)
      size += chunk.length
      // One byte too many is enough to know.
      if (size > maxBytes) break
    }
    const mimeType = (response.headers.get('content-type')?.split(';')[0] ?? '').trim().toLowerCase()
    return { bytes: Buffer.concat(chunks), mimeType }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreachable'
    throw new MetaError(100, `Failed to fetch the file from the url: ${reason}`, subcodes.notFetched)
  }
}
