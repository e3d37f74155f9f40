import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock.ts'
import type { TextFetch } from '../../../platform/text-exchange.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { explainFailure } from '../explain-failure.ts'
import { asId, asText } from '../json-value.ts'
import {
  appSecretField,
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
  routeMetaBody,
  sendMessaging,
  showMessagingCall,
  showSenderAction,
  takesComments,
  verifyHub,
} from '../meta/index.ts'
import { checkMessenger, connectMessenger, disconnectMessenger, type MessengerConnection } from './connect.ts'
import { commentScope, messenger, neededScopes } from './product.ts'
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
  /** The channel's own calls. */
  const by = ({ credentials }: MessengerConnection) => ({ ...options, appSecret: credentials.appSecret })
  const ownApp = ownFacebookApp(given.app)
  const act = (connection: MessengerConnection, externalId: string, action: 'typing_on' | 'mark_seen') =>
    showSenderAction(by(connection), `/${connection.settings.pageId}`, connection.credentials.accessToken, externalId, action)
  return {
    type: 'messenger',
    title,
    sign: { icon: 'M3 20l1.4-4.2A8.5 8.5 0 1 1 8 19zM7.5 13.5l3-3 2.5 2 3.5-3', color: '#0a7cff' },
    capabilities: messenger.capabilities,
    settings: messengerSettingsSchema,
    credentials: messengerCredentialsSchema.extend({ appSecret: appSecretField(given.app?.appSecret) }),
    fields: messengerFields,
    generateCredentials: () => ({ verifyToken: randomBytes(24).toString('base64url') }),
    accountId: ({ settings }) => settings.pageId,
    connect: (connection) => connectMessenger(by(connection), connection),
    disconnect: (connection, around) => disconnectMessenger(by(connection), connection, around),
    health: (connection, around) => checkMessenger(by(connection), connection, around),
    verify: (request, { credentials }) => verifyHub(request, credentials.verifyToken, [credentials.appSecret, given.app?.appSecret]),
    route: routeMetaBody,
    sharesBy: 'appId',
    parse: (request, { settings }) => {
      const appId = settings.appId ?? given.app?.appId ?? null
      const account = { object: 'page', ids: [settings.pageId], appId, isFileUrl: isFile, takesComments: takesComments(settings) }
      return parseMessaging(request, account, options.now())
    },
    restore: (_kind, raw, { settings }) => restoreMessaging('page', settings.pageId, raw),
    render: (message, { settings }) => renderMessaging(messenger, `/${settings.pageId}`, message),
    show: showMessagingCall,
    send: (call, connection, files, signal) => sendMessaging(by(connection), call, connection.credentials.accessToken, files, signal),
    download: (media, _connection, signal) => downloadMessaging(options, media, signal),
    typing: ({ externalId }, connection) => act(connection, externalId, 'typing_on'),
    markRead: ({ externalId }, connection) => act(connection, externalId, 'mark_seen'),
    profile: (externalId, connection) =>
      readProfile(by(connection), externalId, ['first_name', 'last_name'], connection.credentials.accessToken),
    signIn: ownApp
      ? facebookSignIn({
          ...options,
          dialogUrl: given.baseUrl ?? 'https://www.facebook.com',
          app: ownApp,
          scopes: [...neededScopes, 'pages_show_list'],
          commentScope,
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
