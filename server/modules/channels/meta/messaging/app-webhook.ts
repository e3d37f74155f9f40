import { ProviderError } from '../../../../platform/errors.ts'
import type { HealthCheck } from '../../health-check.ts'
import { asList, asObject, asText, type JsonObject } from '../../json-value.ts'
import type { Surroundings } from '../../surroundings.ts'
import { callGraph, type GraphOptions } from '../graph.ts'
import type { AppIdentity, TokenFacts } from '../inspect-token.ts'

/** A Meta app, and where its events of one kind of account are to come. */
export interface AppWebhook {
  /** Null: not known. */
  appId: string | null
  appSecret: string
  /** The installation's own: its operator has set its webhook once, for all channels. */
  isInstallations: boolean
  verifyToken: string
  webhookUrl: string
  object: string
  fields: readonly string[]
}

interface MessagingConnection {
  settings: { appId?: string | undefined }
  credentials: { appSecret: string; verifyToken: string }
  webhookUrl: string
}

/** The app that the channel names; else the installation's own, where the token is one of it. */
export function appWebhookOf(
  installation: AppIdentity | undefined,
  { settings, credentials, webhookUrl }: MessagingConnection,
  facts: Pick<TokenFacts, 'appId'> | null,
  wanted: Pick<AppWebhook, 'object' | 'fields'>,
): AppWebhook {
  const { appId: ownId, appSecret: ownSecret } = installation ?? { appId: null, appSecret: null }
  const isInstallations = settings.appId === undefined && ownId !== null && facts?.appId === ownId
  const appId = settings.appId ?? (isInstallations ? ownId : null)
  // Of the day: the channel's may be older.
  const appSecret = appId !== null && appId === ownId && ownSecret !== null ? ownSecret : credentials.appSecret
  return { appId, appSecret, isInstallations, verifyToken: credentials.verifyToken, webhookUrl, ...wanted }
}

/**
 * Points the webhook of an app that a workspace brought at the channel. What else the app is subscribed to stays: another of its channels may need it. Meta asks our
 * webhook for its verify token while this call is under way.
 */
export async function setAppWebhook(options: GraphOptions, app: AppWebhook): Promise<void> {
  if (app.appId === null || app.isInstallations) return
  const { object, webhookUrl, verifyToken } = app
  try {
    const present = [...fieldsOf(await readWebhook(options, app.appId, app))].filter((field) => field !== null)
    const fields = [...new Set([...app.fields, ...present])].join(',')
    const query = { object, callback_url: webhookUrl, verify_token: verifyToken, fields, include_values: 'true' }
    await callGraph(options, { method: 'POST', path: `/${app.appId}/subscriptions`, query, accessToken: appToken(app.appId, app) })
  } catch (error) {
    throw explain(options, error, webhookUrl)
  }
}

/** Whether the app sends its events here, and all that are needed. */
export async function checkAppWebhook(options: GraphOptions, app: AppWebhook, around: Surroundings): Promise<HealthCheck[]> {
  const { appId } = app
  if (appId === null) return []
  try {
    return [{ name: 'Webhook', ...(await explainWebhook(await readWebhook(options, appId, app), app, around)) }]
  } catch (error) {
    if (!(error instanceof ProviderError) || error.retryable) return [{ name: 'Webhook', ok: false, detail: 'Meta could not be reached.' }]
    const detail = app.isInstallations
      ? 'META_APP_ID and META_APP_SECRET do not belong together. Whoever runs Parley sets them.'
      : 'The app id and the app secret do not belong together. Enter them again.'
    return [{ name: 'Webhook', ok: false, detail, ...(app.isInstallations ? {} : { mend: 'details' as const }) }]
  }
}

/** That of this kind of account; null: there is none. */
async function readWebhook(options: GraphOptions, appId: string, app: AppWebhook): Promise<JsonObject | null> {
  const answer = await callGraph(options, { method: 'GET', path: `/${appId}/subscriptions`, accessToken: appToken(appId, app) })
  const all = asList(answer.data).map(asObject)
  return all.find((one) => one?.object === app.object) ?? null
}

const ways = { here: null, elsewhere: 'sends its events to another address', nowhere: 'sends its events to a channel that is gone' }

async function explainWebhook(own: JsonObject | null, app: AppWebhook, around: Surroundings): Promise<Omit<HealthCheck, 'name'>> {
  const target = asText(own?.callback_url, 2000)
  const leads = target === null ? 'nowhere' : await around.whereTo(target)
  const found = target === null ? 'has no webhook' : own?.active === false ? 'has its webhook switched off' : ways[leads]
  const missing = found === null ? app.fields.filter((field) => !fieldsOf(own).has(field)) : []
  if (found === null && missing.length === 0) return { ok: true, detail: 'The app sends its events to this channel.' }
  const what = found ?? `does not send all events (missing: ${missing.join(', ')})`
  if (app.isInstallations) {
    const shared = app.webhookUrl.replace(/\/webhooks\/.*$/, '/webhooks/meta')
    return { ok: false, detail: `Parley’s own app ${what}. Whoever runs Parley sets its webhook in the Meta app: ${shared}` }
  }
  // Setting it takes nothing from anybody, unless it leads elsewhere on purpose.
  const reconnects = leads !== 'elsewhere'
  return { ok: false, breaks: found !== null, reconnects, mend: 'reconnect', detail: `The app ${what}. Press Reconnect.` }
}

/** Each with its version, or by its name alone. */
function fieldsOf(own: JsonObject | null): Set<string | null> {
  return new Set(asList(own?.fields).map((field) => asText(asObject(field)?.name ?? field, 100)))
}

/** An app speaks for itself by its id and its secret. */
function appToken(appId: string, { appSecret }: AppWebhook): string {
  return `${appId}|${appSecret}`
}

/** 2200: our webhook did not answer Meta's handshake; 190: the token, so the secret, is none of this app. */
function explain({ provider }: GraphOptions, error: unknown, webhookUrl: string): unknown {
  if (!(error instanceof ProviderError)) return error
  const message =
    error.providerCode === '190' || error.providerCode === '101'
      ? 'The app secret does not belong to this app id.'
      : ['2200', '100'].includes(error.providerCode ?? '')
        ? `Meta could not reach ${webhookUrl}. The address (PUBLIC_URL) must be open to the internet, by https.`
        : null
  const { providerCode } = error
  return message === null ? error : new ProviderError({ provider, code: 'invalid', retryable: false, providerCode, message, cause: error })
}
