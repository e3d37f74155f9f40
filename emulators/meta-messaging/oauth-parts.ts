import type { App, Platform } from './platform.ts'
import type { LoginCode } from './tokens.ts'

/** An app has one id for Facebook and may have another for Instagram. */
export function appByClientId(platform: Platform, clientId: string, kind: 'facebook' | 'instagram'): App | undefined {
  return [...platform.apps.values()].find((app) => (kind === 'facebook' ? app.id : app.instagramAppId) === clientId)
}

/** What is wrong with a code on its way to a token; none of it is told twice alike by the two logins. */
export type CodeProblem = 'unknown' | 'used' | 'expired' | 'redirect-differs'

export function problemOfCode(
  platform: Platform,
  code: LoginCode | undefined,
  app: App,
  redirectUri: string | undefined,
): CodeProblem | undefined {
  if (!code || code.appId !== app.id) return 'unknown'
  if (code.isUsed) return 'used'
  if (code.expiresAt <= platform.clock()) return 'expired'
  return code.redirectUri === (redirectUri ?? '') ? undefined : 'redirect-differs'
}

export const shortLifeMs = 3600_000
export const longLifeMs = 60 * 24 * 3600_000

export function secondsLeft(platform: Platform, expiresAt: number | null): number {
  return Math.max(0, Math.floor(((expiresAt ?? 0) - platform.clock()) / 1000))
}
