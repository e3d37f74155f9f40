import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock.ts'
import type { TextFetch } from '../../../platform/text-exchange.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { explainFailure } from '../explain-failure.ts'
import type { InboundEvent } from '../inbound-event.ts'
import { asId, asObject } from '../json-value.ts'
import { callBot } from './bot-api.ts'
import { isBusinessChat, openChat } from './business.ts'
import { callbackDataFor } from './callback-data.ts'
import { telegramLimits } from './capabilities.ts'
import { checkTelegram, connectTelegram, disconnectTelegram } from './connect.ts'
import { downloadTelegram } from './download.ts'
import { addressOf } from './ids.ts'
import { leaveGroup } from './leave-group.ts'
import { parseTelegram } from './parse.ts'
import { pollTelegram } from './poll.ts'
import { renderTelegram } from './render.ts'
import { sendTelegram } from './send.ts'
import {
  type TelegramCredentials,
  type TelegramSettings,
  telegramCredentialsSchema,
  telegramFields,
  telegramSettingsSchema,
} from './settings.ts'
import { showTelegramCall } from './show-call.ts'
import { verifyTelegram } from './verify.ts'

export interface TelegramAdapterOptions {
  fetch: TextFetch
  /** For files. */
  fetchMedia: typeof fetch
  baseUrl?: string
  /** Where the files of a Bot API server in local mode lie, as seen from here: it gives paths instead of addresses. */
  localFiles?: string | null
  clock: Clock
}

/** Telegram by its Bot API 10.1 (core.telegram.org/bots/api). */
export function createTelegramAdapter(given: TelegramAdapterOptions): ChannelAdapter<TelegramSettings, TelegramCredentials> {
  const options = {
    fetch: given.fetch,
    fetchMedia: given.fetchMedia,
    baseUrl: given.baseUrl ?? 'https://api.telegram.org',
    localFiles: given.localFiles ?? null,
    now: () => given.clock.now().getTime(),
  }
  const limits = telegramLimits(options.localFiles !== null)
  const { maxUpload: _, ...capabilities } = limits
  return {
    type: 'telegram',
    title: 'Telegram',
    sign: { icon: 'M21 4L3 11l5.5 2L18 6.5 10.5 14v5l2.8-3.4 4.2 3.4z', color: '#229ed9' },
    capabilities,
    settings: telegramSettingsSchema,
    credentials: telegramCredentialsSchema,
    fields: telegramFields,
    generateCredentials: () => ({ webhookSecret: randomBytes(32).toString('base64url') }),
    // The token begins with the bot's own id.
    accountId: ({ credentials }) => credentials.botToken.split(':')[0] ?? null,
    connect: (connection) => connectTelegram(options, connection),
    disconnect: (connection) => disconnectTelegram(options, connection),
    health: (connection) => checkTelegram(options, connection),
    verify: verifyTelegram,
    parse: (request, connection) => parseTelegram(request, connection, options.now()),
    restore: (_kind, raw) => Buffer.from(JSON.stringify(raw)),
    render: (message, { settings }) => renderTelegram(message, limits, settings.businesses),
    show: showTelegramCall,
    choiceId: callbackDataFor,
    send: (call, connection, files, signal) => sendTelegram(options, call, connection, files, signal),
    download: (media, connection, signal) => downloadTelegram(options, media, connection, signal),
    typing: async ({ externalId }, { credentials, settings }) => {
      const chat = openChat(externalId, settings.businesses ?? [])
      await callBot(options, credentials.botToken, 'sendChatAction', { ...addressOf(chat), action: 'typing' })
    },
    // For a person's own account the bot may write only for a day after the customer's last message; as itself always.
    replyWindowMs: (externalId) => (isBusinessChat(externalId) ? 24 * 3600_000 : capabilities.replyWindowMs),
    poll: (connection, deliver, signal) => pollTelegram(options, connection, deliver, signal),
    acknowledge: async (event, connection, signal) => {
      const id = callbackId(event)
      if (id !== null) await callBot(options, connection.credentials.botToken, 'answerCallbackQuery', { callback_query_id: id }, signal)
      if (event.kind === 'ignored' && event.name.startsWith('group:')) await leaveGroup(options, event, connection, signal)
    },
    explain: (error) => explainFailure('Telegram', error),
    // About 30 messages a second over all chats; what is too fast answers 429 with its own pause.
    pace: { perSecond: 30, burst: 30 },
    reconcileMs: 0,
  }
}

function callbackId(event: InboundEvent): string | null {
  return asId(asObject(asObject(event.raw)?.callback_query)?.id)
}
