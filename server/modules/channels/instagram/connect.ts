import { ProviderError } from '../../../platform/errors.ts'
import type { Account, Connection } from '../adapter.ts'
import { checkClock } from '../check-clock.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asObject, asText, type JsonObject } from '../json-value.ts'
import {
  type AppIdentity,
  appOfChannel,
  callGraph,
  checkAccess,
  checkAppSecret,
  checkAppWebhook,
  checkLife,
  checkToken,
  type GraphOptions,
  inspectToken,
  otherSpelling,
  setAppWebhook,
  setMessengerProfile,
  subscribeAccount,
  takesComments,
  unsubscribeAccount,
} from '../meta/index.ts'
import { commentField, commentScope, neededFields, neededScopes, pageFields, wantedFields } from './product.ts'
import type { InstagramCredentials, InstagramSettings } from './settings.ts'

export type InstagramConnection = Connection<InstagramSettings, InstagramCredentials>

/** The two ways to an account have addresses of their own. */
export interface InstagramOptions extends GraphOptions {
  /** Of the way without a page. */
  instagramUrl: string
  /** The installation's own Meta app. */
  app?: AppIdentity | undefined
  now(): number
}

/** By its page, or by itself. */
export function wayTo(options: InstagramOptions, { settings }: InstagramConnection): { options: GraphOptions; accountPath: string } {
  return settings.pageId
    ? { options, accountPath: `/${settings.pageId}` }
    : { options: { ...options, baseUrl: options.instagramUrl }, accountPath: `/${settings.instagramAccountId}` }
}

export async function connectInstagram(options: InstagramOptions, connection: InstagramConnection): Promise<Account> {
  const account = await readAccount(options, connection)
  await subscribe(options, connection)
  const way = wayTo(options, connection)
  const { settings, credentials } = connection
  const target = {
    accountPath: way.accountPath,
    accessToken: credentials.accessToken,
    isLinked: settings.pageId !== undefined,
    hasGetStarted: false,
  }
  await setMessengerProfile(way.options, target, settings)
  const username = asText(account.username, 300)
  const { instagramAccountId } = connection.settings
  // Without a page the account has an id for each app, by which Meta names it when the access is taken back.
  const grantedBy = settings.pageId ? (await factsOf(options, connection))?.userId : asId(account.id)
  return {
    externalId: instagramAccountId,
    name: asText(account.name, 300) ?? username ?? instagramAccountId,
    details: { ...(username ? { username } : {}), ...(grantedBy ? { grantedBy } : {}) },
  }
}

export async function disconnectInstagram(options: InstagramOptions, connection: InstagramConnection): Promise<void> {
  // The page may serve Messenger as well, whose channel subscribed it too.
  if (connection.settings.pageId) return
  const way = wayTo(options, connection)
  await unsubscribeAccount(way.options, accessOf(options, connection, neededFields))
}

export async function checkInstagram(options: InstagramOptions, connection: InstagramConnection): Promise<HealthCheck[]> {
  const way = wayTo(options, connection)
  const fields = connection.settings.pageId ? pageFields : withComments(neededFields, connection)
  const checks = await checkAccess(way.options, accessOf(options, connection, fields), async () => {
    const username = asText((await readAccount(options, connection)).username, 300)
    return username === null ? 'The account answers.' : `@${username}`
  })
  const facts = checks[0]?.ok ? await factsOf(options, connection) : null
  const { settings, credentials } = connection
  // Which of its two secrets signs for an account that is connected without a page, Meta does not say.
  const canProve = checks[0]?.ok && settings.pageId !== undefined
  return [
    ...checks,
    ...(canProve ? await checkAppSecret(options, { ...credentials, path: `/${settings.pageId}` }) : []),
    ...checkToken(facts, [...neededScopes, ...(takesComments(settings) ? [commentScope] : [])], options.now()),
    ...(facts === null && credentials.tokenEndsAt !== undefined ? [checkLife(credentials.tokenEndsAt, options.now())] : []),
    ...(await checkAppWebhook(options, appOf(connection, withComments(neededFields, connection)))),
    ...(await checkClock(way.options.fetch, way.options.baseUrl, options.now)),
  ]
}

