import type { Answer } from '../http-server.ts'

/** A refusal in the Bot API's envelope. */
export class TelegramError extends Error {
  readonly status: number
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined
  constructor(status: number, description: string, parameters?: { retry_after?: number; migrate_to_chat_id?: number }) {
    super(description)
    this.status = status
    this.parameters = parameters
  }
}

export function badRequest(reason: string): TelegramError {
  return new TelegramError(400, `Bad Request: ${reason}`)
}

export function refuseTelegram(error: unknown): Answer {
  const known =
    error instanceof TelegramError
      ? error
      : new TelegramError(500, `Internal Server Error: ${error instanceof Error ? error.message : String(error)}`)
  const { status, message, parameters } = known
  return { status, json: { ok: false, error_code: status, description: message, ...(parameters ? { parameters } : {}) }, error: message }
}

export function faultEnvelope(status: number, retryAfter: number | undefined): Answer {
  if (status === 429) {
    const seconds = Math.ceil(retryAfter ?? 1)
    return refuseTelegram(new TelegramError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }))
  }
  const texts: Record<number, string> = {
    400: 'Bad Request: a fault that was asked for',
    401: 'Unauthorized',
    403: 'Forbidden: bot was blocked by the user',
    502: 'Bad Gateway',
  }
  return refuseTelegram(new TelegramError(status, texts[status] ?? 'Internal Server Error'))
}
