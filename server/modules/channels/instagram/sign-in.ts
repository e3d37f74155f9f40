import { ProviderError } from '../../../platform/errors.ts'
import { asId, asList, asNumber, asObject, asText, type JsonObject } from '../json-value.ts'
import { callGraph, type FacebookApp, facebookSignIn, fieldsOfOtherApps } from '../meta/index.ts'
import type { GrantedAccount, SignIn } from '../sign-in.ts'
import type { InstagramOptions } from './connect.ts'
import { commentScope, loginScopesFor, neededScopes } from './product.ts'

/** An app has an id and a secret of its own for signing in with Instagram itself. */
export interface InstagramApp {
  appId: string
  appSecret: string
}

export interface InstagramSignInOptions extends InstagramOptions {
  /** Where people sign in and where codes are redeemed; both are emulated at one address. */
  dialogUrl: string
  codeUrl: string
  facebookDialogUrl: string
}

/** By Instagram itself where the installation's app has that, else by the Facebook page that the account belongs to. */
export function instagramSignIn(
  options: InstagramSignInOptions,
  instagramApp: InstagramApp | null,
  app: FacebookApp | null,
): SignIn | undefined {
  if (instagramApp) return byItself(options, instagramApp)
  if (!app) return undefined
  return facebookSignIn({
    ...options,
    dialogUrl: options.facebookDialogUrl,
    app,
    scopes: [...neededScopes, 'pages_show_list', 'pages_read_engagement'],
    commentScope,
    accountsOf: (page) => {
      const account = asObject(page.instagram_business_account)
      const id = asId(account?.id)
      const pageId = asId(page.id)
      if (id === null || pageId === null) return []
      return [{ id, name: nameOf(account) ?? asText(page.name, 300) ?? id, config: { instagramAccountId: id, pageId } }]
    },
  })
}

function nameOf(account: JsonObject | null): string | null {
  const username = asText(account?.username, 300)
  return username === null ? asText(account?.name, 300) : `@${username}`
}

/** …/docs/instagram-platform/instagram-api-with-instagram-login/business-login: a code for an hour's token, that for one of sixty days. */
function byItself(options: InstagramSignInOptions, own: InstagramApp): SignIn {
  return {
    address: (state, redirectUri, settings = {}) => {
      const scope = loginScopesFor(settings).join(',')
      const query = { client_id: own.appId, redirect_uri: redirectUri, response_type: 'code', scope, state }
      return `${options.dialogUrl}/oauth/authorize?${new URLSearchParams(query)}`
    },
    accounts: async (code, redirectUri): Promise<GrantedAccount[]> => {
      const { token: short, userId, scopes } = await redeemCode(options, own, code, redirectUri)
      const unversioned = { ...options, baseUrl: options.instagramUrl, apiVersion: '' }
      const query = { grant_type: 'ig_exchange_token', client_secret: own.appSecret, access_token: short }
      const long = await callGraph(unversioned, { method: 'GET', path: 'access_token', query, accessToken: null })
      const accessToken = asText(long.access_token, 2000)
      if (accessToken === null) throw noToken()
      const account = await callGraph(
        { ...options, baseUrl: options.instagramUrl },
        { method: 'GET', path: '/me', query: { fields: 'user_id,username,name' }, accessToken },
      )
      const id = asId(account.user_id)
      if (id === null) throw noToken()
      const credentials = {
        accessToken,
        ...lifeOf(long, options.now()),
        ...(scopes.length > 0 ? { tokenScopes: scopes } : {}),
      }
      // Kept at once: by this id Meta names them when they take it back.
      const config = { instagramAccountId: id, ...(userId === null ? {} : { grantedBy: userId }) }
      return [{ id, name: nameOf(account) ?? id, config, credentials, replaces: [...fieldsOfOtherApps, 'pageId'] }]
    },
  }
}

interface Redeemed {
  token: string
  /** Of the person, for this app alone. */
  userId: string | null
  /** None where Instagram does not say. */
  scopes: string[]
}

/** As a form, at an address of its own; the answer is a list in the documentation and a flat object in the wild. */
async function redeemCode(options: InstagramSignInOptions, own: InstagramApp, code: string, redirectUri: string): Promise<Redeemed> {
  const form = new URLSearchParams({
    client_id: own.appId,
    client_secret: own.appSecret,
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    // What Instagram leaves at the end of the address is no part of it.
    code: code.replace(/#_$/, ''),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await options.fetch(`${options.codeUrl}/oauth/access_token`, { method: 'POST', headers, body: form.toString() })
  const json = readJson(await answer.text())
  const given = asObject(asList(json?.data)[0]) ?? json
  const token = asText(given?.access_token, 2000)
  if (answer.ok && token !== null) return { token, userId: asId(given?.user_id), scopes: scopesOf(given?.permissions) }
  throw noToken(asText(json?.error_message, 300))
}

/** A list, or its members in one text. */
function scopesOf(permissions: unknown): string[] {
  const names = typeof permissions === 'string' ? permissions.split(',') : asList(permissions)
  return names.flatMap((name) => asText(name, 100)?.trim() || [])
}

function readJson(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

function noToken(reason: string | null = null): ProviderError {
  const message = `Instagram did not give access${reason === null ? '' : ` (${reason})`}. Sign in again.`
  return new ProviderError({ provider: 'instagram', code: 'invalid', retryable: false, message })
}

const dayMs = 24 * 3600_000
const weekMs = 7 * dayMs

/** Until when a token lives, kept beside it. */
export function lifeOf(answer: JsonObject, now: number): { tokenMadeAt: number; tokenEndsAt: number } {
  return { tokenMadeAt: now, tokenEndsAt: now + (asNumber(answer.expires_in) ?? 60 * (dayMs / 1000)) * 1000 }
}

/**
 * Another sixty days for a token that is a week old; younger than a day it would be refused, and once expired it is dead
 * (…/reference/refresh_access_token). Null: not yet.
 */
export async function renewInstagramToken(
  options: InstagramOptions,
  token: { accessToken: string; tokenMadeAt?: number | undefined },
): Promise<{ accessToken: string; tokenMadeAt: number; tokenEndsAt: number } | null> {
  const now = options.now()
  if (token.tokenMadeAt !== undefined && now - token.tokenMadeAt < weekMs) return null
  const query = { grant_type: 'ig_refresh_token', access_token: token.accessToken }
  const unversioned = { ...options, baseUrl: options.instagramUrl, apiVersion: '' }
  const answer = await callGraph(unversioned, { method: 'GET', path: 'refresh_access_token', query, accessToken: null })
  const accessToken = asText(answer.access_token, 2000)
  return accessToken === null ? null : { accessToken, ...lifeOf(answer, now) }
}
