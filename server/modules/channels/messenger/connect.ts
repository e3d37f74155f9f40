import { ProviderError } from '../../../platform/errors.ts'
import type { Account, Connection } from '../adapter.ts'
import { checkClock } from '../check-clock.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asText, type JsonObject } from '../json-value.ts'
import {
  type AppIdentity,
  appOfChannel,
  appWebhookOf,
  callGraph,
  checkAccess,
  checkAppSecret,
  checkAppWebhook,
  checkSubscription,
  checkToken,
  type GraphOptions,
  inspectToken,
  setAppWebhook,
  setMessengerProfile,
  subscribePage,
  type TokenFacts,
  takesComments,
  unsubscribeAccount,
} from '../meta/index.ts'
import { alone, type Surroundings } from '../surroundings.ts'
import { commentField, commentScope, neededFields, neededScopes, subscribedFields } from './product.ts'
import type { MessengerCredentials, MessengerSettings } from './settings.ts'

export interface MessengerOptions extends GraphOptions {
  /** The installation's own Meta app. */
  app?: AppIdentity | undefined
  now(): number
}

export type MessengerConnection = Connection<MessengerSettings, MessengerCredentials>

/** Reads the page, subscribes the app to its events and, where the channel names its app, points the app's webhook at this channel. */
export async function connectMessenger(options: MessengerOptions, connection: MessengerConnection): Promise<Account> {
  const page = await readPage(options, connection)
  const facts = await factsOf(options, connection)
  const fields = withComments(subscribedFields, connection.settings)
  await setAppWebhook(options, appWebhookOf(options.app, connection, facts, { object: 'page', fields }))
  await subscribePage(options, accessOf(connection, facts))
  const target = { ...accessOf(connection, facts), isLinked: false, hasGetStarted: true }
  const emptied = await setMessengerProfile(options, target, connection.settings)
  const pageName = asText(page.name, 300)
  const { pageId } = connection.settings
  return {
    externalId: pageId,
    name: pageName ?? pageId,
    details: { ...emptied, ...(pageName ? { pageName } : {}), ...(facts?.userId ? { grantedBy: facts.userId } : {}) },
  }
}

/** The Instagram account behind the page may be a channel of its own, by the same subscription. */
export async function disconnectMessenger(
  options: GraphOptions,
  connection: MessengerConnection,
  around: Surroundings = alone(connection),
): Promise<void> {
  const { pageId } = connection.settings
  if (await around.isConnected({ type: 'instagram', setting: 'pageId', value: pageId })) return
  await unsubscribeAccount(options, accessOf(connection, null))
}

export async function checkMessenger(
  options: MessengerOptions,
  connection: MessengerConnection,
  around: Surroundings = alone(connection),
): Promise<HealthCheck[]> {
  const token = await checkAccess(async () => asText((await readPage(options, connection)).name, 300) ?? 'The page')
  const facts = token.ok ? await factsOf(options, connection) : null
  const { settings, credentials } = connection
  const appSecrets = [credentials.appSecret, options.app?.appSecret]
  return [
    token,
    ...(token.ok ? [await checkSubscription(options, accessOf(connection, facts))] : []),
    ...(token.ok ? await checkAppSecret(options, { ...credentials, appSecrets, path: `/${settings.pageId}` }) : []),
    ...checkToken(facts, [...neededScopes, ...(takesComments(settings) ? [commentScope] : [])], options.now()),
    ...(await checkAppWebhook(
      options,
      appWebhookOf(options.app, connection, facts, { object: 'page', fields: withComments(neededFields, settings) }),
      around,
    )),
    ...(await checkClock(options.fetch, options.baseUrl, options.now)),
  ]
}

function factsOf(options: MessengerOptions, { settings, credentials }: MessengerConnection): Promise<TokenFacts | null> {
  const app = appOfChannel({ appId: settings.appId, appSecret: credentials.appSecret }, options.app)
  return inspectToken(options, app, credentials.accessToken)
}

async function readPage(options: GraphOptions, { settings, credentials }: MessengerConnection): Promise<JsonObject> {
  const { accessToken } = credentials
  const query = { fields: 'id,name' }
  const page = await callGraph(options, { method: 'GET', path: `/${settings.pageId}`, query, accessToken }).catch((error: unknown) => {
    // Graph does not tell a page that does not exist from one that the token may not see.
    if (error instanceof ProviderError && error.providerCode === '100') throw unknownPage(error)
    throw error
  })
  if (asId(page.id) !== settings.pageId) throw unknownPage()
  return page
}

function unknownPage(cause?: ProviderError): ProviderError {
  const message = 'Facebook does not know this page ID, or the token is not one of this page.'
  return new ProviderError({ provider: 'messenger', code: 'invalid', retryable: false, message, cause })
}

function accessOf({ settings, credentials }: MessengerConnection, facts: TokenFacts | null) {
  const appId = facts?.appId ?? settings.appId ?? null
  const { accessToken } = credentials
  return {
    noun: 'page',
    accountPath: `/${settings.pageId}`,
    accessToken,
    subscribedFields: withComments(subscribedFields, settings),
    appId,
  }
}

function withComments(fields: readonly string[], settings: MessengerSettings): readonly string[] {
  return takesComments(settings) ? [...fields, commentField] : fields
}
