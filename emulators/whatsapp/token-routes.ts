import type { Answer, Exchange, Route } from '../http-server.ts'
import { authorize, unknownObject } from './authorize.ts'
import type { Cloud } from './cloud.ts'
import { GraphError } from './graph-error.ts'

/** What a token is good for, and which accounts the business behind it has. */
export function tokenRoutes(cloud: Cloud): Route[] {
  return [
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/debug_token$/, handle: (exchange) => debugToken(cloud, exchange) },
    {
      method: 'GET',
      pattern: /^(?:\/v\d+\.\d+)?\/(\d+)\/(owned|client)_whatsapp_business_accounts$/,
      handle: (exchange) => accountsOfBusiness(cloud, exchange),
    },
  ]
}

function debugToken(cloud: Cloud, exchange: Exchange): Answer {
  if (!isApp(cloud, exchange)) authorize(cloud, exchange)
  const asked = exchange.query.get('input_token')
  if (!asked) throw new GraphError(100, '(#100) The parameter input_token is required')
  const numbers = [...cloud.numbers.values()].filter((one) => one.accessToken === asked)
  const valid =
    numbers.length > 0 && !numbers.some((one) => one.tokenProblem || (one.tokenEndsAt ?? Number.POSITIVE_INFINITY) <= cloud.clock())
  const targets = [...new Set(numbers.map((one) => one.businessAccountId))]
  const scopes = numbers[0]?.scopes ?? ['whatsapp_business_management', 'whatsapp_business_messaging']
  const expiresAt = Math.floor((numbers[0]?.tokenEndsAt ?? 0) / 1000)
  const facts = valid
    ? {
        type: 'SYSTEM_USER',
        application: 'Emulated app',
        expires_at: expiresAt,
        scopes,
        granular_scopes: granularScopes(cloud, scopes, targets),
      }
    : { scopes: [] }
  return { status: 200, json: { data: { app_id: appIdOf(cloud), is_valid: valid, ...facts } } }
}

/** A scope that was given for everything there is has no `target_ids`. */
function granularScopes(cloud: Cloud, scopes: readonly string[], accountIds: readonly string[]): Record<string, unknown>[] {
  if (!cloud.opensAll) return scopes.map((scope) => ({ scope, target_ids: accountIds }))
  const businessIds = [...new Set(accountIds.flatMap((one) => cloud.accounts.get(one)?.businessId ?? []))]
  const business = businessIds.length > 0 ? [{ scope: 'business_management', target_ids: businessIds }] : []
  return [...scopes.map((scope) => ({ scope })), ...business]
}

/** The accounts of a business, as far as the token may see them; none are shared with it here. */
function accountsOfBusiness(cloud: Cloud, exchange: Exchange): Answer {
  const [businessId = '', edge] = exchange.params
  const visible = new Set(authorize(cloud, exchange).map((one) => one.businessAccountId))
  const own = [...cloud.accounts.values()].filter((one) => one.businessId === businessId && visible.has(one.id))
  if (own.length === 0) throw unknownObject(businessId, exchange)
  return { status: 200, json: { data: edge === 'owned' ? own.map((one) => ({ id: one.id, name: 'Business account' })) : [] } }
}

export function appIdOf({ app }: Cloud): string {
  return app?.id ?? '1000000000000001'
}

/** An app asks by its id and its secret. */
function isApp({ app }: Cloud, { headers }: Exchange): boolean {
  return app !== undefined && headers.authorization === `Bearer ${app.id}|${app.secret}`
}
