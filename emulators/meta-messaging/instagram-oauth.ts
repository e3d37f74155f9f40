import type { Answer, Exchange, Route } from '../http-server.ts'
import { liveToken } from './authorize.ts'
import { InstagramLoginError, MetaError } from './graph-error.ts'
import { appByClientId, type CodeProblem, longLifeMs, problemOfCode, secondsLeft, shortLifeMs } from './oauth-parts.ts'
import type { Platform } from './platform.ts'
import type { Token } from './tokens.ts'

/** The documented list, or the flat object that has been seen instead. */
export type InstagramTokenShape = 'list' | 'flat'

const refreshableAfterMs = 24 * 3600_000

/** Instagram Business Login's tokens (…/instagram-api-with-instagram-login/business-login, …/reference/refresh_access_token). */
export function instagramOauthRoutes(platform: Platform, shape: InstagramTokenShape): Route[] {
  return [
    { method: 'POST', pattern: /^\/oauth\/access_token$/, handle: (exchange) => redeemCode(platform, exchange, shape) },
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/access_token$/, handle: (exchange) => lengthen(platform, exchange) },
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/refresh_access_token$/, handle: (exchange) => refresh(platform, exchange) },
  ]
}

const problems: Record<CodeProblem, string> = {
  unknown: 'Invalid authorization code',
  used: 'This authorization code has been used',
  expired: 'This authorization code has expired',
  'redirect-differs': 'The redirect_uri is not the one of the authorization request',
}

/** On `api.instagram.com`, as a form; refusals have a shape of their own. */
function redeemCode(platform: Platform, { body }: Exchange, shape: InstagramTokenShape): Answer {
  const { client_id: clientId = '', client_secret: secret, grant_type: grant, redirect_uri: redirectUri, code: value = '' } = body.fields
  const app = appByClientId(platform, clientId, 'instagram')
  if (!app) throw new InstagramLoginError('Invalid platform app')
  if (secret !== app.instagramSecret) throw new InstagramLoginError('Error validating client secret.')
  if (grant !== 'authorization_code') throw new InstagramLoginError('Invalid grant_type')
  const code = platform.tokens.findCode(value)
  const found = code?.kind === 'instagram' ? code : undefined
  const problem = problemOfCode(platform, found, app, redirectUri)
  if (problem !== undefined || !found) throw new InstagramLoginError(problems[problem ?? 'unknown'])
  found.isUsed = true
  const [accountId = ''] = found.accountIds
  const account = platform.accounts.get(accountId)
  const { value: token } = platform.tokens.issue({
    kind: 'instagram',
    appId: app.id,
    accountIds: [accountId],
    userId: account?.scopedId ?? found.userId,
    scopes: found.scopes,
    expiresAt: platform.clock() + shortLifeMs,
    isLongLived: false,
  })
  const given = { access_token: token, user_id: account?.scopedId ?? '', permissions: found.scopes.join(',') }
  return { status: 200, json: shape === 'list' ? { data: [given] } : given }
}

function ownToken(platform: Platform, exchange: Exchange, grant: string): Token {
  if (exchange.query.get('grant_type') !== grant) throw new MetaError(100, 'Invalid grant_type')
  const token = liveToken(platform, exchange.query.get('access_token') ?? '')
  if (token.kind !== 'instagram') throw new MetaError(190, 'Invalid OAuth access token - Cannot parse access token')
  return token
}

/** A short-lived token becomes one for 60 days; that takes the secret. */
function lengthen(platform: Platform, exchange: Exchange): Answer {
  const token = ownToken(platform, exchange, 'ig_exchange_token')
  if (exchange.query.get('client_secret') !== platform.apps.get(token.appId)?.instagramSecret) {
    throw new MetaError(101, 'Error validating application. Invalid application secret.')
  }
  if (token.isLongLived) throw new MetaError(100, 'The session is long-lived already')
  return renewed(platform, token)
}

/** Another 60 days: for a long-lived token that is a day old at least, not expired, and may still read the account. */
function refresh(platform: Platform, exchange: Exchange): Answer {
  const token = ownToken(platform, exchange, 'ig_refresh_token')
  if (!token.isLongLived) throw new MetaError(100, 'Only a long-lived token can be refreshed')
  if (platform.clock() - token.issuedAt < refreshableAfterMs) throw new MetaError(100, 'The token is not 24 hours old yet')
  if (!token.scopes.includes('instagram_business_basic')) throw new MetaError(10)
  return renewed(platform, token)
}

function renewed(platform: Platform, { appId, accountIds, userId, scopes }: Token): Answer {
  const expiresAt = platform.clock() + longLifeMs
  const token = platform.tokens.issue({ kind: 'instagram', appId, accountIds, userId, scopes, expiresAt, isLongLived: true })
  const json = {
    access_token: token.value,
    token_type: 'bearer',
    expires_in: secondsLeft(platform, expiresAt),
    permissions: scopes.join(','),
  }
  return { status: 200, json }
}
