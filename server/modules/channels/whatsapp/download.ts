import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { ProviderError } from '../../../platform/errors.ts'
import type { Connection } from '../adapter.ts'
import { asNumber, asText, requireId } from '../json-value.ts'
import { callGraph } from '../meta/index.ts'
import type { SendOptions } from './send.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

/** Meta's hosts for media, as egress.ts declares them. The access token goes nowhere else, whatever address an answer or a redirect names. */
const mediaHosts = /\.(fbsbx\.com|fbcdn\.net|whatsapp\.net)$/

/** In two steps: the id resolves to an address that lives five minutes and needs the token. */
export async function downloadWhatsApp(
  options: SendOptions,
  media: Record<string, unknown>,
  connection: Connection<WhatsAppSettings, WhatsAppCredentials>,
  signal?: AbortSignal,
): Promise<{ stream: Readable; mimeType: string | null; size: number | null }> {
  const { accessToken } = connection.credentials
  const query = { phone_number_id: connection.settings.phoneNumberId }
  const facts = await callGraph(options, { method: 'GET', path: `/${requireId(media.id, 'id')}`, query, accessToken, signal })
  const url = URL.canParse(String(facts.url)) ? new URL(String(facts.url)) : null
  const isTrusted =
    url !== null && (url.origin === new URL(options.baseUrl).origin || (url.protocol === 'https:' && mediaHosts.test(url.hostname)))
  if (!url || !isTrusted) throw mediaFailure('WhatsApp named no usable address for the file.', false)
  const response = await options.fetchMedia(url, {
    headers: { authorization: `Bearer ${accessToken}`, 'user-agent': 'Parley' },
    ...(signal ? { signal } : {}),
  })
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    // An expired address answers 404: the next try resolves the id again.
    throw mediaFailure('WhatsApp did not hand the file over.', response.status === 404 || response.status === 429 || response.status >= 500)
  }
  return {
    stream: Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    mimeType: asText(facts.mime_type, 200) ?? response.headers.get('content-type'),
    size: asNumber(facts.file_size),
  }
}

function mediaFailure(message: string, retryable: boolean): ProviderError {
  return new ProviderError({ provider: 'whatsapp', code: 'media', retryable, message })
}
