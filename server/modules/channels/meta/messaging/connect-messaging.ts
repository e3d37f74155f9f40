import { ProviderError } from '../../../../platform/errors.ts'
import { failedCheck } from '../../failed-check.ts'
import type { HealthCheck } from '../../health-check.ts'
import { asId, asList, asObject, asText, type JsonObject } from '../../json-value.ts'
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
  /** Whose subscription is meant; null: not known, and any app's counts. */
  appId: string | null
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

/** The same for a page: its list is one for all that use it by the same app (two products, or a program besides), so what stands in it stays. */
export async function subscribePage(options: GraphOptions, access: MessagingAccess): Promise<void> {
  const apps = await readApps(options, access)
  // Of an app that is not known, only what nobody else can have meant.
  const own = access.appId === null && apps.length > 1 ? [] : ofApp(apps, access.appId)
  await subscribeAccount(options, { ...access, subscribedFields: [...new Set([...access.subscribedFields, ...fieldsOf(own)])] })
}

export async function unsubscribeAccount(
  options: GraphOptions,
  access: Pick<MessagingAccess, 'accountPath' | 'accessToken'>,
): Promise<void> {
  await callGraph(options, { method: 'DELETE', path: `${access.accountPath}/subscribed_apps`, accessToken: access.accessToken })
}

/** Whether the token works. */
export function checkAccess(readName: () => Promise<string>): Promise<HealthCheck> {
  return attempt('Access token', async () => ({ ok: true, detail: await readName() }))
}

/** Whether the app is subscribed to what it needs. */
export function checkSubscription(options: GraphOptions, access: MessagingAccess): Promise<HealthCheck> {
  return attempt('Subscription', async () => explainSubscription(await readApps(options, access), access))
}

async function readApps(options: GraphOptions, { accountPath, accessToken }: MessagingAccess): Promise<(JsonObject | null)[]> {
  const answer = await callGraph(options, { method: 'GET', path: `${accountPath}/subscribed_apps`, accessToken })
  return asList(answer.data).map(asObject)
}

function ofApp(apps: readonly (JsonObject | null)[], appId: string | null): (JsonObject | null)[] {
  return apps.filter((app) => appId === null || asId(app?.id) === appId)
}

function fieldsOf(apps: readonly (JsonObject | null)[]): string[] {
  return apps.flatMap((app) => asList(app?.subscribed_fields).flatMap((field) => asText(field, 100) ?? []))
}

function explainSubscription(
  apps: readonly (JsonObject | null)[],
  { subscribedFields, noun, appId }: MessagingAccess,
): Omit<HealthCheck, 'name'> {
  const own = ofApp(apps, appId)
  // Meta itself unsubscribes an account whose webhook failed for an hour; other programs' apps stay.
  if (own.length === 0)
    return {
      ok: false,
      breaks: true,
      reconnects: true,
      mend: 'reconnect',
      detail: `The ${noun} sends nothing to the app: it is not subscribed. Press Reconnect.`,
    }
  const fields = new Set(fieldsOf(own))
  const missing = subscribedFields.filter((field) => fields.size > 0 && !fields.has(field) && !fields.has(otherSpelling(field)))
  if (missing.length === 0) return { ok: true, detail: `The ${noun} sends its events.` }
  const detail = `The ${noun} does not send all events (missing: ${missing.join(', ')}). Press Reconnect.`
  return { ok: false, reconnects: true, mend: 'reconnect', detail }
}

async function attempt(name: string, check: () => Promise<Omit<HealthCheck, 'name'>>): Promise<HealthCheck> {
  try {
    return { name, ...(await check()) }
  } catch (error) {
    return failedCheck(name, error, 'Meta could not be reached.')
  }
}
