import { bareMimeType, mediaRules } from './media-store.ts'
import type { SentMessage } from './message-schema.ts'
import { mediaOf } from './send-message.ts'

/** Fetches what a message links to, as the provider does after accepting it; answers what is wrong with it, if anything. */
export async function fetchLinkedMedia(message: SentMessage): Promise<string | undefined> {
  for (const [kind, { link }] of mediaOf(message)) {
    if (link === undefined) continue
    const rule = mediaRules[kind]
    try {
      const response = await fetch(link, { signal: AbortSignal.timeout(10_000) })
      const bytes = await response.arrayBuffer()
      const type = bareMimeType(response.headers.get('content-type') ?? '')
      if (!response.ok) return `Downloading media from weblink failed with http code ${response.status}`
      if (!rule.types.includes(type)) return `${type || 'no type'} cannot be sent as ${kind}`
      if (bytes.byteLength > rule.maxBytes) return `the file is larger than ${rule.maxBytes} bytes`
    } catch (error) {
      return `Downloading media from weblink failed: ${error instanceof Error ? error.message : 'unreachable'}`
    }
  }
  return undefined
}
