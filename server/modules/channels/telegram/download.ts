import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { ProviderError } from '../../../platform/errors.ts'
import type { Connection } from '../adapter.ts'
import { asNumber, asObject, asText, requireId } from '../json-value.ts'
import { callBot } from './bot-api.ts'
import type { SendOptions } from './send.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

export interface DownloadOptions extends SendOptions {
  localFiles: string | null
}

interface Downloaded {
  stream: Readable
  mimeType: string | null
  size: number | null
}

/** In two steps: getFile names a path, valid an hour, of at most 20 MB. The token is in the address, which therefore never leaves this function. */
export async function downloadTelegram(
  options: DownloadOptions,
  media: Record<string, unknown>,
  connection: Connection<TelegramSettings, TelegramCredentials>,
  signal?: AbortSignal,
): Promise<Downloaded> {
  const { botToken } = connection.credentials
  const fileId = requireId(media.fileId, 'fileId')
  const file = asObject(await callBot(options, botToken, 'getFile', { file_id: fileId }, signal).catch(explainSize))
  const filePath = asText(file?.file_path, 1000) ?? ''
  if (filePath.startsWith('/')) return readLocal(options.localFiles, filePath, botToken)
  // Segments that climb would reach other methods under our token.
  if (!isPlain(filePath)) throw failure(false)
  const encoded = filePath.split('/').map(encodeURIComponent).join('/')
  const response = await options.fetchMedia(`${options.baseUrl}/file/bot${botToken}/${encoded}`, signal ? { signal } : {})
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    throw failure(response.status === 404 || response.status === 429 || response.status >= 500)
  }
  // The type that the file server names says nothing; that of the message, if any, is already known.
  return { stream: Readable.fromWeb(response.body as ReadableStream<Uint8Array>), mimeType: null, size: asNumber(file?.file_size) }
}

/**
 * A server in local mode names a path on its own disk, which we see under another folder: what follows the bot's own folder is the same. Nothing outside
 * of that folder is read, whatever the server says.
 */
async function readLocal(folder: string | null, filePath: string, botToken: string): Promise<Downloaded> {
  if (folder === null) {
    throw failure(false, 'The Bot API server runs in local mode. Set TELEGRAM_API_FILES to the folder in which it keeps its files.')
  }
  const inside = filePath.split(`/${botToken}/`)[1]
  if (inside === undefined || !isPlain(inside)) throw failure(false)
  try {
    const own = await realpath(path.join(folder, botToken))
    const file = await realpath(path.join(own, inside))
    if (!file.startsWith(own + path.sep)) throw failure(false)
    return { stream: createReadStream(file), mimeType: null, size: (await stat(file)).size }
  } catch (error) {
    if (error instanceof ProviderError) throw error
    throw failure(true)
  }
}

function explainSize(error: unknown): never {
  const isTooLarge = error instanceof ProviderError && error.cause instanceof Error && /file is too big/i.test(error.cause.message)
  throw isTooLarge
    ? new ProviderError({ provider: 'telegram', code: 'media', retryable: false, providerCode: 'too-large', message: error.message })
    : error
}

function isPlain(filePath: string): boolean {
  return filePath !== '' && filePath.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}

function failure(retryable: boolean, message = 'Telegram did not hand the file over.'): ProviderError {
  return new ProviderError({ provider: 'telegram', code: 'media', retryable, message })
}
