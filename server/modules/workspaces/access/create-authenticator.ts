import type { FastifyRequest } from 'fastify'
import { isId } from '../../../platform/ids.ts'
import { type Access, type Deps, type Role, type RoutePermission, roles } from '../../../platform/module.ts'
import { readSessionToken, sessionCookieName, sessionSecret } from '../auth/session-cookie.ts'
import { fail } from '../errors.ts'
import { hashApiKey } from '../members/api-keys.ts'
import { accessCacheOf } from './access-cache.ts'
import { findApiKey, findSession, type Membership, touchApiKey, touchSession } from './queries.ts'
import { requireSameOrigin } from './same-origin.ts'

/** A signed-in person, with or without a workspace. */
export interface Account {
  userId: string
  sessionId: string
  name: string
  email: string
  activeWorkspaceId: string | null
  /** Runs the installation itself. */
  isOperator: boolean
  memberships: readonly Membership[]
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where a person is signed in: always on routes whose permission is `account` or `operator`. */
    account?: Account
  }
}

export interface Authenticator {
  /** Lets the request pass if it may call a route of that permission, and tells the handler who is asking; throws otherwise. */
  authorize(request: FastifyRequest, permission: RoutePermission | undefined): Promise<void>
  /** Who is asking, and in which workspace. @throws AppError 401 or 403 */
  authenticate(request: FastifyRequest): Promise<Access>
  /** The person signed in, for public routes that do more for them; undefined when nobody is. */
  findAccount(request: FastifyRequest): Promise<Account | undefined>
}

type AuthenticatorDeps = Pick<Deps, 'config' | 'db' | 'clock' | 'log'>

const idleMs = 7 * 24 * 3600 * 1000
const sessionTouchMs = 3600 * 1000
const keyTouchMs = 60 * 1000
const keyPattern = /^pk_[A-Za-z0-9_-]{43}$/

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const cache = accessCacheOf(deps.db)
  const cookieName = sessionCookieName(deps.config)
  const secret = sessionSecret(deps.config)

  const findAccount = (request: FastifyRequest): Promise<Account | undefined> => {
    const cookie = request.cookies[cookieName]
    const token = cookie && readSessionToken(cookie, secret)
    if (!token) return Promise.resolve(undefined)
    requireSameOrigin(request, deps.config.publicUrl)
    return cache.get(`session:${token}`, () => loadAccount(deps, token))
  }

  const authenticate = async (request: FastifyRequest): Promise<Access> => {
    refuseKeyInAddress(request)
    const key = bearerOf(request)
    if (key !== undefined) {
      const access = keyPattern.test(key) ? await cache.get(`api-key:${key}`, () => loadKeyAccess(deps, key)) : undefined
      if (!access) throw fail('api-key-invalid')
      const asked = request.headers['x-workspace-id']
      if (asked !== undefined && asked !== access.workspaceId) throw fail('workspace-unavailable')
      return access
    }
    const account = await findAccount(request)
    if (!account) throw fail('unauthenticated')
    request.account = account
    return accessOf(account, request.headers['x-workspace-id'])
  }

  const authorize = async (request: FastifyRequest, permission: RoutePermission | undefined): Promise<void> => {
    // A route without a permission cannot be made (app.ts); an address without a route has none.
    if (!permission && !request.is404) throw fail('forbidden')
    if (!permission || permission === 'public' || permission === 'visitor' || permission === 'provider') return
    if (permission === 'account' || permission === 'operator') {
      refuseKeyInAddress(request)
      if (bearerOf(request) !== undefined) {
        await authenticate(request)
        throw fail('person-needed')
      }
      const account = await findAccount(request)
      if (!account) throw fail('unauthenticated')
      if (permission === 'operator' && !account.isOperator) throw fail('operators-only')
      request.account = account
      return
    }
    const access = await authenticate(request)
    if (!hasRole(access.role, permission)) throw fail('forbidden')
    request.access = access
  }

  return { authorize, authenticate, findAccount }
}

/** On routes whose permission is `account` or `operator`. */
export function accountOf(request: FastifyRequest): Account {
  if (!request.account) throw fail('unauthenticated')
  return request.account
}

/** The account of a session that has just begun. */
export async function findSessionOf(deps: AuthenticatorDeps, token: string): Promise<Account> {
  const account = await loadAccount(deps, token)
  if (!account) throw fail('unauthenticated')
  return account
}

export function hasRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}

/** The membership that a person works in: the one asked for, else the one last chosen, else the oldest. */
export function membershipOf(account: Account, asked?: string | string[]): Membership | undefined {
  if (asked !== undefined) return isId(asked) ? account.memberships.find((one) => one.workspaceId === asked) : undefined
  return account.memberships.find((one) => one.workspaceId === account.activeWorkspaceId) ?? account.memberships[0]
}

function accessOf(account: Account, asked: string | string[] | undefined): Access {
  const membership = membershipOf(account, asked)
  if (!membership) throw fail(asked === undefined ? 'no-workspace' : 'workspace-unavailable')
  const { userId, name, email } = account
  return { workspaceId: membership.workspaceId, role: membership.role, actor: { type: 'user', id: userId, name, email } }
}

async function loadAccount(deps: AuthenticatorDeps, token: string): Promise<Account | undefined> {
  const row = await findSession(deps.db, token)
  const now = deps.clock.now()
  if (!row || row.expires_at <= now || now.getTime() - row.updated_at.getTime() > idleMs) return undefined
  if (now.getTime() - row.updated_at.getTime() > sessionTouchMs) later(deps, touchSession(deps.db, row.id, now))
  const { user_id: userId, id: sessionId, name, email, active_workspace_id: activeWorkspaceId, is_operator: isOperator, memberships } = row
  return { userId, sessionId, name, email, activeWorkspaceId, isOperator, memberships }
}

async function loadKeyAccess(deps: AuthenticatorDeps, key: string): Promise<Access | undefined> {
  const row = await findApiKey(deps.db, hashApiKey(key))
  if (!row) return undefined
  const now = deps.clock.now()
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > keyTouchMs) {
    later(deps, touchApiKey(deps.db, row.workspace_id, row.id, now))
  }
  return { workspaceId: row.workspace_id, role: row.role, actor: { type: 'api-key', id: row.id, name: row.name, email: null } }
}

/** "Last used" is a courtesy: no request waits for it or fails with it. */
function later(deps: AuthenticatorDeps, work: Promise<void>): void {
  work.catch((error: unknown) => deps.log.debug({ err: error }, 'time of last use was not written'))
}

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const [scheme, value] = header.split(' ', 2)
  // Another scheme is a proxy's in front of us, not ours.
  return scheme?.toLowerCase() === 'bearer' ? (value ?? '') : undefined
}

/** Addresses end up in histories, proxies' logs and referrers. */
function refuseKeyInAddress(request: FastifyRequest): void {
  if (/[?&][^=&]*=pk_[A-Za-z0-9_-]{43}/.test(request.url)) throw fail('api-key-in-address')
}
