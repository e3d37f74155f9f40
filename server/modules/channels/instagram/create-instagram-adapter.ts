import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock.ts'
import type { TextFetch } from '../../../platform/text-exchange.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { explainFailure } from '../explain-failure.ts'
import {
  downloadMessaging,
  explainMessaging,
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
import { checkInstagram, connectInstagram, disconnectInstagram, type InstagramConnection, wayTo } from './connect.ts'
import { instagram } from './product.ts'
import {
  type InstagramCredentials,
  type InstagramSettings,
  instagramCredentialsSchema,
  instagramFields,
  instagramSettingsSchema,
} from './settings.ts'
import { instagramSignIn, renewInstagramToken } from './sign-in.ts'

export interface InstagramAdapterOptions {
  fetch: TextFetch
  /** For files. */
  fetchMedia: typeof fetch
  /** Stands in for both of Meta's addresses. */
  baseUrl?: string
  apiVersion?: string
  clock: Clock
  /** The installation's own Meta app, used where a channel brings none. */
  app?: OwnApp
}

/**
 * Instagram messaging, by the account itself or by its Facebook page. Sources: developers.facebook.com/docs/instagram-platform and
 * …/documentation/business-messaging/instagram-messaging, as of 2026-09.
 */
export function createInstagramAdapter(given: InstagramAdapterOptions): ChannelAdapter<InstagramSettings, InstagramCredentials> {
  const { title, provider } = instagram
  const options = {
    provider,
    title,
    explain: (error: GraphError) => explainMessaging(title, error),
    fetch: given.fetch,
    fetchMedia: given.fetchMedia,
    baseUrl: given.baseUrl ?? 'https://graph.facebook.com',
    instagramUrl: given.baseUrl ?? 'https://graph.instagram.com',
    apiVersion: given.apiVersion ?? 'v25.0',
    now: () => given.clock.now().getTime(),
    app: given.app,
  }
  const isFile = isFileUrl(options.baseUrl)
  const { loginAppId, loginAppSecret } = given.app ?? {}
  const loginApp = loginAppId && loginAppSecret ? { appId: loginAppId, appSecret: loginAppSecret } : null
  const addresses = {
    dialogUrl: given.baseUrl ?? 'https://www.instagram.com',
    codeUrl: given.baseUrl ?? 'https://api.instagram.com',
    facebookDialogUrl: given.baseUrl ?? 'https://www.facebook.com',
  }
  const act = async (connection: InstagramConnection, externalId: string, action: 'typing_on' | 'mark_seen') => {
    const way = wayTo(options, connection)
    await showSenderAction(way.options, way.accountPath, connection.credentials.accessToken, externalId, action)
  }
  return {
    type: 'instagram',
    title,
    sign: {
      icon: 'M8 3h8a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5zM12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6M17 6.9v.2',
      color: '#d62976',
    },
    capabilities: instagram.capabilities,
    settings: instagramSettingsSchema,
    credentials: instagramCredentialsSchema,
    fields: instagramFields,
    generateCredentials: () => ({
      verifyToken: randomBytes(24).toString('base64url'),
      ...(given.app?.appSecret ? { appSecret: given.app.appSecret } : {}),
      ...(loginAppSecret ? { instagramAppSecret: loginAppSecret } : {}),
    }),
    accountId: ({ settings }) => settings.instagramAccountId,
    connect: (connection) => connectInstagram(options, connection),
    disconnect: (connection) => disconnectInstagram(options, connection),
    health: (connection) => checkInstagram(options, connection),
    verify: (request, { credentials }) => {
      const secrets = [credentials.appSecret, credentials.instagramAppSecret].filter((secret) => secret !== undefined)
      return verifyHub(request, credentials.verifyToken, secrets)
    },
    parse: (request, { settings }) => {
      const ids = [settings.instagramAccountId, ...(settings.pageId ? [settings.pageId] : [])]
      const appId = settings.appId ?? given.app?.appId ?? null
      const account = { object: 'instagram', ids, appId, isFileUrl: isFile, takesComments: takesComments(settings) }
      return parseMessaging(request, account, options.now())
    },
    restore: (_kind, raw, { settings }) => restoreMessaging('instagram', settings.instagramAccountId, raw),
    render: (message, connection) => {
      const product = { ...instagram, hasProducts: connection.settings.pageId !== undefined }
      return renderMessaging(product, wayTo(options, connection).accountPath, message)
    },
    show: showMessagingCall,
    send: (call, connection, files, signal) => {
      const way = wayTo(options, connection)
      return sendMessaging({ ...options, ...way.options }, call, connection.credentials.accessToken, files, signal)
    },
    download: (media, _connection, signal) => downloadMessaging(options, media, signal),
    typing: ({ externalId }, connection) => act(connection, externalId, 'typing_on'),
    markRead: ({ externalId }, connection) => act(connection, externalId, 'mark_seen'),
    profile: (externalId, connection) =>
      readProfile(wayTo(options, connection).options, externalId, ['name', 'username'], connection.credentials.accessToken),
    signIn: instagramSignIn({ ...options, ...addresses }, loginApp, ownFacebookApp(given.app)),
    renew: async ({ settings, credentials }) => {
      // A page's token does not expire.
      if (settings.pageId !== undefined) return null
      const renewed = await renewInstagramToken(options, credentials)
      return renewed && { ...credentials, ...renewed }
    },
    explain: (error) => explainFailure(title, error),
    // 100 texts a second an account by Instagram login, 10 sounds and films (…/docs/graph-api/overview/rate-limiting); the burst is ours.
    pace: { perSecond: 100, burst: 100, mediaPerSecond: 10 },
    typingMs: 20_000,
    // The echo follows within seconds.
    reconcileMs: 8_000,
  }
}
