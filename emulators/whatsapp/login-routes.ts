import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Answer, Exchange, Route } from '../http-server.ts'
import { authorizeNumber } from './authorize.ts'
import type { Cloud } from './cloud.ts'
import { GraphError } from './graph-error.ts'

const codeLifeMs = 30_000

/**
 * Embedded Signup as far as a server sees it: the dialog, answered at once for the business whose number was provisioned first, and the code for a token
 * (…/whatsapp/embedded-signup/implementation); then the registration of a number.
 */
export function loginRoutes(cloud: Cloud): Route[] {
  const codes = new Map<string, { redirectUri: string; until: number }>()
  return [
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/dialog\/oauth$/, handle: (exchange) => openDialog(cloud, codes, exchange) },
    { method: 'GET', pattern: /^(?:\/v\d+\.\d+)?\/oauth\/access_token$/, handle: (exchange) => redeemCode(cloud, codes, exchange) },
    { method: 'POST', pattern: /^(?:\/v\d+\.\d+)?\/(\d+)\/register$/, handle: (exchange) => register(cloud, exchange) },
  ]
}

type Codes = Map<string, { redirectUri: string; until: number }>

function openDialog(cloud: Cloud, codes: Codes, { query }: Exchange): Answer {
  if (!cloud.app || query.get('client_id') !== cloud.app.id)
    throw new GraphError(100, 'Error validating application. Cannot get application info.')
  if (!query.get('config_id')) throw new GraphError(100, 'The parameter config_id is required')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!URL.canParse(redirectUri)) throw new GraphError(100, 'The redirect_uri is not an address')
  const code = randomBytes(24).toString('base64url')
  codes.set(code, { redirectUri, until: cloud.clock() + codeLifeMs })
  const target = new URL(redirectUri)
  target.searchParams.set('code', code)
  const state = query.get('state')
  if (state !== null) target.searchParams.set('state', state)
  return { status: 302, headers: { location: target.href }, text: '' }
}

function redeemCode(cloud: Cloud, codes: Codes, { query }: Exchange): Answer {
  if (!cloud.app || query.get('client_id') !== cloud.app.id || query.get('client_secret') !== cloud.app.secret)
    throw new GraphError(100, 'Error validating client secret.')
  const code = query.get('code') ?? ''
  const given = codes.get(code)
  codes.delete(code)
  if (!given || given.until < cloud.clock()) throw new GraphError(100, 'This authorization code has expired or has been used.')
  if (given.redirectUri !== query.get('redirect_uri')) throw new GraphError(100, 'The redirect_uri is not the one of the dialog.')
  const [number] = cloud.numbers.values()
  if (!number) throw new GraphError(100, 'There is no business to sign in.')
  return { status: 200, json: { access_token: number.accessToken, token_type: 'bearer' } }
}

const registrationSchema = z.object({ messaging_product: z.literal('whatsapp'), pin: z.string().regex(/^\d{6}$/) })

/** …/whatsapp/business-phone-numbers/registration: the PIN becomes the number's own, or has to be it. */
function register(cloud: Cloud, exchange: Exchange): Answer {
  const number = authorizeNumber(cloud, exchange, exchange.params[0] ?? '')
  const parsed = registrationSchema.safeParse(exchange.body.json)
  if (!parsed.success) throw new GraphError(100, z.prettifyError(parsed.error))
  if (number.pin !== undefined && number.pin !== parsed.data.pin)
    throw new GraphError(133005, 'The two-step verification PIN is not the one of this number')
  number.pin = parsed.data.pin
  number.isRegistered = true
  return { status: 200, json: { success: true } }
}
