import { randomInt } from 'node:crypto'
import { ProviderError } from '../../../platform/errors.ts'
import { asId, asList, asObject, asText } from '../json-value.ts'
import { callGraph, type FacebookApp, fieldsOfOtherApps, type GraphOptions, giveFacebookToken } from '../meta/index.ts'
import type { GrantedAccount, SignIn } from '../sign-in.ts'

export interface WhatsAppSignInOptions extends GraphOptions {
  /** Where people sign in: https://www.facebook.com, without a slash at the end. */
  dialogUrl: string
  app: FacebookApp
  /** Of the app's configuration of Facebook Login for Business, which says what people are asked for. */
  configId: string
}

/** Whatever a person opened of their business: the accounts that one of these was given for. */
const accountScopes = ['whatsapp_business_management', 'whatsapp_business_messaging']
/** Of which businesses, where the person opened all accounts and none is named. */
const businessScope = 'business_management'
/** The accounts that a business owns, and those that others have shared with it. */
const businessEdges = ['owned_whatsapp_business_accounts', 'client_whatsapp_business_accounts']
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

/** A scope without `target_ids` was given for everything there is, and names nothing. @throws ProviderError where it cannot be told what that is */
async function openedAccounts(options: WhatsAppSignInOptions, token: string): Promise<string[]> {
  const accessToken = `${options.app.appId}|${options.app.appSecret}`
  const answer = await callGraph(options, { method: 'GET', path: '/debug_token', query: { input_token: token }, accessToken })
  const scopes = asList(asObject(answer.data)?.granular_scopes).map(asObject)
  const targetsOf = (names: readonly string[]) =>
    scopes
      .filter((scope) => names.includes(asText(scope?.scope, 100) ?? ''))
      .flatMap((scope) => asList(scope?.target_ids).map(asId))
      .filter((id) => id !== null)
  const named = targetsOf(accountScopes)
  const found = named.length > 0 ? named : await accountsOfBusinesses(options, targetsOf([businessScope]), token)
  const isForAll = scopes.some((scope) => accountScopes.includes(asText(scope?.scope, 100) ?? ''))
  if (found.length === 0 && isForAll) throw unnamed()
  return [...new Set(found)].slice(0, mostAccounts)
}

/** …/v23.0/{business-id}/owned_whatsapp_business_accounts of Meta's published API description. */
async function accountsOfBusinesses(
  options: WhatsAppSignInOptions,
  businessIds: readonly string[],
  accessToken: string,
): Promise<string[]> {
  const paths = businessIds.slice(0, mostAccounts).flatMap((id) => businessEdges.map((edge) => `/${id}/${edge}`))
  const lists = await Promise.all(
    paths.map((path) =>
      callGraph(options, { method: 'GET', path, query: { fields: 'id', limit: '100' }, accessToken }).then(
        (answer) => asList(answer.data),
        (error: unknown) => {
          // One of a business's two lists may be closed to the token: the other counts.
          if (error instanceof ProviderError && !error.retryable) return []
          throw error
        },
      ),
    ),
  )
  return lists.flat().flatMap((account) => asId(asObject(account)?.id) ?? [])
}

function unnamed(): ProviderError {
  const message =
    'Access was given to all WhatsApp accounts, and Meta names none of them. Sign in again and choose the accounts one by one, or enter the number’s details by hand.'
  return new ProviderError({ provider: 'whatsapp', code: 'invalid', retryable: false, message })
}

async function numbersOf(options: WhatsAppSignInOptions, businessAccountId: string, accessToken: string): Promise<GrantedAccount[]> {
  const query = { fields: 'id,display_phone_number,verified_name', limit: '100' }
  const answer = await callGraph(options, { method: 'GET', path: `/${businessAccountId}/phone_numbers`, query, accessToken })
  return asList(answer.data).flatMap((entry) => {
    const number = asObject(entry)
    const id = asId(number?.id)
    if (id === null) return []
    const names = [asText(number?.verified_name, 300), asText(number?.display_phone_number, 40)].filter((name) => name !== null)
    const config = { phoneNumberId: id, businessAccountId }
    // The app's secret is the installation's: it is not copied.
    return [
      { id, name: names.join(' · ') || id, config, credentials: { accessToken }, made: { pin: newPin() }, replaces: fieldsOfOtherApps },
    ]
  })
}

/** For the registration of a number that has none yet. Its owner finds it among the channel's own secrets. */
function newPin(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}
