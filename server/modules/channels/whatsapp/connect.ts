import { ProviderError } from '../../../platform/errors.ts'
import type { Account, Connection } from '../adapter.ts'
import { checkClock } from '../check-clock.ts'
import { failedCheck } from '../failed-check.ts'
import type { HealthCheck } from '../health-check.ts'
import { asId, asList, asObject, asText, type JsonObject } from '../json-value.ts'
import { callGraph, checkAppSecret, type GraphOptions, type GraphRequest } from '../meta/index.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'

type WhatsAppConnection = Connection<WhatsAppSettings, WhatsAppCredentials>

/**
 * Reads the number, then subscribes its account and points the number's webhook at this channel. The override of the number carries
 * `messages`; that of the account carries everything else. Meta asks our webhook for its verify token while this call is under way.
 */
export async function connectWhatsApp(options: GraphOptions, connection: WhatsAppConnection): Promise<Account> {
  const { settings, credentials, webhookUrl } = connection
  const number = await readNumber(options, connection)
  await requireOwnNumber(options, connection)
  await registerNumber(options, connection, number)
  const override = { override_callback_uri: webhookUrl, verify_token: credentials.verifyToken }
  try {
    await call(options, connection, { method: 'POST', path: `/${settings.businessAccountId}/subscribed_apps`, json: override })
    await call(options, connection, { method: 'POST', path: `/${settings.phoneNumberId}`, json: { webhook_configuration: override } })
  } catch (error) {
    throw explainSubscription(error, webhookUrl)
  }
  const displayPhoneNumber = asText(number.display_phone_number, 40)
  const verifiedName = asText(number.verified_name, 300)
  return {
    externalId: settings.phoneNumberId,
    name: verifiedName ?? displayPhoneNumber ?? settings.phoneNumberId,
    details: { ...(displayPhoneNumber ? { displayPhoneNumber } : {}), ...(verifiedName ? { verifiedName } : {}) },
  }
}

/** Gives the number's webhook back. The account stays subscribed while another of its numbers uses it. */
export async function disconnectWhatsApp(options: GraphOptions, connection: WhatsAppConnection): Promise<void> {
  const { phoneNumberId, businessAccountId } = connection.settings
  await call(options, connection, {
    method: 'POST',
    path: `/${phoneNumberId}`,
    json: { webhook_configuration: { override_callback_uri: '' } },
  })
  const numbers = await accountNumbers(options, connection)
  const isShared = numbers.some(
    (number) => asId(number.id) !== phoneNumberId && asText(asObject(number.webhook_configuration)?.phone_number),
  )
  if (!isShared) await call(options, connection, { method: 'DELETE', path: `/${businessAccountId}/subscribed_apps` })
}

export async function checkWhatsApp(options: GraphOptions & { now: () => number }, connection: WhatsAppConnection): Promise<HealthCheck[]> {
  let number: JsonObject = {}
  const token = await attempt('Access token', async () => {
    number = await readNumber(options, connection)
    return {
      ok: true,
      detail: `${asText(number.verified_name, 300) ?? 'The number'} (${asText(number.display_phone_number, 40) ?? 'no number shown'})`,
    }
  })
  if (!token.ok) return [token]
  const subscription = await attempt('Subscription', async () => {
    const answer = await call(options, connection, { method: 'GET', path: `/${connection.settings.businessAccountId}/subscribed_apps` })
    if (asList(answer.data).length > 0) return { ok: true, detail: 'The business account sends its events.' }
    return { ok: false, breaks: true, reconnects: true, detail: 'The business account is not subscribed. Press Reconnect.' }
  })
  const { credentials, settings, webhookUrl } = connection
  return [
    token,
    ...(await checkAppSecret(options, { ...credentials, path: `/${settings.phoneNumberId}` })),
    checkRegistration(number),
    checkQuality(number),
    ...(await checkLimit(options, connection)),
    checkWebhook(number, webhookUrl),
    subscription,
    ...(await checkClock(options.fetch, options.baseUrl, options.now)),
  ]
}

function isRegistered(number: JsonObject): boolean {
  return !['NOT_APPLICABLE', 'ON_PREMISE'].includes(asText(number.platform_type, 60) ?? '')
}

/** A number that is new on the Cloud API: its PIN is set, or has to be the one that it has (…/whatsapp/business-phone-numbers/registration). */
async function registerNumber(options: GraphOptions, connection: WhatsAppConnection, number: JsonObject): Promise<void> {
  if (isRegistered(number)) return
  const { pin } = connection.credentials
  if (pin === undefined)
    throw refused('The number is not registered for the Cloud API. Enter a PIN: that of its two-step verification, or six new digits.')
  const path = `/${connection.settings.phoneNumberId}/register`
  try {
    await call(options, connection, { method: 'POST', path, json: { messaging_product: 'whatsapp', pin } })
  } catch (error) {
    if (!(error instanceof ProviderError) || error.providerCode !== '133005') throw error
    throw refused('The number has another PIN. Enter that of its two-step verification: WhatsApp Manager → Phone numbers.', error)
  }
}

