import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { ProviderError } from '../../../../platform/errors.ts'
import { asNumber, asText } from '../../json-value.ts'
import type { MessagingOptions } from './send-messaging.ts'

/** Hosts of files: addresses carry their own permission, so that no token goes along. */
const fileHosts = /(^|\.)(fbsbx\.com|fbcdn\.net|cdninstagram\.com)$/

/** Whether an address is that of a file, and not of a page about it. */
export function isFileUrl(baseUrl: string): (url: string) => boolean {
  return (url) => {
    if (!URL.canParse(url)) return false
    const { origin, protocol, hostname } = new URL(url)
    return origin === new URL(baseUrl).origin || (protocol === 'https:' && fileHosts.test(hostname))
  }
}

/** Fetches a file by the address that the event gave. */
export async function downloadMessaging(
  options: MessagingOptions,
  media: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<{ stream: Readable; mimeType: string | null; size: number | null }> {
  const url = asText(media.url)
  if (url === null || !isFileUrl(options.baseUrl)(url)) throw failure(options, 'named no usable address for the file.', false)
  const response = await options.fetchMedia(url, { headers: { 'user-agent': 'Parley' }, ...(signal ? { signal } : {}) })
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    // 403, 404 and 410: the story or the post is gone.
    throw failure(options, 'did not hand the file over: it may have expired.', response.status === 429 || response.status >= 500)
  }
  return {
    stream: Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    mimeType: response.headers.get('content-type'),
    size: asNumber(response.headers.get('content-length')),
  }
}

function failure({ provider, title }: MessagingOptions, words: string, retryable: boolean): ProviderError {
  return new ProviderError({ provider, code: 'media', retryable, message: `${title} ${words}` })
}
