import type { Answer, Exchange, Route } from '../http-server.ts'
import { MetaError } from './graph-error.ts'
import { appByClientId } from './oauth-parts.ts'
import type { Platform } from './platform.ts'

/** How the next person answers the dialog; granting everything when nothing is said. */
export interface LoginAnswer {
  isDenied?: boolean
  /** Pages, or the one Instagram account; all, or the first, by default. */
  accountIds?: string[]
  /** App-scoped id of the person. */
  userId?: string
}

const codeLifeMs = { facebook: 10 * 60_000, instagram: 3600_000 }

/**
 * The two login dialogs, answered at once: Facebook Login for Business and Instagram Business Login. The browser is sent back
 * with a code, or with the refusal.
 */
export function loginRoutes(platform: Platform, takeAnswer: () => LoginAnswer): Route[] {
  return [
    {
      method: 'GET',
      pattern: /^(?:\/v\d+\.\d+)?\/dialog\/oauth$/,
      handle: (exchange) => login(platform, exchange, 'facebook', takeAnswer()),
    },
    { method: 'GET', pattern: /^\/oauth\/authorize$/, handle: (exchange) => login(platform, exchange, 'instagram', takeAnswer()) },
  ]
}

function login(platform: Platform, { query }: Exchange, kind: 'facebook' | 'instagram', answer: LoginAnswer): Answer {
  const app = appByClientId(platform, query.get('client_id') ?? '', kind)
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!app) throw new MetaError(101)
  if (!URL.canParse(redirectUri) || (app.redirectUris && !app.redirectUris.includes(redirectUri))) {
    throw new MetaError(191, 'The redirect_uri is not among those of the application')
  }
  const target = new URL(redirectUri)
  const state = query.get('state')
  if (answer.isDenied) {
    target.searchParams.set('error', 'access_denied')
    target.searchParams.set('error_reason', 'user_denied')
    target.searchParams.set('error_description', 'The user denied your request.')
  } else {
    const code = platform.tokens.issueCode({
      kind,
      appId: app.id,
      redirectUri,
      accountIds: answer.accountIds ?? accountsFor(platform, kind),
      scopes: (query.get('scope') ?? '').split(/[ ,]+/).filter((one) => one !== ''),
      userId: answer.userId ?? '218471',
      expiresAt: platform.clock() + codeLifeMs[kind],
    })
    target.searchParams.set('code', code)
  }
  if (state !== null) target.searchParams.set('state', state)
  // Instagram leaves this at the end, and it is no part of the code.
  if (kind === 'instagram' && !answer.isDenied) target.hash = '_'
  return { status: 302, headers: { location: target.href }, text: '' }
}

function accountsFor(platform: Platform, kind: 'facebook' | 'instagram'): string[] {
  const wanted = kind === 'facebook' ? 'messenger' : 'instagram'
  const ids = [...platform.accounts.values()].filter((one) => one.product === wanted).map((one) => one.id)
  return kind === 'facebook' ? ids : ids.slice(0, 1)
}
