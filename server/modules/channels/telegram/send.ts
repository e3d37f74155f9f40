import { ProviderError } from '../../../platform/errors.ts'
import type { Connection, FileSource, ProviderCall, Receipt } from '../adapter.ts'
import { asId, asObject } from '../json-value.ts'
import { multipartStream } from '../multipart-stream.ts'
import { type BotApiOptions, callBot } from './bot-api.ts'
import { messageKey } from './ids.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

export interface SendOptions extends BotApiOptions {
  /** For files: larger and slower than everything else. */
  fetchMedia: typeof fetch
  now: () => number
}

type TelegramConnection = Connection<TelegramSettings, TelegramCredentials>

export async function sendTelegram(
  options: SendOptions,
  call: ProviderCall,
  connection: TelegramConnection,
  files: FileSource,
  signal?: AbortSignal,
): Promise<Receipt> {
  const [file] = call.files ?? []
  const api = file ? { ...options, fetch: options.fetchMedia } : options
  const parameters = file ? await form(call, file, files) : call.body
  const message = asObject(await callBot(api, connection.credentials.botToken, call.path.slice(1), parameters, signal))
  const chatId = asId(asObject(message?.chat)?.id)
  const messageId = asId(message?.message_id)
  if (chatId === null || messageId === null) {
    throw new ProviderError({
      provider: 'telegram',
      code: 'provider',
      retryable: true,
      message: 'Telegram answered without the number of the message.',
    })
  }
  return { externalId: messageKey({ chatId, businessConnectionId: asId(call.body.business_connection_id) }, messageId), at: options.now() }
}

/** In a form every value is text; objects are JSON. */
async function form(call: ProviderCall, file: NonNullable<ProviderCall['files']>[number], files: FileSource): Promise<RequestInit> {
  const fields = Object.entries(call.body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
  const source = await files.open(file.fileId)
  return multipartStream(Object.fromEntries(fields), {
    field: file.field,
    name: file.name,
    mimeType: file.mimeType,
    size: source.size,
    stream: source.stream,
  })
}
