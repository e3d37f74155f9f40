import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock.ts'
import type { TextFetch } from '../../../platform/text-exchange.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { explainFailure } from '../explain-failure.ts'
import { asId, asText } from '../json-value.ts'
import {
  downloadMessaging,
  explainMessaging,
  facebookSignIn,
  type GraphError,
  isFileUrl,
  type OwnApp,
  ownFacebookApp,
  parseMessaging,
  readProfile,
  renderMessaging,
  restoreMessaging,
  sendMessaging,
  showMessagingCall,
  showSenderAction,
  takesComments,
  verifyHub,
} from '../meta/index.ts'
import { checkMessenger, connectMessenger, disconnectMessenger } from './connect.ts'
import { messenger, neededScopes } from './product.ts'
import {
  type MessengerCredentials,
  type MessengerSettings,
  messengerCredentialsSchema,
  messengerFields,
  messengerSettingsSchema,
} from './settings.ts'

export interface MessengerAdapterOptions {
  fetch: TextFetch
  /** For files. */
  fetchMedia: typeof fetch
  baseUrl?: string
  apiVersion?: string
  clock: Clock
  /** The installation's own Meta app, used where a channel brings none. */
  app?: OwnApp
}

/** Messenger by the Messenger Platform. Sources: developers.facebook.com/documentation/business-messaging/messenger-platform, as of 2026-09. */
export function createMessengerAdapter(given: MessengerAdapterOptions): ChannelAdapter<MessengerSettings, MessengerCredentials> {
  const { title, provider } = messenger
  const options = {
    provider,
    title,
    explain: (error: GraphError) => explainMessaging(title, error),
    fetch: given.fetch,
    fetchMedia: given.fetchMedia,
    baseUrl: given.baseUrl ?? 'https://graph.facebook.com',
    apiVersion: given.apiVersion ?? 'v25.0',
    now: () => given.clock.now().getTime(),
    app: given.app,
  }
  const isFile = isFileUrl(options.baseUrl)
  const ownApp = ownFacebookApp(given.app)
  return {
    type: 'messenger',
    title,
    sign: { icon: 'M3 20l1.4-4.2A8.5 8.5 0 1 1 8 19zM7.5 13.5l3-3 2.5 2 3.5-3', color: '#0a7cff' },
    capabilities: messenger.capabilities,
    settings: messengerSettingsSchema,
    credentials: messengerCredentialsSchema,
    fields: messengerFields,
    generateCredentials: () => ({
      verifyToken: randomBytes(24).toString('base64url'),
      ...(given.app?.appSecret ? { appSecret: given.app.appSecret } : {}),
    }),
    accountId: ({ settings }) => settings.pageId,
    connect: (connection) => connectMessenger(options, connection),
    disconnect: (connection) => disconnectMessenger(options, connection),
    health: (connection) => checkMessenger(options, connection),
    verify: (request, { credentials }) => verifyHub(request, credentials.verifyToken, [credentials.appSecret]),
    parse: (request, { settings }) => {
      const appId = settings.appId ?? given.app?.appId ?? null
      const account = { object: 'page', ids: [settings.pageId], appId, isFileUrl: isFile, takesComments: takesComments(settings) }
      return parseMessaging(request, account, options.now())
    },
    restore: (_kind, raw, { settings }) => restoreMessaging('page', settings.pageId, raw),
    render: (message, { settings }) => renderMessaging(messenger, `/${settings.pageId}`, message),
    show: showMessagingCall,
    send: (call, { credentials }, files, signal) => sendMessaging(options, call, credentials.accessToken, files, signal),
    download: (media, _connection, signal) => downloadMessaging(options, media, signal),
    typing: ({ externalId }, { settings, credentials }) =>
      showSenderAction(options, `/${settings.pageId}`, credentials.accessToken, externalId, 'typing_on'),
    markRead: ({ externalId }, { settings, credentials }) =>
      showSenderAction(options, `/${settings.pageId}`, credentials.accessToken, externalId, 'mark_seen'),
    profile: (externalId, { credentials }) => readProfile(options, externalId, ['first_name', 'last_name'], credentials.accessToken),
    signIn: ownApp
      ? facebookSignIn({
          ...options,
          dialogUrl: given.baseUrl ?? 'https://www.facebook.com',
          app: ownApp,
          scopes: [...neededScopes, 'pages_show_list'],
          accountsOf: (page) => {
            const id = asId(page.id)
            return id === null ? [] : [{ id, name: asText(page.name, 300) ?? id, config: { pageId: id } }]
          },
        })
      : undefined,
    explain: (error) => explainFailure(title, error),
    // 300 texts a second a page, 10 sounds and films (…/docs/graph-api/overview/rate-limiting); the burst is ours.
    pace: { perSecond: 300, burst: 300, mediaPerSecond: 10 },
    typingMs: 20_000,
    // The echo follows within seconds and carries our metadata.
    reconcileMs: 8_000,
  }
}
