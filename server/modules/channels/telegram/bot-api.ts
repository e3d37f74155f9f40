import type { SendErrorCode } from '../../../../contract/messages.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { TextFetch } from '../../../platform/text-exchange.ts'
import { asId, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'

export interface BotApiOptions {
  fetch: TextFetch
  /** Without a slash at the end. */
  baseUrl: string
}

/** The group has become a supergroup, under a new number: the same is said again there. */
export class ChatMovedError extends ProviderError {
  readonly chatId: string

  constructor(chatId: string) {
    super({ provider: 'telegram', code: 'not-on-channel', retryable: true, message: 'The group has a new number.' })
    this.name = 'ChatMovedError'
    this.chatId = chatId
  }
}

/**
 * One method of the Bot API. The token is part of the address: nothing here may put the address into a log or an error.
 * @throws ProviderError with one of our codes; what the way to Telegram throws passes through
 */
export async function callBot(
  options: BotApiOptions,
  botToken: string,
  method: string,
  parameters: JsonObject | RequestInit,
  signal?: AbortSignal,
): Promise<unknown> {
  const init: RequestInit =
    'duplex' in parameters
      ? (parameters as RequestInit)
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(parameters) }
  const response = await options.fetch(`${options.baseUrl}/bot${botToken}/${method}`, { ...init, ...(signal ? { signal } : {}) })
  const answer = parseAnswer(await response.text())
  if (response.ok && answer?.ok === true && answer.result !== undefined) return answer.result
  throw botFailure(response.status, answer)
}

function parseAnswer(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

function botFailure(httpStatus: number, answer: JsonObject | null): ProviderError {
  const status = asNumber(answer?.error_code) ?? (httpStatus === 200 ? 502 : httpStatus)
  const description = asText(answer?.description, 300) ?? ''
  const meaning = explainStatus(status, description)
  const parameters = asObject(answer?.parameters)
  const movedTo = asId(parameters?.migrate_to_chat_id)
  if (movedTo !== null) return new ChatMovedError(movedTo)
  const retryAfter = asNumber(parameters?.retry_after)
  return new ProviderError({
    provider: 'telegram',
    ...meaning,
    providerCode: String(status),
    uncertain: answer === null && (httpStatus < 400 || httpStatus >= 500),
    retryAfterMs: retryAfter === null ? undefined : Math.min(Math.max(0, retryAfter), 86_400) * 1000,
    cause: description === '' ? undefined : new Error(description),
  })
}

/** Telegram has no codes beside the HTTP status: the rest is told apart by the description. */
export function explainStatus(
  status: number,
  description: string,
): { code: SendErrorCode; retryable: boolean; breaksAccount?: boolean; message: string } {
  if (status === 401 || (status === 404 && /^not found$/i.test(description))) {
    return {
      code: 'unauthorized',
      retryable: false,
      breaksAccount: true,
      message: 'Telegram does not accept the bot token. Reconnect the channel with the one from @BotFather.',
    }
  }
  if (status === 403 && /kicked|not a member/i.test(description)) {
    return { code: 'not-on-channel', retryable: false, message: 'The bot is no longer in this group.' }
  }
  if (status === 403 && /business account/i.test(description)) {
    return {
      code: 'not-on-channel',
      retryable: false,
      message: 'The person lets the bot read the chats of their account, and not answer in them (Telegram Business).',
    }
  }
  if (status === 403) return { code: 'blocked', retryable: false, message: 'The person has blocked the bot, or has never written to it.' }
  if (status === 429)
    return { code: 'rate-limited', retryable: true, message: 'Telegram is slowing this bot down; the message is tried again.' }
  if (status === 409)
    return {
      code: 'provider',
      retryable: true,
      message: 'Another program receives for this bot. Stop it, or use a bot of its own for Parley.',
    }
  if (status >= 500) return { code: 'provider', retryable: true, message: 'Telegram has a temporary problem; the message is tried again.' }
  if (/business_peer/i.test(description)) {
    return {
      code: 'outside-window',
      retryable: false,
      message: 'For a person’s own account the bot may write only in chats with a message from the customer within the last 24 hours.',
    }
  }
  if (/business.?connection/i.test(description)) {
    return { code: 'not-on-channel', retryable: false, message: 'The person has taken the bot out of their account (Telegram Business).' }
  }
  if (/topic_closed|topic_deleted|message thread not found/i.test(description)) {
    return { code: 'not-on-channel', retryable: false, message: 'This topic of the group has been closed or deleted.' }
  }
  if (/file is too big/i.test(description)) {
    return { code: 'media', retryable: false, message: 'Telegram gives files of more than 20 MB to no bot.' }
  }
  if (/chat not found|user is deactivated|user not found/i.test(description)) {
    return { code: 'not-on-channel', retryable: false, message: 'Telegram does not know this person any more.' }
  }
  if (status === 413 || /file|photo|image|video|audio|voice|sticker|document|too big|wrong type/i.test(description)) {
    return { code: 'media', retryable: false, message: 'Telegram does not take this file: its type, size or dimensions are not allowed.' }
  }
  return { code: 'invalid', retryable: false, message: 'Telegram refuses this message as invalid.' }
}
