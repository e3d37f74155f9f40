import { randomInt } from 'node:crypto'
import { asId, asList, asObject, asText } from '../json-value.ts'
import { callGraph, type FacebookApp, type GraphOptions, giveFacebookToken } from '../meta/index.ts'
import type { GrantedAccount, SignIn } from '../sign-in.ts'

export interface WhatsAppSignInOptions extends GraphOptions {
  /** Where people sign in: https://www.facebook.com, without a slash at the end. */
  dialogUrl: string
  app: FacebookApp
  /** Of the app's configuration of Facebook Login for Business, which says what people are asked for. */
  configId: string
}

/** Whatever a person opened of their business: the accounts that this scope was given for. */
const accountScope = 'whatsapp_business_management'
const mostAccounts = 20

/**
 * Embedded Signup without its script: the same dialog by its address, with the app's configuration. The code becomes a token of the business; whose accounts it was
 * given for says `debug_token` (…/whatsapp/embedded-signup/onboarding-customers-as-a-tech-provider). Codes live 30 s there.
 */
export function whatsAppSignIn(options: WhatsAppSignInOptions): SignIn {
  const { app } = options
  return {
    address: (state, redirectUri) => {
      const query = {
        client_id: app.appId,
        redirect_uri: redirectUri,
        response_type: 'code',
        override_default_response_type: 'true',
        config_id: options.configId,
        extras: JSON.stringify({ setup: {} }),
        state,
      }
      return `${options.dialogUrl}/${options.apiVersion}/dialog/oauth?${new URLSearchParams(query)}`
    },
    accounts: async (code, redirectUri) => {
      const accessToken = await giveFacebookToken(options, {
        client_id: app.appId,
        client_secret: app.appSecret,
        code,
        redirect_uri: redirectUri,
      })
      const accountIds = await openedAccounts(options, accessToken)
      const numbers = await Promise.all(accountIds.map((accountId) => numbersOf(options, accountId, accessToken)))
      return numbers.flat()
    },
  }
}

async function openedAccounts(options: WhatsAppSignInOptions, token: string): Promise<string[]> {
  const accessToken = `${options.app.appId}|${options.app.appSecret}`
  const answer = await callGraph(options, { method: 'GET', path: '/debug_token', query: { input_token: token }, accessToken })
  const scopes = asList(asObject(answer.data)?.granular_scopes).map(asObject)
  const ids = asList(scopes.find((scope) => scope?.scope === accountScope)?.target_ids).map(asId)
  return [...new Set(ids.filter((id) => id !== null))].slice(0, mostAccounts)
}

async function numbersOf(options: WhatsAppSignInOptions, businessAccountId: string, accessToken: string): Promise<GrantedAccount[]> {
  const query = { fields: 'id,display_phone_number,verified_name', limit: '100' }
  const answer = await callGraph(options, { method: 'GET', path: `/${businessAccountId}/phone_numbers`, query, accessToken })
  const { appSecret, verifyToken } = options.app
  return asList(answer.data).flatMap((entry) => {
    const number = asObject(entry)
    const id = asId(number?.id)
    if (id === null) return []
    const names = [asText(number?.verified_name, 300), asText(number?.display_phone_number, 40)].filter((name) => name !== null)
    const credentials = { accessToken, appSecret, pin: newPin(), ...(verifyToken === null ? {} : { verifyToken }) }
    return [{ id, name: names.join(' · ') || id, config: { phoneNumberId: id, businessAccountId }, credentials }]
  })
}

/** For the registration of a number that has none yet. */
function newPin(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}
