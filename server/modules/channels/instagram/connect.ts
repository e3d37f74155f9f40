import { ProviderError } from '../../../platform/errors.ts'
import type { Account, Connection } from '../adapter.ts'
import { checkClock } from '../check-clock.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asObject, asText, type JsonObject } from '../json-value.ts'
import {
  appOfChannel,
  appWebhookOf,
  callGraph,
  checkAccess,
  checkAppSecret,
  checkAppWebhook,
  checkLife,
  checkScopes,
  checkSubscription,
  checkToken,
  type GraphOptions,
  inspectToken,
  type OwnApp,
  otherSpelling,
  setAppWebhook,
  setMessengerProfile,
  subscribeAccount,
  subscribePage,
  type TokenFacts,
  takesComments,
  unsubscribeAccount,
} from '../meta/index.ts'
import { alone, type Surroundings } from '../surroundings.ts'
import { commentField, commentScope, loginScopesFor, neededFields, neededScopes, pageFields, wantedFields } from './product.ts'
import type { InstagramCredentials, InstagramSettings } from './settings.ts'

export type InstagramConnection = Connection<InstagramSettings, InstagramCredentials>

/** The two ways to an account have addresses of their own. */
export interface InstagramOptions extends GraphOptions {
  /** Of the way without a page. */
  instagramUrl: string
  /** The installation's own Meta app. */
  app?: OwnApp | undefined
  now(): number
}

/** By its page, or by itself. Which of its two secrets proves calls for an account that is connected without a page, Meta does not say. */
export function wayTo(
  options: InstagramOptions,
  { settings, credentials }: InstagramConnection,
): { options: GraphOptions; accountPath: string } {
  const { appSecret, instagramAppSecret } = credentials
  return settings.pageId
    ? { options: { ...options, appSecret }, accountPath: `/${settings.pageId}` }
    : {
        options: { ...options, baseUrl: options.instagramUrl, appSecret: instagramAppSecret ?? options.app?.loginAppSecret ?? appSecret },
        accountPath: `/${settings.instagramAccountId}`,
      }
}

export async function connectInstagram(options: InstagramOptions, connection: InstagramConnection): Promise<Account> {
  const account = await readAccount(options, connection)
  const facts = await factsOf(options, connection)
  await subscribe(options, connection, facts)
  const way = wayTo(options, connection)
  const { settings, credentials } = connection
  const target = {
    accountPath: way.accountPath,
    accessToken: credentials.accessToken,
    isLinked: settings.pageId !== undefined,
    hasGetStarted: false,
  }
  const emptied = await setMessengerProfile(way.options, target, settings)
  const username = asText(account.username, 300)
  const { instagramAccountId } = connection.settings
  // Without a page, the account itself gave the access: under the id that it has for this app.
  const grantedBy = facts?.userId ?? (settings.pageId === undefined ? asId(account.id) : null)
  return {
    externalId: instagramAccountId,
    name: asText(account.name, 300) ?? username ?? instagramAccountId,
    details: { ...emptied, ...(username ? { username } : {}), ...(grantedBy ? { grantedBy } : {}) },
  }
}

/** A page's subscription stays while the page itself is a channel of its own. */
export async function disconnectInstagram(
  options: InstagramOptions,
  connection: InstagramConnection,
  around: Surroundings = alone(connection),
): Promise<void> {
  const { pageId } = connection.settings
  if (pageId !== undefined && (await around.isConnected({ type: 'messenger', accountId: pageId }))) return
  const way = wayTo(options, connection)
  await unsubscribeAccount(way.options, accessOf(options, connection, null, neededFields))
}

export async function checkInstagram(
  options: InstagramOptions,
  connection: InstagramConnection,
  around: Surroundings = alone(connection),
): Promise<HealthCheck[]> {
  const { settings, credentials } = connection
  const way = wayTo(options, connection)
  const token = await checkAccess(async () => {
    const username = asText((await readAccount(options, connection)).username, 300)
    return username === null ? 'The account answers.' : `@${username}`
  })
  const facts = token.ok ? await factsOf(options, connection) : null
  const fields = settings.pageId === undefined ? withComments(neededFields, connection) : pageFields
  // Which of its two secrets signs for an account that is connected without a page, Meta does not say.
  const canProve = token.ok && settings.pageId !== undefined
  const secrets = { ...credentials, appSecrets: [credentials.appSecret, options.app?.appSecret], path: `/${settings.pageId}` }
  return [
    token,
    ...(token.ok ? [await checkSubscription(way.options, accessOf(options, connection, facts, fields))] : []),
    ...(canProve ? await checkAppSecret(way.options, secrets) : []),
    ...checkToken(facts, [...neededScopes, ...(takesComments(settings) ? [commentScope] : [])], options.now()),
    ...(facts === null ? checkOwnToken(connection, options.now()) : []),
    ...(await checkAppWebhook(options, appOf(options, connection, facts, withComments(neededFields, connection)), around)),
    ...(await checkClock(way.options.fetch, way.options.baseUrl, options.now)),
  ]
}

/** What was told when the account signed in by itself: nobody can be asked for it later. */
function checkOwnToken({ settings, credentials: { tokenEndsAt, tokenScopes } }: InstagramConnection, now: number): HealthCheck[] {
  return [
    ...(tokenEndsAt === undefined ? [] : [checkLife(tokenEndsAt, now)]),
    ...(tokenScopes === undefined ? [] : [checkScopes(tokenScopes, loginScopesFor(settings))]),
  ]
}

/** Only of a page's token: those of the account itself are not known to the app that asks. */
async function factsOf(options: InstagramOptions, { settings, credentials }: InstagramConnection): Promise<TokenFacts | null> {
  if (settings.pageId === undefined) return null
  return inspectToken(
    { ...options, appSecret: credentials.appSecret },
    appOfChannel({ appId: settings.appId, appSecret: credentials.appSecret }, options.app),
    credentials.accessToken,
  )
}

/** At the account, and at the app where it is known: all that we would like; if Meta does not know one of them, what is needed. */
async function subscribe(options: InstagramOptions, connection: InstagramConnection, facts: TokenFacts | null): Promise<void> {
  const way = wayTo(options, connection)
  const isByPage = connection.settings.pageId !== undefined
  await orFewer((fields) => setAppWebhook(options, appOf(options, connection, facts, withComments(fields, connection))))
  if (isByPage) await subscribePage(way.options, accessOf(options, connection, facts, pageFields))
  else await orFewer((fields) => subscribeAccount(way.options, accessOf(options, connection, facts, withComments(fields, connection))))
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

function accessOf(
  options: InstagramOptions,
  connection: InstagramConnection,
  facts: TokenFacts | null,
  subscribedFields: readonly string[],
) {
  const { accountPath } = wayTo(options, connection)
  const { settings, credentials } = connection
  // By which of its two ids an app is listed at the account itself, Meta does not say.
  const appId = settings.pageId === undefined ? null : (facts?.appId ?? settings.appId ?? null)
  return { noun: 'account', accountPath, accessToken: credentials.accessToken, subscribedFields, appId }
}

/** Without a page nobody tells whose the token is; that no secret was entered does. */
function appOf(options: InstagramOptions, connection: InstagramConnection, facts: TokenFacts | null, fields: readonly string[]) {
  const { app } = options
  const { settings, credentials } = connection
  const isOwn = settings.pageId === undefined && credentials.appSecret === app?.appSecret
  const known = isOwn ? { appId: app?.appId ?? null } : facts
  return appWebhookOf(app, connection, known, { object: 'instagram', fields })
}
