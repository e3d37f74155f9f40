import { ProviderError } from '../../../platform/errors.ts'
import type { Account, Connection } from '../adapter.ts'
import { checkClock } from '../check-clock.ts'
import { failedCheck } from '../failed-check.ts'
import type { HealthCheck } from '../health-check.ts'
import { asList, asNumber, asObject, asText, type JsonObject, requireId } from '../json-value.ts'
import { type BotApiOptions, callBot } from './bot-api.ts'
import { registerCommands, removeCommands } from './commands.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'

type TelegramConnection = Connection<TelegramSettings, TelegramCredentials>

/** Named in full: the list is sticky, and reactions come only when asked for. */
export const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
]

/** Telegram posts to https only; without it the bot is polled. */
export function hasWebhook(connection: Pick<TelegramConnection, 'webhookUrl'>): boolean {
  return connection.webhookUrl.startsWith('https://')
}

export async function connectTelegram(options: BotApiOptions, connection: TelegramConnection): Promise<Account> {
  const { botToken, webhookSecret } = connection.credentials
  const bot = await readBot(options, connection)
  await registerCommands(options, connection)
  if (hasWebhook(connection)) {
    const webhook = { url: connection.webhookUrl, secret_token: webhookSecret, allowed_updates: allowedUpdates, max_connections: 40 }
    await callBot(options, botToken, 'setWebhook', webhook).catch((error: unknown) => {
      throw explainWebhook(error, connection.webhookUrl)
    })
  } else {
    await callBot(options, botToken, 'deleteWebhook', {})
  }
  const username = asText(bot.username, 100)
  const botName = asText(bot.first_name, 200)
  return {
    externalId: requireId(bot.id, 'id'),
    name: botName ?? username ?? 'Bot',
    details: { ...(username ? { username } : {}), ...(botName ? { botName } : {}) },
  }
}

export async function disconnectTelegram(options: BotApiOptions, connection: TelegramConnection): Promise<void> {
  await callBot(options, connection.credentials.botToken, 'deleteWebhook', {})
  await removeCommands(options, connection)
}

export async function checkTelegram(
  options: BotApiOptions & { now: () => number },
  connection: TelegramConnection,
): Promise<HealthCheck[]> {
  const token = await attempt('Bot token', async () => {
    const bot = await readBot(options, connection)
    return { ok: true, detail: `@${asText(bot.username, 100) ?? asText(bot.first_name, 200) ?? 'bot'}` }
  })
  if (!token.ok) return [token]
  const delivery = await attempt(hasWebhook(connection) ? 'Webhook' : 'Polling', () => checkDelivery(options, connection))
  return [token, delivery, ...(await checkClock(options.fetch, options.baseUrl, options.now))]
}

async function checkDelivery(options: BotApiOptions, connection: TelegramConnection): Promise<Omit<HealthCheck, 'name'>> {
  const info = asObject(await callBot(options, connection.credentials.botToken, 'getWebhookInfo', {}))
  const url = asText(info?.url, 2000)
  const pending = asNumber(info?.pending_update_count) ?? 0
  const waiting = pending > 0 ? ` ${pending} updates are waiting.` : ''
  if (!hasWebhook(connection)) {
    if (url !== null)
      return {
        ok: false,
        breaks: true,
        mend: 'reconnect',
        detail: 'A webhook of another program is set, so nothing can be fetched. Press Reconnect.',
      }
    return { ok: true, detail: `Messages are fetched, because PUBLIC_URL is not https.${waiting}` }
  }
  if (url === null)
    return { ok: false, breaks: true, reconnects: true, mend: 'reconnect', detail: 'Telegram has no address to send to. Press Reconnect.' }
  if (url !== connection.webhookUrl)
    return { ok: false, breaks: true, mend: 'reconnect', detail: 'Telegram sends to another address. Press Reconnect.' }
  // The list stays as it was when the webhook was set: perhaps by an older version of this program.
  const allowed = asList(info?.allowed_updates)
  const missing = allowedUpdates.filter((kind) => !allowed.includes(kind))
  if (missing.length > 0) {
    const detail = `Telegram does not send everything (missing: ${missing.join(', ')}). Press Reconnect.`
    return { ok: false, reconnects: true, mend: 'reconnect', detail }
  }
  const trouble = asText(info?.last_error_message, 300)
  if (trouble !== null && pending > 0) return { ok: false, detail: `Telegram could not deliver: ${trouble}.${waiting}` }
  return { ok: true, detail: `Telegram sends to this channel.${waiting}` }
}

async function attempt(name: string, check: () => Promise<Omit<HealthCheck, 'name'>>): Promise<HealthCheck> {
  try {
    return { name, ...(await check()) }
  } catch (error) {
    return failedCheck(name, error, 'Telegram could not be reached.')
  }
}

async function readBot(options: BotApiOptions, connection: TelegramConnection): Promise<JsonObject> {
  return asObject(await callBot(options, connection.credentials.botToken, 'getMe', {})) ?? {}
}

function explainWebhook(error: unknown, webhookUrl: string): unknown {
  if (!(error instanceof ProviderError) || error.providerCode !== '400') return error
  const message = `Telegram does not take ${webhookUrl} as a webhook. The address (PUBLIC_URL) must be open to the internet, on port 443, 80, 88 or 8443.`
  return new ProviderError({ provider: 'telegram', code: 'invalid', retryable: false, providerCode: '400', message, cause: error })
}
