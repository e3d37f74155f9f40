import { ProviderError } from '../../../platform/errors.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asList, asNumber, asObject, asText } from '../json-value.ts'
import { callGraph, type GraphOptions } from './graph.ts'

/** What Meta says of an access token. */
export interface TokenFacts {
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

/** Whose token a channel's is: of the app that it names, or of the installation's own, whose secret it was given. */
export function appOfChannel(named: { appId?: string | undefined; appSecret: string }, installation: AppIdentity | undefined): AppIdentity {
  if (named.appId !== undefined) return { appId: named.appId, appSecret: named.appSecret }
  const isInstallations = installation !== undefined && installation.appSecret === named.appSecret
  return { appId: isInstallations ? installation.appId : null, appSecret: named.appSecret }
}

const weekMs = 7 * 24 * 3600_000

/** Asks as the app that the token belongs to. Null where the app is not known, or is another one. */
export async function inspectToken(options: GraphOptions, app: AppIdentity, token: string): Promise<TokenFacts | null> {
  if (app.appId === null || app.appSecret === null) return null
  try {
    const accessToken = `${app.appId}|${app.appSecret}`
    const answer = await callGraph(options, { method: 'GET', path: '/debug_token', query: { input_token: token }, accessToken })
    const data = asObject(answer.data)
    if (data?.is_valid !== true) return null
    const seconds = asNumber(data.expires_at)
    return {
      userId: asId(data.user_id),
      expiresAt: seconds ? seconds * 1000 : null,
      scopes: asList(data.scopes).flatMap((scope) => asText(scope, 100) ?? []),
    }
  } catch (error) {
    // A token of another app is nobody's fault here: what it may do shows when it is used.
    if (error instanceof ProviderError && !error.retryable) return null
    throw error
  }
}

/** Until when the token lives, and whether it may do what is needed. */
export function checkToken(facts: TokenFacts | null, needed: readonly string[], now: number): HealthCheck[] {
  if (facts === null) return []
  const missing = needed.filter((scope) => !facts.scopes.includes(scope))
  const permissions = {
    name: 'Permissions',
    ok: missing.length === 0,
    detail:
      missing.length === 0 ? 'All that is needed is allowed.' : `Not allowed: ${missing.join(', ')}. Make a token with these permissions.`,
  }
  return [checkLife(facts.expiresAt, now), permissions]
}

export function checkLife(expiresAt: number | null, now: number): HealthCheck {
  const name = 'Token lifetime'
  if (expiresAt === null) return { name, ok: true, detail: 'The access token does not expire.' }
  const day = new Date(expiresAt).toISOString().slice(0, 10)
  if (expiresAt - now > weekMs) return { name, ok: true, detail: `The access token works until ${day}.` }
  return { name, ok: false, detail: `The access token works until ${day} only. Make a new one and enter it.` }
}
