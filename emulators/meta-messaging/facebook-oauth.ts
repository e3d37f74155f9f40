import type { Answer, Exchange, Route } from '../http-server.ts'
import { liveToken, problemOf, tokenTextOf } from './authorize.ts'
import { MetaError, subcodes } from './graph-error.ts'
import { appByClientId, type CodeProblem, longLifeMs, problemOfCode, secondsLeft, shortLifeMs } from './oauth-parts.ts'
import { parameters } from './parameters.ts'
import type { App, Platform } from './platform.ts'
import type { Token } from './tokens.ts'

/** Facebook login's tokens (…/docs/facebook-login/guides/access-tokens/get-long-lived, …/debug-token). */
export function facebookOauthRoutes(platform: Platform): Route[] {
  return [
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/oauth\/access_token$/, handle: (exchange) => giveToken(platform, exchange) },
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/debug_token$/, handle: (exchange) => debugToken(platform, exchange) },
  ]
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

function giveToken(platform: Platform, exchange: Exchange): Answer {
  const input = parameters(exchange)
  const app = appByClientId(platform, text(input.client_id), 'facebook')
  if (!app) throw new MetaError(101, 'Error validating application. Cannot get application info.')
  if (text(input.client_secret) !== app.secret) throw new MetaError(101, 'Error validating client secret.')
  switch (input.grant_type ?? 'authorization_code') {
    case 'client_credentials':
      return { status: 200, json: { access_token: `${app.id}|${app.secret}`, token_type: 'bearer' } }
    case 'fb_exchange_token':
      return exchangeToken(platform, app, text(input.fb_exchange_token))
    case 'authorization_code':
      return redeemCode(platform, app, text(input.code), typeof input.redirect_uri === 'string' ? input.redirect_uri : undefined)
    default:
      throw new MetaError(100, 'Invalid grant_type')
  }
}

const problems: Record<CodeProblem, [string, number]> = {
  unknown: ['Invalid verification code format.', subcodes.codeExpired],
  used: ['This authorization code has been used.', subcodes.codeUsed],
  expired: ['This authorization code has expired.', subcodes.codeExpired],
  'redirect-differs': ['The redirect_uri is not the one of the dialog.', subcodes.redirectDiffers],
}

function redeemCode(platform: Platform, app: App, value: string, redirectUri: string | undefined): Answer {
  const code = platform.tokens.findCode(value)
  const isFacebook = code?.kind === 'facebook' ? code : undefined
  const problem = problemOfCode(platform, isFacebook, app, redirectUri)
  if (problem !== undefined || !isFacebook) throw new MetaError(100, ...problems[problem ?? 'unknown'])
  isFacebook.isUsed = true
  const { accountIds, scopes, userId } = isFacebook
  const expiresAt = platform.clock() + shortLifeMs
  return give(platform, platform.tokens.issue({ kind: 'user', appId: app.id, accountIds, scopes, userId, expiresAt, isLongLived: false }))
}

function exchangeToken(platform: Platform, app: App, value: string): Answer {
  const token = liveToken(platform, value)
  if (token.kind !== 'user' || token.appId !== app.id) throw new MetaError(190, 'The access token does not belong to application')
  const { accountIds, scopes, userId } = token
  const expiresAt = platform.clock() + longLifeMs
  return give(platform, platform.tokens.issue({ kind: 'user', appId: app.id, accountIds, scopes, userId, expiresAt, isLongLived: true }))
}

function give(platform: Platform, { value, expiresAt }: Token): Answer {
  return { status: 200, json: { access_token: value, token_type: 'bearer', expires_in: secondsLeft(platform, expiresAt) } }
}

/** Asked with an app token, or with a token of the same app. */
function debugToken(platform: Platform, exchange: Exchange): Answer {
  const asker = tokenTextOf(exchange)
  const [appId = '', secret = ''] = asker.split('|')
  const app = platform.apps.get(secret === '' ? liveToken(platform, asker).appId : appId)
  if (!app || (secret !== '' && secret !== app.secret)) throw new MetaError(190, 'Invalid OAuth access token signature.')
  const asked = exchange.query.get('input_token')
  if (!asked) throw new MetaError(100, 'The parameter input_token is required.')
  const token = platform.tokens.find(asked)
  if (token?.appId !== app.id) {
    const error = { code: 190, message: 'The access token could not be decrypted' }
    return { status: 200, json: { data: { error, is_valid: false, scopes: [] } } }
  }
  return { status: 200, json: { data: describe(platform, app, token) } }
}

function describe(platform: Platform, app: App, token: Token): Record<string, unknown> {
  const problem = problemOf(platform, token)
  const targets = token.accountIds
  return {
    app_id: app.id,
    type: token.kind === 'page' ? 'PAGE' : 'USER',
    application: app.name,
    issued_at: Math.floor(token.issuedAt / 1000),
    expires_at: token.expiresAt === null ? 0 : Math.floor(token.expiresAt / 1000),
    is_valid: problem === undefined,
    ...(problem === undefined ? {} : { error: { code: 190, message: 'Error validating access token', subcode: problem } }),
    ...(token.kind === 'page' ? { profile_id: targets[0] } : {}),
    user_id: token.userId,
    scopes: token.scopes,
    granular_scopes: token.scopes.map((scope) => ({ scope, target_ids: targets })),
  }
}