/** A number that was never registered, or was taken to another platform, neither sends nor receives. */
function checkRegistration(number: JsonObject): HealthCheck {
  const name = 'Registration'
  if (isRegistered(number)) return { name, ok: true, detail: 'The number is registered for the Cloud API.' }
  const detail = 'The number is not registered for the Cloud API. Enter its PIN and press Reconnect: then it is registered.'
  return { name, ok: false, detail, breaks: true }
}

/** To how many people a day the business may write first: one figure for all its numbers (…/whatsapp/messaging-limits). */
async function checkLimit(options: GraphOptions, connection: WhatsAppConnection): Promise<HealthCheck[]> {
  const query = { fields: 'whatsapp_business_manager_messaging_limit' }
  const path = `/${connection.settings.businessAccountId}`
  const tier = await call(options, connection, { method: 'GET', path, query }).then(
    (account) => asText(account.whatsapp_business_manager_messaging_limit, 60),
    () => null,
  )
  if (tier === null) return []
  const people = tier === 'TIER_UNLIMITED' ? 'any number of' : tier.replace('TIER_', '').replace('K', ',000')
  return [{ name: 'Limit', ok: true, detail: `The business may write first to ${people} people a day, by templates.` }]
}

function checkQuality(number: JsonObject): HealthCheck {
  const words = (value: unknown) => (asText(value, 60) ?? 'unknown').toLowerCase().replaceAll('_', ' ')
  const detail = `Quality ${words(number.quality_rating)}, ${words(number.code_verification_status)}`
  return { name: 'Number', ok: number.quality_rating !== 'RED', detail }
}

function checkWebhook(number: JsonObject, webhookUrl: string): HealthCheck {
  const target = asText(asObject(number.webhook_configuration)?.phone_number)
  if (target === webhookUrl) return { name: 'Webhook', ok: true, detail: 'WhatsApp sends to this channel.' }
  const found = target === null ? 'has no webhook for this number' : 'sends to another address'
  // Without one of its own, the app's may bring its messages all the same.
  return { name: 'Webhook', ok: false, breaks: target !== null, detail: `WhatsApp ${found}. Press Reconnect.` }
}

async function attempt(name: string, check: () => Promise<Omit<HealthCheck, 'name'>>): Promise<HealthCheck> {
  try {
    return { name, ...(await check()) }
  } catch (error) {
    return failedCheck(name, error, 'WhatsApp could not be reached.')
  }
}

async function readNumber(options: GraphOptions, connection: WhatsAppConnection): Promise<JsonObject> {
  const fields = 'id,display_phone_number,verified_name,quality_rating,code_verification_status,platform_type,webhook_configuration'
  try {
    return await call(options, connection, { method: 'GET', path: `/${connection.settings.phoneNumberId}`, query: { fields } })
  } catch (error) {
    // Graph does not tell a number that does not exist from one that the token may not see.
    if (error instanceof ProviderError && error.providerCode === '100') {
      throw refused('WhatsApp does not know this phone number ID, or the token may not see it.', error)
    }
    throw error
  }
}

async function requireOwnNumber(options: GraphOptions, connection: WhatsAppConnection): Promise<void> {
  const numbers = await accountNumbers(options, connection).catch((error: unknown) => {
    if (error instanceof ProviderError && error.providerCode === '100') {
      throw refused('WhatsApp does not know this business account ID, or the token may not see it.', error)
    }
    throw error
  })
  if (numbers.some((number) => asId(number.id) === connection.settings.phoneNumberId)) return
  throw refused('This phone number ID does not belong to this business account ID.')
}

async function accountNumbers(options: GraphOptions, connection: WhatsAppConnection): Promise<JsonObject[]> {
  const query = { fields: 'id,webhook_configuration', limit: '100' }
  const answer = await call(options, connection, { method: 'GET', path: `/${connection.settings.businessAccountId}/phone_numbers`, query })
  return asList(answer.data)
    .map(asObject)
    .filter((number) => number !== null)
}

async function call(
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

/** 2200: our webhook did not answer Meta's handshake; 100: the address itself is refused. */
function explainSubscription(error: unknown, webhookUrl: string): unknown {
  if (!(error instanceof ProviderError) || !['2200', '100'].includes(error.providerCode ?? '')) return error
  return refused(`WhatsApp could not reach ${webhookUrl}. The address (PUBLIC_URL) must be open to the internet, by https.`, error)
}

function refused(message: string, cause?: ProviderError): ProviderError {
  return new ProviderError({ provider: 'whatsapp', code: 'invalid', retryable: false, providerCode: cause?.providerCode, message, cause })
}
