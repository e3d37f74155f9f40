import { ProviderError } from '../../../platform/errors.ts'
import type { Account, Connection } from '../adapter.ts'
import { checkClock } from '../check-clock.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asText, type JsonObject } from '../json-value.ts'
import {
  type AppIdentity,
  appOfChannel,
  callGraph,
  checkAccess,
  checkAppSecret,
  checkAppWebhook,
  checkToken,
  type GraphOptions,
  inspectToken,
  setAppWebhook,
  setMessengerProfile,
  subscribeAccount,
  takesComments,
  unsubscribeAccount,
} from '../meta/index.ts'
import { commentField, commentScope, neededScopes, subscribedFields } from './product.ts'
import type { MessengerCredentials, MessengerSettings } from './settings.ts'

export interface MessengerOptions extends GraphOptions {
  /** The installation's own Meta app. */
  app?: AppIdentity | undefined
  now(): number
}

export type MessengerConnection = Connection<MessengerSettings, MessengerCredentials>

/** Reads the page, subscribes the app to its events and, where the app is known, points the app's webhook at this channel. */
export async function connectMessenger(options: MessengerOptions, connection: MessengerConnection): Promise<Account> {
  const page = await readPage(options, connection)
  await setAppWebhook(options, appOf(connection))
  await subscribeAccount(options, accessOf(connection))
  const target = { ...accessOf(connection), isLinked: false, hasGetStarted: true }
  await setMessengerProfile(options, target, connection.settings)
  const pageName = asText(page.name, 300)
  const { pageId } = connection.settings
  const grantedBy = (await factsOf(options, connection))?.userId
  return {
    externalId: pageId,
    name: pageName ?? pageId,
    details: { ...(pageName ? { pageName } : {}), ...(grantedBy ? { grantedBy } : {}) },
  }
}

export async function disconnectMessenger(options: GraphOptions, connection: MessengerConnection): Promise<void> {
  await unsubscribeAccount(options, accessOf(connection))
}

export async function checkMessenger(options: MessengerOptions, connection: MessengerConnection): Promise<HealthCheck[]> {
  const checks = await checkAccess(
    options,
    accessOf(connection),
    async () => asText((await readPage(options, connection)).name, 300) ?? 'The page',
  )
  const facts = checks[0]?.ok ? await factsOf(options, connection) : null
  const { settings, credentials } = connection
  return [
    ...checks,
    ...(checks[0]?.ok ? await checkAppSecret(options, { ...credentials, path: `/${settings.pageId}` }) : []),
    ...checkToken(facts, [...neededScopes, ...(takesComments(settings) ? [commentScope] : [])], options.now()),
    ...(await checkAppWebhook(options, appOf(connection))),
    ...(await checkClock(options.fetch, options.baseUrl, options.now)),
  ]
}

function factsOf(options: MessengerOptions, { settings, credentials }: MessengerConnection) {
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

function accessOf({ settings, credentials }: MessengerConnection) {
  const { accessToken } = credentials
  return { noun: 'page', accountPath: `/${settings.pageId}`, accessToken, subscribedFields: fieldsOf(settings) }
}

function fieldsOf(settings: MessengerSettings): readonly string[] {
  return takesComments(settings) ? [...subscribedFields, commentField] : subscribedFields
}

function appOf({ settings, credentials, webhookUrl }: MessengerConnection) {
  const { appSecret, verifyToken } = credentials
  return { appId: settings.appId ?? null, appSecret, verifyToken, webhookUrl, object: 'page', fields: fieldsOf(settings) }
}
