import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { newId } from '../../../platform/ids.ts'
import type { Deps } from '../../../platform/module.ts'
import { cookiePrefix, sessionSecret, usesHttps } from './session-cookie.ts'

export { APIError }

export type AuthDeps = Pick<Deps, 'config' | 'db' | 'log'>
/** Tells the owner of an account, by a channel of their own, how to set a new password. */
export type MailReset = (user: { email: string }, token: string) => Promise<void>
export type Auth = ReturnType<typeof createAuth>

export const shortestPassword = 10
export const longestPassword = 200
const sessionSeconds = 30 * 24 * 3600

/** How long the link for a new password is good. */
export const resetSeconds = 3600

/**
 * Signing in, signing out, changing the password: better-auth, called as a library and never mounted as a router, so that exactly the calls
 * of auth/routes.ts exist. Accounts are made by set-up, invitations and the command line only.
 */
export function createAuth(deps: AuthDeps, mailReset: MailReset) {
  return betterAuth(authOptions(deps, mailReset))
}

export function authOptions(deps: AuthDeps, mailReset: MailReset) {
  return {
    appName: 'Parley',
    baseURL: deps.config.publicUrl,
    basePath: '/api/auth',
    secret: sessionSecret(deps.config),
    database: { db: deps.db.auth, type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // limit-attempts.ts does it: better-auth's counts addresses only, and trusts any X-Forwarded-For.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: resetSeconds,
      sendResetPassword: ({ user, token }) => mailReset(user, token),
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    session: {
      modelName: 'sessions',
      // The absolute end; the authenticator ends idle ones earlier.
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      modelName: 'accounts',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'verifications',
      // Who reads the database has no link that sets passwords.
      storeIdentifier: 'hashed',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    advanced: {
      cookiePrefix,
      useSecureCookies: usesHttps(deps.config),
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => newId(), validateSchema: false },
    },
  } satisfies BetterAuthOptions
}
