import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { ProviderError } from '../../../platform/errors.ts'
import type { Connection } from '../adapter.ts'
import { asNumber, asObject, asText, requireId } from '../json-value.ts'
import { callBot } from './bot-api.ts'
import type { SendOptions } from './send.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

/** In two steps: getFile names a path, valid an hour, of at most 20 MB. The token is in the address, which therefore never leaves this function. */
export async function downloadTelegram(
  options: SendOptions,
  media: Record<string, unknown>,
  connection: Connection<TelegramSettings, TelegramCredentials>,
  signal?: AbortSignal,
): Promise<{ stream: Readable; mimeType: string | null; size: number | null }> {
  const { botToken } = connection.credentials
  const file = asObject(await callBot(options, botToken, 'getFile', { file_id: requireId(media.fileId, 'fileId') }, signal))
  const path = asText(file?.file_path, 500)
  // Segments that climb would reach other methods under our token.
  if (path === null || path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')) throw failure(false)
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const response = await options.fetchMedia(`${options.baseUrl}/file/bot${botToken}/${encoded}`, signal ? { signal } : {})
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    throw failure(response.status === 404 || response.status === 429 || response.status >= 500)
  }
  // The type that the file server names says nothing; that of the message, if any, is already known.
  return { stream: Readable.fromWeb(response.body as ReadableStream<Uint8Array>), mimeType: null, size: asNumber(file?.file_size) }
}

function failure(retryable: boolean): ProviderError {
  return new ProviderError({ provider: 'telegram', code: 'media', retryable, message: 'Telegram did not hand the file over.' })
}
