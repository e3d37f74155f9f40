import type { Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { EgressDeclaration } from '../../platform/egress.ts'
import type { HttpClient } from '../../platform/http-client.ts'
import type { Live } from '../../platform/live.ts'
import type { ChannelAdapter, RawRequest, SharedTarget, Verdict } from './adapter.ts'
import { createInstagramAdapter, instagramEgress } from './instagram/index.ts'
import { createMessengerAdapter, messengerEgress } from './messenger/index.ts'
import { answerHubChallenge, isHubSigned, ownSecrets, routeMetaBody } from './meta/index.ts'
import { createTelegramAdapter, telegramEgress } from './telegram/index.ts'
import { createWebchatAdapter } from './webchat/index.ts'
import { createWhatsAppAdapter, whatsAppEgress } from './whatsapp/index.ts'

/** Longer than this no provider takes for a message; whether it was taken is then asked by other ways. */
const messages = { timeoutMs: 25_000 }
/** Files are larger and slower than everything else, and providers move them from one of their hosts to another. */
const media = { maxBytes: 105 * 1024 * 1024, timeoutMs: 180_000, maxRedirects: 3 }

/** THE list of channels: a new one is its folder, its emulator and a line here. */
export function createAdapters({
  http,
  config,
  clock,
  live,
}: {
  http: HttpClient
  config: Config
  clock: Clock
  live: Live
}): ReadonlyMap<string, ChannelAdapter> {
  const meta = {
    ...(config.providerUrls.META_GRAPH_URL ? { baseUrl: config.providerUrls.META_GRAPH_URL } : {}),
    ...(config.meta.graphVersion ? { apiVersion: config.meta.graphVersion } : {}),
    app: config.meta,
    clock,
  }
  const adapters: ChannelAdapter[] = [
    createWebchatAdapter({ clock, showTyping: (channelId, externalId) => live.wake(typingTopic(channelId, externalId)) }),
    createWhatsAppAdapter({
      fetch: http.textFetchFor(whatsAppEgress.purpose, messages),
      fetchMedia: http.fetchFor(whatsAppEgress.purpose, media),
      ...meta,
    }),
    createInstagramAdapter({
      fetch: http.textFetchFor(instagramEgress.purpose, messages),
      fetchMedia: http.fetchFor(instagramEgress.purpose, media),
      ...meta,
    }),
    createMessengerAdapter({
      fetch: http.textFetchFor(messengerEgress.purpose, messages),
      fetchMedia: http.fetchFor(messengerEgress.purpose, media),
      ...meta,
    }),
    createTelegramAdapter({
      fetch: http.textFetchFor(telegramEgress.purpose, messages),
      fetchMedia: http.fetchFor(telegramEgress.purpose, media),
      ...(config.providerUrls.TELEGRAM_API_URL ? { baseUrl: config.providerUrls.TELEGRAM_API_URL } : {}),
      localFiles: config.providerFolders.TELEGRAM_API_FILES,
      clock,
    }),
  ]
  return new Map(adapters.map((adapter) => [adapter.type, adapter]))
}

export const channelEgress: readonly EgressDeclaration[] = [whatsAppEgress, instagramEgress, messengerEgress, telegramEgress]

/** Whoever shows a visitor's window listens here (`live.onWake`) for answers being written. */
export function typingTopic(channelId: string, externalId: string): string {
  return `channel-typing:${channelId}:${externalId}`
}

/** An address that serves many channels of the installation, `/webhooks/<name>`. */
export interface SharedWebhook {
  /** The handshake of a GET request, by the installation's own verify token. */
  challenge(request: RawRequest, config: Config): Verdict
  /** Whether the installation's own app signed the request; a channel of another app verifies with its own secret. */
  isSigned(request: RawRequest, config: Config): boolean
  /** Whom a body concerns. Each of these channels is then given the whole request and reads what is its own. */
  route(body: Buffer): SharedTarget[]
}

export const sharedWebhooks: ReadonlyMap<string, SharedWebhook> = new Map([
  [
    'meta',
    {
      challenge: ({ query }, { meta }) =>
        meta.verifyToken
          ? answerHubChallenge(query, meta.verifyToken)
          : { kind: 'refused', status: 403, reason: 'META_VERIFY_TOKEN is not set' },
      isSigned: (request, { meta }) => isHubSigned(request, ownSecrets(meta)),
      route: routeMetaBody,
    },
  ],
])
