import { ProviderError } from '../../../platform/errors.ts'
import { asId, asList, asObject, asText, type JsonObject } from '../json-value.ts'
import type { GrantedAccount, SignIn } from '../sign-in.ts'
import { fieldsOfOtherApps } from './app-secret.ts'
import { callGraph, type GraphOptions } from './graph.ts'
import type { OwnApp } from './inspect-token.ts'
import { takesComments } from './messaging/comment-settings.ts'

export interface FacebookApp {
  appId: string
  appSecret: string
}

/** Only an app whose id and secret are known can be signed in with. */
export function ownFacebookApp(app: OwnApp | undefined): FacebookApp | null {
  if (!app?.appId || !app.appSecret) return null
  return { appId: app.appId, appSecret: app.appSecret }
}

export interface FacebookSignInOptions extends GraphOptions {
  /** Where people sign in: https://www.facebook.com, without a slash at the end. */
  dialogUrl: string
  app: FacebookApp
  scopes: readonly string[]
  /** Asked for too where the channel answers comments. */
  commentScope: string
  /** The accounts that come with a page which the person opened. */
  accountsOf(page: JsonObject, pageToken: string): Omit<GrantedAccount, 'credentials'>[]
}

/** What a person may do with a page who lets us answer for it (…/messenger-platform/get-started). */
const neededTasks = ['MESSAGING', 'MODERATE']

/**
 * Facebook Login: the code becomes a person's token, that one for sixty days, and that gives each page's own, which does not expire
 * (…/docs/facebook-login/guides/access-tokens/get-long-lived).
 */
export function facebookSignIn(options: FacebookSignInOptions): SignIn {
  const { app } = options
  const client = { client_id: app.appId, client_secret: app.appSecret }
  return {
    address: (state, redirectUri, settings = {}) => {
      const scopes = new Set([...options.scopes, ...(takesComments(settings) ? [options.commentScope] : [])])
      const query = { client_id: app.appId, redirect_uri: redirectUri, response_type: 'code', scope: [...scopes].join(','), state }
      return `${options.dialogUrl}/${options.apiVersion}/dialog/oauth?${new URLSearchParams(query)}`
    },
    accounts: async (code, redirectUri) => {
      const short = await giveFacebookToken(options, { ...client, code, redirect_uri: redirectUri })
      const long = await giveFacebookToken(options, { ...client, grant_type: 'fb_exchange_token', fb_exchange_token: short })
      const pages = await readPages(options, long)
      return pages.flatMap((page) => {
        const accessToken = asText(page.access_token, 2000)
        const tasks = asList(page.tasks).map((task) => asText(task, 60))
        if (accessToken === null || neededTasks.some((task) => !tasks.includes(task))) return []
        // The app's secret and its verify token are the installation's: they are not copied.
        return options
          .accountsOf(page, accessToken)
          .map((account) => ({ ...account, credentials: { accessToken }, replaces: fieldsOfOtherApps }))
      })
    },
  }
}

/** What a code, or another token, is exchanged for. */
export async function giveFacebookToken(options: GraphOptions, query: Record<string, string>): Promise<string> {
  const answer = await callGraph(options, { method: 'GET', path: '/oauth/access_token', query, accessToken: null })
  const token = asText(answer.access_token, 2000)
  if (token !== null) return token
  throw new ProviderError({
    provider: options.provider,
    code: 'provider',
    retryable: true,
    message: 'Facebook answered without a token. Try again.',
  })
}

const fields = 'id,name,access_token,tasks,instagram_business_account{id,username,name}'
const mostPages = 10

/** All of them, a hundred at a time. */
async function readPages(options: GraphOptions, accessToken: string): Promise<JsonObject[]> {
  const pages: JsonObject[] = []
  let after: string | null = null
  for (let read = 0; read < mostPages; read += 1) {
    const query: Record<string, string> = { fields, limit: '100', ...(after === null ? {} : { after }) }
    const answer: JsonObject = await callGraph(options, { method: 'GET', path: '/me/accounts', query, accessToken })
    pages.push(
      ...asList(answer.data)
        .map(asObject)
        .filter((page) => page !== null),
    )
    const paging = asObject(answer.paging)
    after = paging?.next === undefined ? null : asText(asObject(paging.cursors)?.after, 1000)
    if (after === null) break
  }
  return pages.filter((page) => asId(page.id) !== null)
}
