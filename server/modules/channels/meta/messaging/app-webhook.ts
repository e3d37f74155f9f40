import { ProviderError } from '../../../../platform/errors.ts'
import type { HealthCheck } from '../../health-check.ts'
import { asList, asObject, asText } from '../../json-value.ts'
import { callGraph, type GraphOptions } from '../graph.ts'

/** A Meta app that a workspace brought, and where its events of one kind of account are to come. */
export interface AppWebhook {
  /** Null: not known, or the installation's own app, whose webhook its operator has set once. */
  appId: string | null
  appSecret: string
  verifyToken: string
  webhookUrl: string
  object: string
  fields: readonly string[]
}

/** Points the app's webhook at the channel. Meta asks our webhook for its verify token while this call is under way. */
export async function setAppWebhook(options: GraphOptions, app: AppWebhook): Promise<void> {
  if (app.appId === null) return
  const { object, webhookUrl, verifyToken, fields } = app
  const query = { object, callback_url: webhookUrl, verify_token: verifyToken, fields: fields.join(','), include_values: 'true' }
  try {
    await callGraph(options, { method: 'POST', path: `/${app.appId}/subscriptions`, query, accessToken: appToken(app.appId, app) })
  } catch (error) {
    throw explain(options, error, webhookUrl)
  }
}

/** Whether the app sends its events here. */
export async function checkAppWebhook(options: GraphOptions, app: AppWebhook): Promise<HealthCheck[]> {
  if (app.appId === null) return []
  try {
    const answer = await callGraph(options, { method: 'GET', path: `/${app.appId}/subscriptions`, accessToken: appToken(app.appId, app) })
    const own = asList(answer.data)
      .map(asObject)
      .find((one) => one?.object === app.object)
    const target = asText(own?.callback_url, 2000)
    if (target === app.webhookUrl) return [{ name: 'Webhook', ok: true, detail: 'The app sends its events to this channel.' }]
    const found = target === null ? 'has no webhook' : 'sends its events to another address'
    return [{ name: 'Webhook', ok: false, detail: `The app ${found}. Press Reconnect.` }]
  } catch (error) {
    const detail =
      error instanceof ProviderError
        ? 'The app id and the app secret do not belong together. Enter them again.'
        : 'Meta could not be reached.'
    return [{ name: 'Webhook', ok: false, detail }]
  }
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
