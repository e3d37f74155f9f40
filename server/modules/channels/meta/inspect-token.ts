import { ProviderError } from '../../../platform/errors.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asList, asNumber, asObject, asText } from '../json-value.ts'
import { callGraph, type GraphOptions } from './graph.ts'

/** What Meta says of an access token. */
export interface TokenFacts {
  /** The app that it was made for. */
  appId: string | null
  /** The app-scoped id of the person who gave it. */
  userId: string | null
  /** Unix milliseconds; null: it does not expire. */
  expiresAt: number | null
  scopes: readonly string[]
}

export interface AppIdentity {
  appId: string | null
  appSecret: string | null
}

/** The installation's own Meta app, as the settings give it. */
export interface OwnApp extends AppIdentity {
  verifyToken?: string | null
  /** For signing in with Instagram itself. */
  loginAppId?: string | null
  loginAppSecret?: string | null
  /** For signing in with WhatsApp. */
  signupConfigId?: string | null
}

/** An app with a login for accounts by themselves has two secrets; which of them signs what, Meta does not say. */
export function ownSecrets({ appSecret, loginAppSecret }: OwnApp): string[] {
  return [appSecret, loginAppSecret].filter((secret) => typeof secret === 'string')
}

/** Which app a channel belongs to: the one that it names, else, as far as is known, the installation's own, with its secret of the day. */
export function appOfChannel(named: { appId?: string | undefined; appSecret: string }, installation: AppIdentity | undefined): AppIdentity {
  const isOwn = named.appId === undefined || named.appId === installation?.appId
  if (isOwn && installation?.appId && installation.appSecret) return { appId: installation.appId, appSecret: installation.appSecret }
  return { appId: named.appId ?? null, appSecret: named.appSecret }
}

const weekMs = 7 * 24 * 3600_000

/** Asks as the app, where it is known, and else by the token itself. Null where neither is told anything: what a token may do shows when it is used. */
export async function inspectToken(options: GraphOptions, app: AppIdentity, token: string): Promise<TokenFacts | null> {
  const asApp = app.appId !== null && app.appSecret !== null ? await ask(options, `${app.appId}|${app.appSecret}`, token) : null
  return asApp ?? (await ask(options, token, token))
}

async function ask(options: GraphOptions, accessToken: string, token: string): Promise<TokenFacts | null> {
  try {
    const answer = await callGraph(options, { method: 'GET', path: '/debug_token', query: { input_token: token }, accessToken })
    const data = asObject(answer.data)
    if (data?.is_valid !== true) return null
    const seconds = asNumber(data.expires_at)
    return {
      appId: asId(data.app_id),
      userId: asId(data.user_id),
      expiresAt: seconds ? seconds * 1000 : null,
      scopes: asList(data.scopes).flatMap((scope) => asText(scope, 100) ?? []),
    }
  } catch (error) {
    // A token of another app is nobody's fault here.
    if (error instanceof ProviderError && !error.retryable) return null
    throw error
  }
}

/** Until when the token lives, and whether it may do what is needed. */
export function checkToken(facts: TokenFacts | null, needed: readonly string[], now: number): HealthCheck[] {
  if (facts === null) return []
  return [checkLife(facts.expiresAt, now), checkScopes(facts.scopes, needed)]
}

export function checkScopes(scopes: readonly string[], needed: readonly string[]): HealthCheck {
  const name = 'Permissions'
  const missing = needed.filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return { name, ok: true, detail: 'All that is needed is allowed.' }
  return {
    name,
    ok: false,
    mend: 'access',
    detail: `Not allowed: ${missing.join(', ')}. Allow it when you sign in, or make a token with it.`,
  }
}

export function checkLife(expiresAt: number | null, now: number): HealthCheck {
  const name = 'Token lifetime'
  if (expiresAt === null) return { name, ok: true, detail: 'The access token does not expire.' }
  const day = new Date(expiresAt).toISOString().slice(0, 10)
  if (expiresAt - now > weekMs) return { name, ok: true, detail: `The access token works until ${day}.` }
  return { name, ok: false, mend: 'access', detail: `The access token works until ${day} only. Sign in again, or enter a new one.` }
}
