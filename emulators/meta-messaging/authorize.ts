import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Exchange } from '../http-server.ts'
import { MetaError, subcodes } from './graph-error.ts'
import type { Account, App, Platform } from './platform.ts'
import type { Token, TokenSubcode } from './tokens.ts'

const reasons: Record<TokenSubcode, string> = {
  458: 'Error validating access token: the application is not authorized by the user',
  459: 'Error validating access token: the account is held at a checkpoint',
  460: 'Error validating access token: the password has been changed',
  463: 'Error validating access token: the session has expired',
  464: 'Error validating access token: the user is not confirmed',
  467: 'Error validating access token: the session is invalid',
}

/** The token of a call: from the header, the query or the form. */
export function tokenTextOf(exchange: Exchange): string {
  const header = /^(?:Bearer|OAuth) (.+)$/i.exec(exchange.headers.authorization ?? '')?.[1]
  const json = exchange.body.json as { access_token?: unknown } | null | undefined
  const token = header ?? exchange.query.get('access_token') ?? exchange.body.fields.access_token ?? json?.access_token
  if (typeof token !== 'string' || token === '') throw refusedToken('An access token is required to request this resource.')
  return token
}

function refusedToken(words: string, subcode?: number): MetaError {
  return new MetaError(190, words, subcode, { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" "${words}"` })
}

/** A live token, or 190 with what is wrong with it (…/docs/graph-api/guides/error-handling). */
export function authorize(platform: Platform, exchange: Exchange): Token {
  const token = liveToken(platform, tokenTextOf(exchange))
  checkProof(platform, exchange, token)
  return token
}

export function liveToken(platform: Platform, value: string): Token {
  const token = platform.tokens.find(value)
  if (!token) throw refusedToken('Invalid OAuth access token - Cannot parse access token')
  const problem = problemOf(platform, token)
  if (problem !== undefined) throw refusedToken(reasons[problem], problem)
  return token
}

export function problemOf(platform: Platform, token: Token): TokenSubcode | undefined {
  if (token.problem) return token.problem
  return token.expiresAt !== null && token.expiresAt <= platform.clock() ? 463 : undefined
}

/** Most apps do not ask for `appsecret_proof`, but a wrong one is refused. */
function checkProof(platform: Platform, exchange: Exchange, token: Token): void {
  const given = exchange.query.get('appsecret_proof') ?? exchange.body.fields.appsecret_proof
  const app = platform.apps.get(token.appId)
  if (given === undefined || given === null) {
    if (!app?.requiresProof) return
    throw new MetaError(100, 'API calls from the server require an appsecret_proof argument')
  }
  const secret = (token.kind === 'instagram' ? app?.instagramSecret : app?.secret) ?? ''
  const expected = createHmac('sha256', secret).update(token.value).digest('hex')
  if (!isSame(given, expected)) throw new MetaError(100, 'Invalid appsecret_proof provided in the API argument')
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
}

/** The account of a call on one of its edges: `me`, a page or an Instagram account; the token has to be its own. */
export function authorizeAccount(platform: Platform, exchange: Exchange): { token: Token; account: Account } {
  const token = authorize(platform, exchange)
  const id = exchange.params[0] ?? ''
  if (token.kind === 'user') throw refusedToken('This method must be called with a Page Access Token')
  const account = platform.accounts.get(id === 'me' ? (token.accountIds[0] ?? '') : id)
  if (!account) throw unknownObject(exchange, id)
  if (!token.accountIds.includes(account.id)) throw refusedToken('The access token is not one of this account')
  return { token, account }
}

/** What a page's messaging and its administration need (…/messenger-platform/get-started, …/instagram-platform/overview). */
export function requireScope(token: Token, need: { page: string; instagram: string }): void {
  const scope = token.kind === 'instagram' ? need.instagram : need.page
  if (token.scopes.includes(scope)) return
  if (token.kind === 'instagram') throw new MetaError(10)
  throw new MetaError(200, `Requires ${scope} permission to manage the object`)
}

/** The app of a call with an app token: `appId|secret`. */
export function authorizeApp(platform: Platform, exchange: Exchange): App {
  const [id = '', secret = ''] = tokenTextOf(exchange).split('|')
  const app = platform.apps.get(id)
  if (!app) throw new MetaError(101, 'Error validating application. Cannot get application info.')
  if (!isSame(secret, app.secret)) throw refusedToken('Invalid OAuth access token signature.')
  return app
}

/** Graph does not tell apart what is missing and what the token may not see: code 100, subcode 33. */
export function unknownObject(exchange: Exchange, id: string): MetaError {
  const verb = exchange.method.toLowerCase()
  return new MetaError(100, `Unsupported ${verb} request. Object with ID '${id}' does not exist or may not be seen`, subcodes.unknownObject)
}