/** Only of a page's token: those of the account itself are not known to the app that asks. */
async function factsOf(options: InstagramOptions, { settings, credentials }: InstagramConnection) {
  if (settings.pageId === undefined) return null
  return inspectToken(
    options,
    appOfChannel({ appId: settings.appId, appSecret: credentials.appSecret }, options.app),
    credentials.accessToken,
  )
}

/** At the account, and at the app where it is known. */
async function subscribe(options: InstagramOptions, connection: InstagramConnection): Promise<void> {
  const way = wayTo(options, connection)
  const isByPage = connection.settings.pageId !== undefined
  await orFewer((fields) => setAppWebhook(options, appOf(connection, withComments(fields, connection))))
  if (isByPage) await subscribeAccount(way.options, accessOf(options, connection, pageFields))
  else await orFewer((fields) => subscribeAccount(way.options, accessOf(options, connection, withComments(fields, connection))))
}

function withComments(fields: readonly string[], { settings }: InstagramConnection): readonly string[] {
  return takesComments(settings) ? [...fields, commentField] : fields
}

/** All that we would like; if Meta does not know one of the names, in its other spelling; then what is needed, in either. */
async function orFewer(ask: (fields: readonly string[]) => Promise<void>): Promise<void> {
  const lists: readonly (readonly string[])[] = [
    wantedFields,
    wantedFields.map(otherSpelling),
    neededFields,
    neededFields.map(otherSpelling),
  ]
  for (const [index, fields] of lists.entries()) {
    try {
      return await ask(fields)
    } catch (error) {
      const isUnknownName = error instanceof ProviderError && error.providerCode === '100'
      if (!isUnknownName || index === lists.length - 1) throw error
    }
  }
}

/** The account's own id is `user_id`, as events name it; its `id` is another one for each app. */
async function readAccount(options: InstagramOptions, connection: InstagramConnection): Promise<JsonObject> {
  const { settings, credentials } = connection
  const { accessToken } = credentials
  const way = wayTo(options, connection)
  const request = settings.pageId
    ? { method: 'GET', path: `/${settings.pageId}`, query: { fields: 'name,instagram_business_account{id,username,name}' }, accessToken }
    : { method: 'GET', path: '/me', query: { fields: 'id,user_id,username,name' }, accessToken }
  const answer = await callGraph(way.options, request).catch((error: unknown) => {
    if (error instanceof ProviderError && error.providerCode === '100') throw unknownAccount(settings, error)
    throw error
  })
  const account = settings.pageId ? asObject(answer.instagram_business_account) : answer
  const id = settings.pageId ? asId(account?.id) : (asId(account?.user_id) ?? asId(account?.id))
  if (!account || id !== settings.instagramAccountId) throw unknownAccount(settings)
  return account
}

function unknownAccount({ pageId }: InstagramSettings, cause?: ProviderError): ProviderError {
  const message = pageId
    ? 'This page has no such Instagram account, or the token is not one of this page.'
    : 'The token belongs to another Instagram account than the one with this ID.'
  return new ProviderError({ provider: 'instagram', code: 'invalid', retryable: false, message, cause })
}

function accessOf(options: InstagramOptions, connection: InstagramConnection, subscribedFields: readonly string[]) {
  const { accountPath } = wayTo(options, connection)
  return { noun: 'account', accountPath, accessToken: connection.credentials.accessToken, subscribedFields }
}

function appOf({ settings, credentials, webhookUrl }: InstagramConnection, fields: readonly string[]) {
  const { appSecret, verifyToken } = credentials
  return { appId: settings.appId ?? null, appSecret, verifyToken, webhookUrl, object: 'instagram', fields }
}
