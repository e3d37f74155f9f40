import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../../platform/config.ts'

export const cookiePrefix = 'parley'

/** Signs session cookies: derived, so that a leaked cookie secret does not open what the master key seals. */
export function sessionSecret(config: Pick<Config, 'secretKey'>): string {
  return Buffer.from(hkdfSync('sha256', config.secretKey, '', 'parley session cookies', 32)).toString('base64')
}

export function usesHttps(config: Pick<Config, 'publicUrl'>): boolean {
  return config.publicUrl.startsWith('https:')
}

export function sessionCookieName(config: Pick<Config, 'publicUrl'>): string {
  return `${usesHttps(config) ? '__Secure-' : ''}${cookiePrefix}.session_token`
}

/**
 * The token of a cookie as better-auth signs it: `token.base64(hmac-sha256(token))`. Checked here without its async detours because every
 * request of a browser passes.
 * @returns undefined when the signature is not ours
 */
export function readSessionToken(cookie: string, secret: string): string | undefined {
  const dot = cookie.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = cookie.slice(0, dot)
  const expected = createHmac('sha256', secret).update(token).digest()
  const given = Buffer.from(cookie.slice(dot + 1), 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}
