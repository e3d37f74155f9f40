import { z } from 'zod'
import type { Answer, Exchange, Route } from '../http-server.ts'
import { verifyCallback } from '../meta/verify-callback.ts'
import { authorizeAccount, authorizeApp, requireScope } from './authorize.ts'
import { MetaError } from './graph-error.ts'
import { listOf, parameters } from './parameters.ts'
import type { Account, App, Platform } from './platform.ts'
import { readParameters } from './refuse-issue.ts'
import { knownFields, objectOf, type WebhookObject } from './webhook-fields.ts'

const scope = { page: 'pages_manage_metadata', instagram: 'instagram_business_manage_messages' }

/** Which apps hear of an account, and where an app wants to hear of all (…/reference/page/subscribed_apps, …/reference/app/subscriptions). */
export function subscriptionRoutes(platform: Platform): Route[] {
  const accounts = /^(?:\/v\d+\.\d+)?\/(\d+|me)\/subscribed_apps$/
  const apps = /^(?:\/v\d+\.\d+)?\/(\d+)\/subscriptions$/
  return [
    { method: 'GET', pattern: accounts, handle: (exchange) => listApps(platform, exchange) },
    { method: 'POST', pattern: accounts, handle: (exchange) => subscribe(platform, exchange) },
    { method: 'DELETE', pattern: accounts, handle: (exchange) => unsubscribe(platform, exchange) },
    { method: 'GET', pattern: apps, handle: (exchange) => listWebhooks(ownApp(platform, exchange)) },
    { method: 'POST', pattern: apps, handle: (exchange) => setWebhook(platform, exchange) },
    { method: 'DELETE', pattern: apps, handle: (exchange) => removeWebhook(platform, exchange) },
  ]
}

/** One product says true, the other "true" (…/messenger-platform/webhooks shows the text). */
function success(account: Account): Answer {
  return { status: 200, json: { success: account.product === 'messenger' ? 'true' : true } }
}

function subscribe(platform: Platform, exchange: Exchange): Answer {
  const { token, account } = authorizeAccount(platform, exchange)
  requireScope(token, scope)
  const fields = listOf(parameters(exchange).subscribed_fields)
  if (fields.length === 0) throw new MetaError(100, 'The parameter subscribed_fields is required.')
  checkFields(platform, objectOf[account.product], fields)
  account.subscriptions.set(token.appId, new Set(fields))
  return success(account)
}

function checkFields({ refusedFields }: Platform, object: WebhookObject, fields: string[]): void {
  const known = new Set([...knownFields[object]].filter((field) => !refusedFields.has(field)))
  const index = fields.findIndex((field) => !known.has(field))
  if (index === -1) return
  throw new MetaError(100, `Param subscribed_fields[${index}] must be one of {${[...known].join(', ')}} - got "${fields[index]}".`)
}

function unsubscribe(platform: Platform, exchange: Exchange): Answer {
  const { token, account } = authorizeAccount(platform, exchange)
  account.subscriptions.delete(token.appId)
  return success(account)
}

function listApps(platform: Platform, exchange: Exchange): Answer {
  const { account } = authorizeAccount(platform, exchange)
  const data = [...account.subscriptions].map(([appId, fields]) => ({
    link: `https://www.facebook.com/games/?app_id=${appId}`,
    name: platform.apps.get(appId)?.name ?? '',
    id: appId,
    subscribed_fields: [...fields],
  }))
  return { status: 200, json: { data } }
}

function ownApp(platform: Platform, exchange: Exchange): App {
  const app = authorizeApp(platform, exchange)
  if (exchange.params[0] !== app.id) throw new MetaError(190, 'The app token is that of another application')
  return app
}

const webhookSchema = z.strictObject({
  object: z.enum(['page', 'instagram']),
  callback_url: z.url({ protocol: /^https?$/ }),
  verify_token: z.string().min(1),
  fields: z.unknown().optional(),
  include_values: z.unknown().optional(),
})

/** Meta takes https only; here plain http does as well. */
async function setWebhook(platform: Platform, exchange: Exchange): Promise<Answer> {
  const app = ownApp(platform, exchange)
  const { object, callback_url: url, verify_token: verifyToken, fields } = readParameters(webhookSchema, parameters(exchange))
  const names = listOf(fields)
  checkFields(platform, object, names)
  const problem = await verifyCallback(url, verifyToken)
  if (problem !== undefined) throw new MetaError(2200, `Callback verification failed with the following errors: ${problem}`)
  app.webhooks.set(object, { url, fields: new Set(names) })
  return { status: 200, json: { success: true } }
}

function listWebhooks(app: App): Answer {
  const data = [...app.webhooks].map(([object, { url, fields }]) => ({
    object,
    callback_url: url,
    active: true,
    fields: [...fields].map((name) => ({ name, version: 'v25.0' })),
  }))
  return { status: 200, json: { data } }
}

function removeWebhook(platform: Platform, exchange: Exchange): Answer {
  const app = ownApp(platform, exchange)
  const { object } = parameters(exchange)
  for (const known of [...app.webhooks.keys()]) if (object === undefined || object === known) app.webhooks.delete(known)
  return { status: 200, json: { success: true } }
}
