import { ProviderError } from '../../../platform/errors.ts'
import type { Connection } from '../adapter.ts'
import { asList, asObject, asText, type JsonObject } from '../json-value.ts'
import { callGraph, type GraphOptions, type GraphRequest } from '../meta/index.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

export type WhatsAppConnection = Connection<WhatsAppSettings, WhatsAppCredentials>

const numberFields =
  'id,display_phone_number,verified_name,quality_rating,code_verification_status,platform_type,status,name_status,throughput,webhook_configuration'

/** What the provider knows of the number. @throws ProviderError */
export async function readNumber(options: GraphOptions, connection: WhatsAppConnection): Promise<JsonObject> {
  const query = { fields: numberFields }
  try {
    return await call(options, connection, { method: 'GET', path: `/${connection.settings.phoneNumberId}`, query })
  } catch (error) {
    // Graph does not tell a number that does not exist from one that the token may not see.
    if (error instanceof ProviderError && error.providerCode === '100') {
      throw refused('WhatsApp does not know this phone number ID, or the token may not see it.', error)
    }
    throw error
  }
}

/** All numbers of the business account, each with where its events go. */
export async function accountNumbers(options: GraphOptions, connection: WhatsAppConnection): Promise<JsonObject[]> {
  const query = { fields: 'id,webhook_configuration', limit: '100' }
  const answer = await call(options, connection, { method: 'GET', path: `/${connection.settings.businessAccountId}/phone_numbers`, query })
  return asList(answer.data)
    .map(asObject)
    .filter((number) => number !== null)
}

/** Three addresses, each of which stands for the next where it is not set (…/whatsapp/webhooks/override). */
export interface NumberWebhooks {
  /** For this number's messages. */
  number: string | null
  /** For the business account: everything that is about no number, and messages of numbers without one. */
  account: string | null
  app: string | null
}

export function webhooksOf(number: JsonObject): NumberWebhooks {
  const found = asObject(number.webhook_configuration)
  const address = (name: string) => asText(found?.[name], 2000)
  return { number: address('phone_number'), account: address('whatsapp_business_account'), app: address('application') }
}

export async function call(
  options: GraphOptions,
  connection: WhatsAppConnection,
  request: Omit<GraphRequest, 'accessToken'>,
): Promise<JsonObject> {
  try {
    return await callGraph(options, { ...request, accessToken: connection.credentials.accessToken })
  } catch (error) {
    // Refusals are worded for messages; here nobody sends one.
    if (!(error instanceof ProviderError) || error.code !== 'invalid') throw error
    throw refused('WhatsApp does not accept these details. Check the phone number ID, the account ID and the access token.', error)
  }
}

export function refused(message: string, cause?: ProviderError): ProviderError {
  return new ProviderError({ provider: 'whatsapp', code: 'invalid', retryable: false, providerCode: cause?.providerCode, message, cause })
}

/** A number that was never registered, or was taken to another platform, neither sends nor receives. */
export function isRegistered(number: JsonObject): boolean {
  return !['NOT_APPLICABLE', 'ON_PREMISE'].includes(asText(number.platform_type, 60) ?? '')
}
