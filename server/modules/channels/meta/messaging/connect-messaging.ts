import { ProviderError } from '../../../../platform/errors.ts'
import { failedCheck } from '../../failed-check.ts'
import type { HealthCheck } from '../../health-check.ts'
import { asList, asObject, asText, type JsonObject } from '../../json-value.ts'
import { callGraph, type GraphOptions } from '../graph.ts'
import { otherSpelling } from './field-spelling.ts'

/** What is asked of an account besides sending. */
export interface MessagingAccess {
  /** For people: "page", "account". */
  noun: string
  /** Below the version: `/17841…`. */
  accountPath: string
  accessToken: string
  /** The events that the app is to be sent. */
  subscribedFields: readonly string[]
}

/** Subscribes our app to the account's events. Calling it again changes nothing. */
export async function subscribeAccount(options: GraphOptions, access: MessagingAccess): Promise<void> {
  const answer = await callGraph(options, {
    method: 'POST',
    path: `${access.accountPath}/subscribed_apps`,
    query: { subscribed_fields: access.subscribedFields.join(',') },
    accessToken: access.accessToken,
  })
  // One product says true, the other "true".
  if (String(answer.success) !== 'true')
    throw new ProviderError({
      provider: options.provider,
      code: 'provider',
      retryable: true,
      message: `The ${access.noun} could not be subscribed to its events. Try again.`,
    })
}

export async function unsubscribeAccount(options: GraphOptions, access: MessagingAccess): Promise<void> {
  await callGraph(options, { method: 'DELETE', path: `${access.accountPath}/subscribed_apps`, accessToken: access.accessToken })
}

/** Whether the token works and the app is subscribed to what it needs, each with what to do. */
export async function checkAccess(options: GraphOptions, access: MessagingAccess, readName: () => Promise<string>): Promise<HealthCheck[]> {
  const token = await attempt('Access token', async () => ({ ok: true, detail: await readName() }))
  if (!token.ok) return [token]
  const subscription = await attempt('Subscription', async () => {
    const answer = await callGraph(options, {
      method: 'GET',
      path: `${access.accountPath}/subscribed_apps`,
      accessToken: access.accessToken,
    })
    return explainSubscription(asList(answer.data).map(asObject), access)
  })
  return [token, subscription]
}

function explainSubscription(apps: readonly (JsonObject | null)[], { subscribedFields, noun }: MessagingAccess): Omit<HealthCheck, 'name'> {
  // Meta itself unsubscribes an account whose webhook failed for an hour.
  if (apps.length === 0)
    return {
      ok: false,
      breaks: true,
      reconnects: true,
      detail: `The ${noun} sends nothing to the app: it is not subscribed. Press Reconnect.`,
    }
  const fields = new Set(apps.flatMap((app) => asList(app?.subscribed_fields).map((field) => asText(field))))
  const missing = subscribedFields.filter((field) => fields.size > 0 && !fields.has(field) && !fields.has(otherSpelling(field)))
  if (missing.length === 0) return { ok: true, detail: `The ${noun} sends its events.` }
  return { ok: false, reconnects: true, detail: `The ${noun} does not send all events (missing: ${missing.join(', ')}). Press Reconnect.` }
}

async function attempt(name: string, check: () => Promise<Omit<HealthCheck, 'name'>>): Promise<HealthCheck> {
  try {
    return { name, ...(await check()) }
  } catch (error) {
    return failedCheck(name, error, 'Meta could not be reached.')
  }
}
