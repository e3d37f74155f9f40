import { createHash, timingSafeEqual } from 'node:crypto'
import type { Connection, RawRequest, Verdict } from '../adapter.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

export const secretHeader = 'x-telegram-bot-api-secret-token'

/** Telegram signs nothing: it repeats the secret that `setWebhook` gave it. */
export function verifyTelegram(request: RawRequest, { credentials }: Connection<TelegramSettings, TelegramCredentials>): Verdict {
  if (request.method !== 'POST') return { kind: 'refused', status: 404, reason: 'Telegram only posts' }
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const isOurs = timingSafeEqual(digest(request.headers[secretHeader] ?? ''), digest(credentials.webhookSecret))
  return isOurs ? { kind: 'accepted' } : { kind: 'refused', status: 401, reason: 'the secret token is not the one of this channel' }
}
