import { ProviderError } from '../../../platform/errors.ts'
import type { Connection } from '../adapter.ts'
import { asId, asObject } from '../json-value.ts'
import { type MultipartFile, multipartStream } from '../multipart-stream.ts'
import type { FileSource, ProviderCall, Receipt } from '../outbound-message.ts'
import { type BotApiOptions, ChatMovedError, callBot } from './bot-api.ts'
import { customerKey, messageKey } from './ids.ts'
import { singleMethods } from './render-media.ts'
import { spoken } from './render-reaction.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

export interface SendOptions extends BotApiOptions {
  /** For files: larger and slower than everything else. */
  fetchMedia: typeof fetch
  now: () => number
}

interface Way {
  options: SendOptions
  connection: Connection<TelegramSettings, TelegramCredentials>
  files: FileSource
  signal: AbortSignal | undefined
}

/** Sends, and where Telegram refuses the form of it for good, sends the same in a plainer one. */
export async function sendTelegram(
  options: SendOptions,
  call: ProviderCall,
  connection: Connection<TelegramSettings, TelegramCredentials>,
  files: FileSource,
  signal?: AbortSignal,
): Promise<Receipt> {
  const way: Way = { options, connection, files, signal }
  try {
    return await sendPlainer(way, call)
  } catch (error) {
    if (!(error instanceof ChatMovedError)) throw error
    const receipt = await sendPlainer(way, { ...call, body: { ...call.body, chat_id: error.chatId } })
    const topicId = asId(call.body.message_thread_id)
    return { ...receipt, movedTo: customerKey({ chatId: error.chatId, businessConnectionId: null, topicId }) }
  }
}

async function sendPlainer(way: Way, call: ProviderCall): Promise<Receipt> {
  try {
    return await sendOnce(way, call)
  } catch (error) {
    if (!(error instanceof ProviderError) || error.providerCode !== '400' || !['media', 'invalid'].includes(error.code)) throw error
    if (call.path === '/sendMediaGroup') return sendSingly(way, call)
    // Its dimensions or its content are none of a photo; as a file anything arrives.
    if (call.path === '/sendPhoto' && error.code === 'media') return sendOnce(way, asDocument(call))
    // Telegram has only so many emojis as reactions.
    const said = isReaction(call) ? asAnswer(call) : null
    if (said) return sendOnce(way, said)
    throw error
  }
}

async function sendOnce({ options, connection, files, signal }: Way, call: ProviderCall): Promise<Receipt> {
  const hasFiles = call.files !== undefined && call.files.length > 0
  const api = hasFiles ? { ...options, fetch: options.fetchMedia } : options
  const parameters = hasFiles ? await form(call, call.files ?? [], files) : bodyOf(call)
  const result = await callBot(api, connection.credentials.botToken, call.path.slice(1), parameters, signal).catch((error: unknown) => {
    throw ofItsGroup(error, call)
  })
  // A reaction is no message and has no number.
  if (isReaction(call)) return { externalId: null, at: options.now() }
  const [externalId, ...furtherIds] = (Array.isArray(result) ? result : [result]).map((message) => idOf(message, call))
  if (!externalId || furtherIds.includes(null)) {
    throw new ProviderError({
      provider: 'telegram',
      code: 'provider',
      retryable: true,
      message: 'Telegram answered without the number of the message.',
    })
  }
  const others = furtherIds.filter((id) => id !== null)
  return { externalId, at: options.now(), ...(others.length > 0 ? { furtherIds: others } : {}) }
}

function isReaction(call: ProviderCall): boolean {
  return call.path === '/setMessageReaction'
}

/** A reaction names its message by the chat alone; the topic is for the words that may have to take its place. */
function bodyOf(call: ProviderCall): ProviderCall['body'] {
  const { message_thread_id: _topic, ...body } = call.body
  return isReaction(call) ? body : call.body
}

/** A group takes 20 messages a minute, however much the bot may say elsewhere: what is too much for it makes the group wait and nobody else. */
function ofItsGroup(error: unknown, call: ProviderCall): unknown {
  const isGroup = String(call.body.chat_id).startsWith('-')
  if (!isGroup || !(error instanceof ProviderError) || error.code !== 'rate-limited') return error
  const { provider, code, retryable, retryAfterMs, providerCode, message, cause } = error
  return new ProviderError({ provider, code, retryable, retryAfterMs, providerCode, message, cause, onlyRecipient: true })
}

function idOf(result: unknown, call: ProviderCall): string | null {
  const message = asObject(result)
  const chatId = asId(asObject(message?.chat)?.id)
  const messageId = asId(message?.message_id)
  if (chatId === null || messageId === null) return null
  return messageKey({ chatId, businessConnectionId: asId(call.body.business_connection_id) }, messageId)
}

/** Of an album of which one file spoils the whole, each by itself. What has arrived is not sent again, whatever becomes of the rest. */
async function sendSingly(way: Way, call: ProviderCall): Promise<Receipt> {
  const ids: string[] = []
  for (const single of singles(call)) {
    try {
      const { externalId } = await sendPlainer(way, single)
      if (externalId !== null) ids.push(externalId)
    } catch (error) {
      if (ids.length === 0) throw error
      throw new ProviderError({
        provider: 'telegram',
        code: 'media',
        retryable: false,
        message: `Only ${ids.length} of the files arrived; Telegram refuses the next one.`,
        cause: error,
      })
    }
  }
  const [externalId = null, ...furtherIds] = ids
  return { externalId, furtherIds, at: way.options.now() }
}

function singles(call: ProviderCall): ProviderCall[] {
  const { media, reply_parameters: reply, ...address } = call.body
  return (media as { type: keyof typeof singleMethods; caption?: string }[]).map(({ type, caption }, index) => ({
    method: call.method,
    path: `/${singleMethods[type]}`,
    body: {
      ...address,
      ...(index === 0 && reply !== undefined ? { reply_parameters: reply } : {}),
      ...(caption === undefined ? {} : { caption }),
    },
    files: (call.files ?? []).slice(index, index + 1).map((file) => ({ ...file, field: type })),
  }))
}

/** Null for a reaction that is taken back: there is nothing to say. */
function asAnswer(call: ProviderCall): ProviderCall | null {
  const { reaction, message_id: number, ...address } = call.body
  const [given] = reaction as { emoji: string }[]
  if (!given) return null
  const { method, body } = spoken(given.emoji, Number(number))
  return { method: call.method, path: `/${method}`, body: { ...address, ...body } }
}

function asDocument(call: ProviderCall): ProviderCall {
  return { ...call, path: '/sendDocument', files: (call.files ?? []).map((file) => ({ ...file, field: 'document' })) }
}

/** In a form every value is text; objects are JSON. */
async function form(call: ProviderCall, wanted: NonNullable<ProviderCall['files']>, files: FileSource): Promise<RequestInit> {
  const fields = Object.entries(call.body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
  const opened: MultipartFile[] = []
  try {
    for (const { field, name, mimeType, fileId } of wanted) {
      const { size, stream } = await files.open(fileId)
      opened.push({ field, name, mimeType, size, stream })
    }
  } catch (error) {
    for (const { stream } of opened) stream.destroy()
    throw error
  }
  return multipartStream(Object.fromEntries(fields), ...opened)
}
